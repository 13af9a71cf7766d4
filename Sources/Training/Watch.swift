public import Experiment

/// Notices what wants attention in the stream of steps. Each finding is reported once, and again when it has gone and
/// come back.
public struct Watch {
  /// An expert under this part of its fair share …
  public static let deadShare = 0.01
  /// … for so many steps in a row is called dead.
  public static let deadSteps = 50
  /// Share of regular choices dropped over a whole layer, in a running average, that is worth a word.
  public static let dropShare = 0.25
  /// Time constant of that average, which is exponential.
  public static let dropSteps = 20
  /// Loss above the lowest by this factor, averaged, is called divergence.
  public static let divergence = 1.5

  private struct Layer {
    var starved: [Int]
    var isReportedDead: [Bool]
    var dropAverage = 0.0
    var isReportedDropping = false
  }

  private var layers: [String: Layer] = [:]
  private var isReportedNotFinite = false
  private var smoothed: Double?
  private var lowest = Double.infinity
  private var isReportedDiverging = false

  /// Has seen nothing yet.
  public init() {}

  /// - Returns: what is new in this step.
  public mutating func look(at step: Step) -> [Alert] {
    var alerts = lookAtLoss(step)
    for ledger in step.ledgers { alerts += look(at: ledger, step: step.step) }
    return alerts
  }

  private mutating func lookAtLoss(_ step: Step) -> [Alert] {
    guard step.loss.isFinite, step.gradientNorm.isFinite else {
      defer { isReportedNotFinite = true }
      if isReportedNotFinite { return [] }
      return [
        Alert(
          rule: "loss-not-finite", severity: .critical, step: step.step,
          message: "step \(step.step): the loss is \(step.loss), the gradient's norm \(step.gradientNorm)")
      ]
    }
    isReportedNotFinite = false
    let average = smoothed.map { 0.9 * $0 + 0.1 * step.loss } ?? step.loss
    smoothed = average
    lowest = min(lowest, average)
    let isDiverging = average > Self.divergence * lowest
    defer { isReportedDiverging = isDiverging }
    guard isDiverging, !isReportedDiverging else { return [] }
    return [
      Alert(
        rule: "divergence", severity: .critical, step: step.step,
        message: "the loss has risen to \(Self.short(average)) from \(Self.short(lowest))")
    ]
  }

  private mutating func look(at ledger: LayerLedger, step: Int) -> [Alert] {
    let name = "\(ledger.layer)\(ledger.part)"
    var layer =
      layers[name]
      ?? Layer(
        starved: Array(repeating: 0, count: ledger.experts),
        isReportedDead: Array(repeating: false, count: ledger.experts))
    defer { layers[name] = layer }
    var alerts: [Alert] = []
    let routed = (0..<ledger.experts).map { expert in
      (0..<ledger.devices).reduce(0) { $0 + Int(ledger.routed[$1 * ledger.experts + expert]) }
    }
    let total = routed.reduce(0, +)
    let fair = Double(total) / Double(max(ledger.experts, 1))
    for expert in 0..<ledger.experts {
      let isStarved = Double(routed[expert]) < Self.deadShare * fair
      layer.starved[expert] = isStarved ? layer.starved[expert] + 1 : 0
      if !isStarved { layer.isReportedDead[expert] = false }
      if layer.starved[expert] >= Self.deadSteps, !layer.isReportedDead[expert] {
        layer.isReportedDead[expert] = true
        alerts.append(
          Alert(
            rule: "dead-expert", severity: .warning, step: step,
            message: "layer \(name) expert \(expert) has had under 1 % of its share for \(Self.deadSteps) steps"))
      }
    }
    let dropped = ledger.dropped.reduce(0) { $0 + Int($1) }
    let share = total == 0 ? 0 : Double(dropped) / Double(total)
    layer.dropAverage += (share - layer.dropAverage) / Double(Self.dropSteps)
    let isDropping = layer.dropAverage > Self.dropShare
    if isDropping, !layer.isReportedDropping {
      alerts.append(
        Alert(
          rule: "drop-share", severity: .warning, step: step,
          message: "layer \(name) drops \(Int((100 * layer.dropAverage).rounded())) % of its choices"))
    }
    layer.isReportedDropping = isDropping
    return alerts
  }

  private static func short(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
}
