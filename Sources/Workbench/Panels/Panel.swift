internal import TerminalUI

/// A part of the screen: a value with its own small state, its commands, an update and a view.
///
/// A new panel is one file beside this one and one entry in `PanelCatalog`.
protocol Panel: Sendable {
  /// One word: the context of its keys and its place in the layout.
  var name: String { get }
  /// What stands in its frame.
  var title: String { get }
  /// Its keys. They work while it has the focus.
  var commands: [Binding] { get }
  /// What it claims of the screen.
  func claim(_ shared: Shared) -> PanelClaim
  /// Small facts at the right of its frame: how things are shown at the moment.
  func detail(_ shared: Shared) -> String
  /// Obeys one of its commands; may ask for a line of text, which `answer` then gets.
  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question?
  /// Takes the answer to a question that `command` asked.
  /// - Returns: what is wrong with it, or nil.
  mutating func answer(_ text: String, to command: CommandID, _ shared: inout Shared) -> String?
  /// Called when the run went on or the selection moved: brings what it remembers up to date.
  mutating func refresh(_ shared: Shared)
  /// Paints the inside of the frame.
  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas)
}

extension Panel {
  /// The context of the panel's keys.
  var context: KeyContext { KeyContext(rawValue: name) }
  /// Panels that ask nothing get no answer.
  mutating func answer(_ text: String, to command: CommandID, _ shared: inout Shared) -> String? { nil }
  /// Most panels remember nothing.
  mutating func refresh(_ shared: Shared) {}

  func binding(
    _ keys: [TerminalUI.Key], _ command: CommandID, _ title: String, _ help: String, rank: Int? = nil
  ) -> Binding {
    Binding(keys, command, title, help: help, in: context, footerRank: rank)
  }
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
  /// Fresh panels; the number key of each is its place from 1.
  static var all: [any Panel] {
    [LossPanel(), ExpertsPanel(), LedgerPanel(), RouterPanel(), RunPanel(), LogPanel()]
  }
}

extension Rect {
  /// One column more on both sides: a status line keeps one free, which a panel's frame already has.
  var widened: Rect { isEmpty ? self : Rect(x: x - 1, y: y, width: width + 2, height: height) }
}
