internal import Experiment
public import Sweeps

/// All that the screen of a sweep knows, as of one look into its files.
public struct SweepSnapshot: Sendable, Equatable {
  /// The sweep's file.
  public let contents: SweepContents
  /// What has come of it.
  public let report: SweepReport
  /// How unevenly each trial's experts are loaded, see `LoadBalance`; trials without a figure are absent.
  public var balances: [Int: Double]
  /// Who runs the sweep.
  public var driver: SweepDriver
  /// The last lines that the process which runs it has printed.
  public var printed: [String]

  /// What these tell.
  public init(
    _ contents: SweepContents, balances: [Int: Double] = [:], driver: SweepDriver = .none, printed: [String] = []
  ) {
    self.contents = contents
    report = SweepReport(contents)
    self.balances = balances
    self.driver = driver
    self.printed = printed
  }

  /// Trials to which nothing more happens.
  var over: Int { contents.trials.count { $0.state.isOver } }
  /// Whether nothing is left to do.
  var isOver: Bool { over == contents.trials.count }
  /// Whether the time that was given is used up.
  var isOutOfBudget: Bool { contents.budget.map { contents.spent >= $0 } ?? false }
}
