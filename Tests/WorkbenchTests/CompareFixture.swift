import Experiment
import TestSupport
import Workbench

/// Comparisons of scripted runs.
enum CompareFixture {
  /// A comparison that has read all events of these runs; the first is the baseline.
  static func comparison(_ runs: [(path: String, events: [Stamped])]) -> Comparison {
    var comparison = Comparison()
    for run in runs {
      _ = comparison.add(run.path)
      comparison.apply(run.events, to: run.path, isRead: true)
    }
    return comparison
  }

  /// The state after all events.
  static func state(_ events: [Stamped]) -> RunState {
    var state = RunState()
    for event in events { state.apply(event) }
    return state
  }

  /// A measured run with another name, seed and settings.
  static func run(
    _ name: String, seed: UInt64 = 7, steps: Int = 300, change: (inout ScriptedRun) -> Void = { _ in }
  ) -> ScriptedRun {
    var run = ScriptedRun.measured(steps: steps)
    (run.name, run.seed, run.divergedStep) = (name, seed, 0)
    change(&run)
    return run
  }

  /// The same run with its experts numbered anew in all layers.
  ///
  /// - Parameter numbers: for each expert its new number.
  static func renumbered(_ events: [Stamped], _ numbers: [Int]) -> [Stamped] {
    let experts = numbers.count
    func moved<Value>(_ row: [Value]) -> [Value] {
      guard row.count == experts else { return row }
      var result = row
      for (old, new) in numbers.enumerated() { result[new] = row[old] }
      return result
    }
    func rows<Value>(_ table: [Value]) -> [Value] {
      stride(from: 0, to: table.count, by: experts).flatMap { moved(Array(table[$0..<$0 + experts])) }
    }
    return events.map { stamped in
      var stamped = stamped
      switch stamped.event {
      case .step(var step):
        for index in step.ledgers.indices {
          for path in [\LayerLedger.routed, \.kept, \.dropped, \.padded, \.rectified, \.filled] {
            step.ledgers[index][keyPath: path] = rows(step.ledgers[index][keyPath: path])
          }
          step.ledgers[index].gateMass = rows(step.ledgers[index].gateMass)
        }
        stamped.event = .step(step)
      case .evaluated(var evaluation):
        for index in evaluation.layers.indices {
          evaluation.layers[index].domainCounts = rows(evaluation.layers[index].domainCounts)
          evaluation.layers[index].frequencyCounts = rows(evaluation.layers[index].frequencyCounts)
          evaluation.layers[index].probeChoices = evaluation.layers[index].probeChoices.map {
            $0 < 0 ? -1 : Int32(numbers[Int($0)])
          }
        }
        stamped.event = .evaluated(evaluation)
      default: break
      }
      return stamped
    }
  }

  /// The same events without what single tokens chose.
  static func withoutProbe(_ events: [Stamped]) -> [Stamped] {
    events.map { stamped in
      var stamped = stamped
      if case .evaluated(var evaluation) = stamped.event {
        evaluation.probe = nil
        for index in evaluation.layers.indices { evaluation.layers[index].probeChoices = [] }
        stamped.event = .evaluated(evaluation)
      }
      return stamped
    }
  }
}

/// Numbers that depend on a seed only.
struct TestRandom {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

  mutating func next(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % count
  }
}
