internal import Experiment
public import TerminalUI

/// Everything that the screen of a comparison is a function of.
public struct CompareState: Sendable {
  /// The runs.
  public internal(set) var comparison = Comparison()
  /// Columns and rows.
  public internal(set) var size = Size(0, 0)
  /// Place of the run that keys speak of.
  public internal(set) var current = 0
  /// What lies on the x axis.
  public internal(set) var axis = CompareAxis.step
  /// The cursor's position on that axis; nil shows the latest values.
  public internal(set) var cursor: Double?
  /// Whether differences to the baseline are shown.
  public internal(set) var isDifference = false
  /// Whether experts stand with those that receive the same tokens, not by their own numbers.
  public internal(set) var isMatched = true
  /// The layer that charts, ledgers and matches are of.
  public internal(set) var layer = LayerChoice.all
  /// Sessions that could be added, by path.
  public internal(set) var library: [String] = []

  var themes: [String] = []
  var theme = ""
  var takesMouse = false
  var dialog: SceneDialog<CompareQuestion>?
  /// Commands that the palette was used for, the last one first.
  var recentCommands: [CommandID] = []
  var flash: (text: String, until: Double)?

  var focus = ComparePanel.losses
  var isZoomed = false
  /// For each panel with a chart which of its measures it shows.
  var shown: [ComparePanel: Int] = [:]
  /// Measures whose values are scaled the other way than usual.
  var otherwiseScaled: Set<CompareMeasure> = []
  /// Index into `LossPanel.smoothings`.
  var smoothing = 3
  /// The visible share of the axis: 1, 1/2, 1/4 …
  var zoom = 0
  /// Where the visible part ends, as a share of the whole; nil follows the cursor or the end.
  var end: Double?
  var expertsView = CompareExpertsView.loads
  /// The chosen cell of the experts' maps.
  var cell = (row: 0, column: 0)
  var sort: FinalFigure?
  var isDescending = false
  var figureOffset = 0
  /// The view of the figures that was turned to; nil is the first that these runs have a use for.
  var figuresView: CompareFiguresView?
  /// What a run costs, in the picture of accuracy and cost.
  var frontCost = RunFront.Cost.throughput
  var recipeOffset = (row: 0, column: 0)

  /// Worked out after each change, never while painting.
  var figures = FigureTable(Comparison())
  var tasks = TaskTable(Comparison())
  /// One for each task.
  var fronts: [RunFront] = []
  var matching: ExpertMatching?
  /// By session the expert that stands for the chosen one; only while a chart shows it.
  var partners: [String: Int] = [:]
  private let overrides: [CommandID: [TerminalUI.Key]]
  /// The lasting looks of sessions, by path.
  let looks: [String: Int]

  /// Nothing has been read yet.
  ///
  /// - Parameters:
  ///   - sessions: the runs' files; the first is the baseline.
  ///   - library: files that could be added.
  ///   - looks: the lasting looks of sessions, by path; those without one get the next free ones.
  ///   - keys: keys that differ from the standard; those of other scenes are left alone.
  public init(
    sessions: [String], library: [String] = [], looks: [String: Int] = [:],
    keys: [CommandID: [TerminalUI.Key]] = [:]
  ) {
    (self.library, self.looks) = (library, looks)
    let known = Set(CompareCommands.all.map(\.command))
    overrides = keys.filter { known.contains($0.key) }
    for session in sessions { _ = comparison.add(session, look: looks[session]) }
    // The first other run is the one that is compared with the baseline.
    current = comparison.runs.count > 1 ? 1 : 0
  }

  /// The one table of keys, with the user's own.
  public var bindings: KeyBindings {
    KeyBindings(CompareCommands.table(panels)).overridingKnown(overrides)
  }

  /// The contexts that get a key, the innermost first.
  public var contexts: [KeyContext] {
    (focus == .figures && figuresShown == .front
      ? (fronts.count > 1 ? [.compareFront, .compareFrontTasks] : [.compareFront]) : focus.contexts)
      + (focus == .figures && figuresViews.count > 1 ? [.views] : []) + [.global]
  }

  /// Whether any run has layers with experts; as long as nothing is known of any, they might.
  var hasExperts: Bool {
    let headers = comparison.runs.compactMap(\.state.header)
    return headers.isEmpty || headers.contains { !$0.moeLayers.isEmpty }
  }

  /// The panels that these runs have a use for, in the order of their numbers.
  var panels: [ComparePanel] {
    let hasExperts = hasExperts
    return ComparePanel.allCases.filter { hasExperts || !$0.isOfExperts }
  }

  /// The chosen run.
  public var run: ComparedRun? { comparison.runs.indices.contains(current) ? comparison.runs[current] : nil }

  /// The views of the figures that these runs have a use for.
  var figuresViews: [CompareFiguresView] {
    CompareFiguresView.allCases.filter { view in
      switch view {
      case .tasks: !tasks.isEmpty
      case .front: !fronts.isEmpty
      case .runs: true
      }
    }
  }

  /// The view of the figures that is shown.
  var figuresShown: CompareFiguresView {
    let views = figuresViews
    return figuresView.flatMap { views.contains($0) ? $0 : nil } ?? views[0]
  }

  /// The front of the chosen run's task, or the first one where it has none.
  var front: RunFront? {
    guard let run else { return fronts.first }
    let task = RunFront.taskName(of: run)
    return fronts.first { $0.task == task } ?? fronts.first
  }

  /// Whether any run is judged by a score.
  var hasScores: Bool { comparison.runs.contains { $0.state.evaluations.contains { $0.score != nil } } }

  /// What a panel's chart can show of these runs.
  func measures(of panel: ComparePanel) -> [CompareMeasure] {
    panel.measures.filter { measure in
      guard let figure = measure.figure else { return measure != .score || hasScores }
      return comparison.runs.contains { run in run.state.evaluations.contains { $0.figure(figure.name) != nil } }
    }
  }

  /// The measure that a panel shows.
  func measure(_ panel: ComparePanel) -> CompareMeasure? {
    let measures = measures(of: panel)
    guard !measures.isEmpty else { return nil }
    if let place = shown[panel] { return measures[place % measures.count] }
    // Where nats do not compare, what does compare is shown until the user turns the view.
    return panel == .losses && !comparison.comparesNats ? .bits : measures[0]
  }

  /// How a measure's values are scaled; a difference may be negative.
  func scale(_ measure: CompareMeasure) -> AxisScale {
    if isDifference { return .linear }
    return measure.isLogarithmic != otherwiseScaled.contains(measure) ? .log : .linear
  }

  /// What experts of the chosen run stand for which of the baseline, in a layer; nil where they keep their numbers.
  func matching(_ layer: Int, _ part: String) -> LayerMatching? {
    isMatched ? matching?.layer(layer, part) : nil
  }
}

/// What a dialog of the comparison asks for.
enum CompareQuestion: Sendable, Equatable {
  /// Where the cursor should go.
  case goTo
  /// Which session to add; the paths that can be chosen.
  case add([String])
}
