internal import Experiment
internal import Sweeps
public import TerminalUI

/// Everything that the screen of a sweep is a function of.
public struct SweepState: Sendable {
  /// The sweep's file, as messages call it.
  public let file: String
  /// What is known of the sweep.
  public internal(set) var snapshot: SweepSnapshot
  /// The trial that all panels point at, by its number.
  public internal(set) var selected: Int
  /// Trials that the next decision is about; none: the one that is chosen.
  public internal(set) var marks: Set<Int> = []
  /// Which trials are listed, and how.
  public internal(set) var order = TrialOrder()
  /// Whether the process that runs the sweep was started from here.
  public internal(set) var isOurs: Bool
  /// Whether a process was started from here that has not been seen yet.
  public internal(set) var isStarting: Bool
  /// Whether the screen is left when that process has ended.
  public internal(set) var isStopping = false
  /// Columns and rows.
  public internal(set) var size: Size

  /// Keys that differ from the standard.
  var keys: [CommandID: [TerminalUI.Key]] = [:]
  var themes: [String] = []
  var theme = ""
  var takesMouse = false
  var flash: (text: String, until: Double)?
  var dialog: SceneDialog<SweepPurpose>?
  /// Commands that the palette was used for, the last one first.
  var recentCommands: [CommandID] = []

  var focus = SweepPanel.trials
  var isZoomed = false
  /// Which view of a panel is shown; the first one of those that are absent.
  var views: [SweepPanel: Int] = [:]
  /// The axis of the slices, by its place.
  var axis = 0
  /// Whether objectives are placed by their logarithm.
  var isLogarithmic = false
  /// Lines scrolled up from the end of the log.
  var scroll = 0
  /// Whether the marked or all trials of the list shall be shown; see `listed`.
  var listed: [Int] = []
  /// What the user wants done and nobody has fetched yet.
  var orders: [SweepOrder] = []
  /// What would take back the decisions that were made here, the latest at the end; nil where nothing does.
  var undoing: [[SweepOrder]?] = []
  /// Seconds that local time is ahead of UTC.
  let utcOffset: Int

  /// The screen before the first key.
  /// - Parameters:
  ///   - isOurs: whether the process that runs the sweep was started from here.
  ///   - utcOffset: seconds that local time is ahead of UTC.
  public init(
    file: String, _ snapshot: SweepSnapshot, size: Size = .zero, isOurs: Bool = false, utcOffset: Int = 0
  ) {
    self.file = file
    self.snapshot = snapshot
    self.size = size
    self.isOurs = isOurs
    isStarting = isOurs && !snapshot.driver.isRunning && !snapshot.isOver
    self.utcOffset = utcOffset
    selected = snapshot.contents.trials.first?.number ?? 0
    refresh()
  }

  /// The one table of keys.
  public var bindings: KeyBindings { KeyBindings(SweepCommands.all).overridingKnown(keys) }

  /// The contexts that get a key, the innermost first.
  public var contexts: [KeyContext] {
    [focus.context] + (focus.views.count > 1 ? [.views] : [])
      + [snapshot.driver.isRunning ? .sweepRunning : .sweepIdle, .sweep, .global]
  }

  /// The word of the view that a panel shows.
  func view(of panel: SweepPanel) -> String { panel.views[min(views[panel] ?? 0, panel.views.count - 1)] }

  /// The row of the chosen trial.
  var row: SweepReport.Row? { snapshot.report.rows.first { $0.trial.number == selected } }

  /// The trials that a decision is about.
  var subjects: [SweepTrial] {
    snapshot.contents.trials.filter { marks.isEmpty ? $0.number == selected : marks.contains($0.number) }
  }

  /// Brings what depends on the snapshot and the order up to date.
  mutating func refresh() {
    listed = order.trials(snapshot)
    let known = Set(snapshot.contents.trials.map(\.number))
    marks.formIntersection(known)
    if !listed.contains(selected), let first = listed.first { selected = first }
    axis = min(max(0, axis), max(0, snapshot.contents.sweep.space.axes.count - 1))
  }
}

/// What becomes of an answer.
enum SweepPurpose: Sendable, Equatable {
  case filter
  case killReason([Int])
  case add
  case budget
  case leave
  case stop
}
