internal import Experiment

/// Looks for experts without tokens, for drops, and for a router that always says the same, in one layer.
struct LayerWatch {
  private var starved: [Int]
  private var isReportedDead: [Bool]
  private var dropAverage = 0.0
  private var dropping = Finding()
  private var entropy: Double?
  private var highest = 0.0
  private var collapse = Finding()

  /// Time constant of both averages, which are exponential, in steps.
  private static let window = 20.0

  init(experts: Int) {
    starved = Array(repeating: 0, count: experts)
    isReportedDead = Array(repeating: false, count: experts)
  }

  mutating func look(at ledger: LayerLedger, step: Int, masked: [Int], _ thresholds: Watch.Thresholds) -> [Alert] {
    guard ledger.experts == starved.count else { return [] }
    func alert(_ rule: String, _ message: String) -> Alert {
      Alert(
        rule: rule, severity: .warning, step: step, message: "layer \(ledger.layer)\(ledger.part) " + message)
    }
    let routed = (0..<ledger.experts).map { expert in
      (0..<ledger.devices).reduce(0) { $0 + Int(ledger.routed[$1 * ledger.experts + expert]) }
    }
    let total = routed.reduce(0, +)
    var alerts: [Alert] = []
    // Of a mixture an expert without tokens is one that no task of the step reads, about which the step says nothing.
    let unread = thresholds.isMixture ? (0..<ledger.experts).filter { routed[$0] == 0 } : []
    let parts: [Double] = thresholds.isMixture ? ledger.gateMass.map(Double.init) : routed.map(Double.init)
    let fair = parts.reduce(0, +) / Double(max(1, ledger.experts - masked.count - unread.count))
    for expert in 0..<ledger.experts where !unread.contains(expert) {
      let isStarved = !masked.contains(expert) && parts[expert] < thresholds.deadShare * fair
      starved[expert] = isStarved ? starved[expert] + 1 : 0
      if !isStarved { isReportedDead[expert] = false }
      guard starved[expert] >= thresholds.deadSteps, !isReportedDead[expert] else { continue }
      isReportedDead[expert] = true
      let share = "\(short(100 * thresholds.deadShare)) %"
      alerts.append(
        alert("dead-expert", "expert \(expert) has had under \(share) of its share for \(thresholds.deadSteps) steps"))
    }
    let dropped = ledger.dropped.reduce(0) { $0 + Int($1) }
    let share = total == 0 ? 0 : Double(dropped) / Double(total)
    dropAverage += (share - dropAverage) / Self.window
    if dropping.take(dropAverage, above: thresholds.dropShare) {
      alerts.append(alert("drop-share", "drops \(Int((100 * dropAverage).rounded())) % of its choices"))
    }
    return alerts + lookAtEntropy(of: ledger, thresholds).map { alert("entropy-collapse", $0) }
  }

  /// Measured against the router's own highest: what is low for one kind of router is usual for another.
  private mutating func lookAtEntropy(of ledger: LayerLedger, _ thresholds: Watch.Thresholds) -> [String] {
    let now = Double(ledger.entropy)
    guard now.isFinite else { return [] }
    let average = entropy.map { $0 + (now - $0) / Self.window } ?? now
    entropy = average
    highest = max(highest, average)
    guard thresholds.entropy > 0, average > 0 || highest > 0 else { return [] }
    // Turned over, for a finding is a measure above a threshold.
    guard collapse.take(highest / max(average, 1e-9), above: 1 / thresholds.entropy) else { return [] }
    return ["has a router whose entropy has fallen to \(short(average)) nats from \(short(highest))"]
  }
}
