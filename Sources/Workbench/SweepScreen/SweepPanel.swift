internal import TerminalUI

/// The panels of a sweep's screen, in the order of their numbers.
enum SweepPanel: Int, CaseIterable, Sendable {
  case trials, best, parallel, axes, balance, log

  /// What stands in its frame.
  var title: String {
    switch self {
    case .trials: "Trials"
    case .best: "Best"
    case .parallel: "Parallel"
    case .axes: "Axes"
    case .balance: "Balance"
    case .log: "Log"
    }
  }

  /// Its views, of which one is shown.
  var views: [String] {
    switch self {
    case .trials: ["trials", "one trial"]
    case .best: ["best so far", "curves", "combinations"]
    case .parallel: ["parallel"]
    case .axes: ["slices", "importance"]
    case .balance: ["balance"]
    case .log: ["decisions", "left out", "output"]
    }
  }

  /// The context of its keys.
  var context: KeyContext { KeyContext(rawValue: "sweep.\(title.lowercased())") }

  /// What it claims of the screen.
  func claim(trials: Int) -> PanelClaim {
    switch self {
    case .trials:
      PanelClaim(
        title, minimum: Size(40, 9), heightShare: 15, maximumHeight: max(9, trials + 3), priority: 100)
    case .parallel: PanelClaim(title, minimum: Size(44, 9), widthShare: 60, heightShare: 12, priority: 85)
    case .axes: PanelClaim(title, minimum: Size(30, 9), widthShare: 40, heightShare: 12, priority: 75)
    case .best: PanelClaim(title, minimum: Size(34, 8), widthShare: 34, heightShare: 11, priority: 80)
    case .balance: PanelClaim(title, minimum: Size(30, 8), widthShare: 30, heightShare: 11, priority: 60)
    case .log: PanelClaim(title, minimum: Size(34, 6), widthShare: 36, heightShare: 11, priority: 65)
    }
  }

  /// The rows of panels, from above.
  static let rows: [[SweepPanel]] = [[.trials], [.parallel, .axes], [.best, .balance, .log]]
}
