internal import TerminalUI

/// One way to look at the run: a value with its own small state, its commands, an update and a view.
protocol PanelView: Sendable {
  /// The context of its keys, one word; views beside a panel's first are named `panel.view`.
  var name: String { get }
  /// What it is called among the views of its panel.
  var word: String { get }
  /// The runs that have a use for it: those that are about any of these.
  var subjects: RunSubject { get }
  /// Its keys. They work while its panel has the focus and shows it.
  var commands: [Binding] { get }
  /// Small facts at the right of its frame: how things are shown at the moment.
  func detail(_ shared: Shared) -> String
  /// Obeys one of its commands; may ask for a line of text, which `answer` then gets.
  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question?
  /// Takes the answer to a question that `command` asked.
  /// - Returns: what is wrong with it, or nil.
  mutating func answer(_ text: String, to command: CommandID, _ shared: inout Shared) -> String?
  /// Called when the run went on or the selection moved: brings what it remembers up to date.
  mutating func refresh(_ shared: Shared)
  /// Called after `refresh`, but only for a view that is shown: what is costly is worked out here, never while painting.
  mutating func prepare(_ shared: Shared)
  /// What it shows, as a table for a file; nil where there is none.
  func table(_ shared: Shared) -> DataTable?
  /// Looks at what is under the mouse, which was pressed or dragged there.
  /// - Parameter area: where `view` paints.
  mutating func point(at position: Point, in area: Rect, _ shared: inout Shared)
  /// Paints the inside of the frame.
  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas)
}

extension PanelView {
  /// The context of the view's keys.
  var context: KeyContext { KeyContext(rawValue: name) }
  /// Every run.
  var subjects: RunSubject { .any }
  /// Views that ask nothing get no answer.
  mutating func answer(_ text: String, to command: CommandID, _ shared: inout Shared) -> String? { nil }
  /// Most views remember nothing.
  mutating func refresh(_ shared: Shared) {}
  /// Most views are pictures only.
  func table(_ shared: Shared) -> DataTable? { nil }
  /// Most views have nothing to point at.
  mutating func point(at position: Point, in area: Rect, _ shared: inout Shared) {}
  /// Most views have nothing costly to do.
  mutating func prepare(_ shared: Shared) {}

  func binding(
    _ keys: [TerminalUI.Key], _ command: CommandID, _ title: String, _ help: String, rank: Int? = nil
  ) -> Binding {
    Binding(keys, command, title, help: help, in: context, footerRank: rank)
  }
}

/// A part of the screen with a frame and a number.
///
/// A new panel is one file beside this one and one entry in `PanelCatalog`; a new view of a panel's subject goes into
/// its deck there.
protocol Panel: PanelView {
  /// What stands in its frame.
  var title: String { get }
  /// What it claims of the screen.
  func claim(_ shared: Shared) -> PanelClaim
  /// The contexts that get a key while it has the focus, the innermost first.
  var contexts: [KeyContext] { get }
  /// The commands of all its views.
  var allCommands: [Binding] { get }
  /// The words of its views; empty for a panel that is its only view.
  var words: [String] { get }
  /// The word of the view that is shown.
  var shownWord: String { get }
  /// The word of the view that the user turned to, which this run need not have; nil for a panel that is its only view.
  var wantedWord: String? { get }
  /// Shows the next view, or the one before.
  mutating func turn(by step: Int)
  /// Shows a view by its word.
  mutating func show(_ word: String)
  /// Shows a view by its word, or the first one if it is shown already.
  mutating func toggle(_ word: String)
}

extension Panel {
  var contexts: [KeyContext] { [context] }
  var allCommands: [Binding] { commands }
  var words: [String] { [] }
  var word: String { title.lowercased() }
  var shownWord: String { word }
  var wantedWord: String? { nil }
  mutating func turn(by step: Int) {}
  mutating func show(_ word: String) {}
  mutating func toggle(_ word: String) {}
}

/// A line of text that a panel asks for.
struct Question: Sendable, Equatable {
  /// What is asked, in the frame of the line.
  var title: String
  /// What stands in the line at first.
  var text: String
  /// How it is written, below the line.
  var hint: String

  /// Makes a question.
  init(_ title: String, text: String = "", hint: String = "") {
    self.title = title
    self.text = text
    self.hint = hint
  }
}

/// All panels in the order of their numbers.
enum PanelCatalog {
  /// Fresh panels, each with all its views. The number key of one is its place from 1 among those that a run has a use
  /// for.
  static var all: [any Panel] {
    [
      PanelDeck(
        LossPanel(),
        [
          ScoreView(), AccuracyView(), TermsView(), ConditionsView(), ForecastView(), LearningView(), ClustersView(),
          TwinView(),
          ByClusterView(),
        ]),
      TasksPanel(), PanelDeck(LevelsPanel(), [RelevanceView()]), PanelDeck(TokensPanel(), [MergedView(), GatesView()]),
      PanelDeck(TargetsPanel(), [ConfidenceView()]), PanelDeck(FeaturesPanel(), [MixedView()]),
      PanelDeck(ClassesPanel(), [ConfusionView()]),
      PanelDeck(ExpertsPanel(), [TaskExpertsView(), FrequencyView(), DomainsView(), GradientsView(), RegretView()]),
      PanelDeck(LedgerPanel(), [FlowsView(), PositionsView(), WhatIfView()]),
      PanelDeck(
        RouterPanel(), [RouterPanel(overTime: true), MeasuresView(), FlipsView(), TogetherView(), PairsView()]),
      RunPanel(), PanelDeck(LogPanel(), [AlertsView()]),
    ]
  }
}

extension Rect {
  /// One column more on both sides: a status line keeps one free, which a panel's frame already has.
  var widened: Rect { isEmpty ? self : Rect(x: x - 1, y: y, width: width + 2, height: height) }
}

extension Canvas {
  /// Paints within an area, if there is one.
  mutating func draw(_ area: Rect, _ paint: (inout Canvas) -> Void) {
    if !area.isEmpty { clipped(to: area, paint) }
  }
}
