internal import Sweeps

/// What can be said of a sweep beside its axes.
public enum SweepField: String, Sendable, CaseIterable {
  case seeds, method, trials
  case earlyStop = "early_stop"
  case tolerance = "same_active_parameters"
  case reduction
  case firstRung = "first_rung"
  case budget, jobs

  /// As a sweep's file calls it.
  public var title: String { rawValue }

  /// What stands there where nothing was typed.
  var usual: String {
    switch self {
    case .seeds: "1"
    case .method: SearchMethod.grid.rawValue
    case .trials: "all"
    case .earlyStop: EarlyStop.none.rawValue
    case .tolerance: "any"
    case .reduction: "3"
    case .firstRung: "steps / reduction²"
    case .budget: "none"
    case .jobs: "one a core"
    }
  }

  /// What it means, in a line.
  var help: String {
    switch self {
    case .seeds: "each combination is run with so many seeds, from run.seed on"
    case .method: "grid tries all combinations, random draws some, asha stops most of them at rungs"
    case .trials: "combinations to draw, for random and asha"
    case .earlyStop: "end trials: worse than the median, not among the best at a rung, forecast to lose"
    case .tolerance: "leave out combinations whose active parameters differ from the recipe's by more than this share"
    case .reduction: "successive halving: one trial of so many goes on from a rung"
    case .firstRung: "successive halving: the step of the lowest rung"
    case .budget: "the sweep may run so long, and can be taken up again"
    case .jobs: "trials at a time; the cores are shared out among them"
    }
  }

  /// What can be written.
  var expectation: String {
    switch self {
    case .seeds: "a whole number from 1 to 1000"
    case .method, .earlyStop: "one of " + choices.joined(separator: ", ")
    case .trials: "a whole number from 1 to 100000"
    case .tolerance: "a share of at least 0, such as 0.01; empty: any"
    case .reduction: "a whole number from 2 to 1000"
    case .firstRung: "a step"
    case .budget: "a length of time such as 90m or 2h; empty: none"
    case .jobs: "a whole number from 1 to 256"
    }
  }

  /// The words of an enumerated field.
  var choices: [String] {
    switch self {
    case .method: SearchMethod.allCases.map(\.rawValue)
    case .earlyStop: EarlyStop.allCases.map(\.rawValue)
    default: []
    }
  }

  /// What is wrong with a text; nil when it can be read.
  public func fault(of text: String) -> String? {
    var request = SweepRequest()
    return text.isEmpty || write(text, to: &request) ? nil : "must be \(expectation), not \(text)"
  }

  /// Sets what a text says; false when it says nothing that can be read.
  @discardableResult
  func write(_ text: String, to request: inout SweepRequest) -> Bool {
    func within(_ range: ClosedRange<Int>) -> Int? { Int(text).flatMap { range.contains($0) ? $0 : nil } }
    switch self {
    case .seeds: request.seeds = within(1...1000)
    case .method: request.method = SearchMethod(rawValue: text)
    case .trials: request.trials = within(1...100_000)
    case .earlyStop: request.earlyStop = EarlyStop(rawValue: text)
    case .tolerance: request.tolerance = Double(text).flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
    case .reduction: request.reduction = within(2...1000)
    case .firstRung: request.firstRung = within(1...Int.max)
    case .budget: request.budget = TimeSpan(text)
    case .jobs: request.jobs = within(1...256)
    }
    return switch self {
    case .seeds: request.seeds != nil
    case .method: request.method != nil
    case .trials: request.trials != nil
    case .earlyStop: request.earlyStop != nil
    case .tolerance: request.tolerance != nil
    case .reduction: request.reduction != nil
    case .firstRung: request.firstRung != nil
    case .budget: request.budget != nil
    case .jobs: request.jobs != nil
    }
  }
}
