public import TerminalUI

/// Everything that the inspector's screen is a function of.
public struct InspectorState: Sendable {
  /// What is shown.
  public let inspection: Inspection
  /// Columns and rows.
  public internal(set) var size: Size
  /// Names of the themes to choose from.
  public internal(set) var themes: [String]
  /// Name of the theme in use.
  public internal(set) var theme: String
  /// Which characters may be used, and whether there are colours.
  public let glyphs: Glyphs
  /// The place in `inspection.sides` of the tokenizer that the cursor belongs to.
  public internal(set) var side = 0
  /// The line that the cursor is in.
  public internal(set) var line = 0
  /// The byte of that line at which the token below the cursor begins.
  public internal(set) var byte = 0
  /// Whether characters stand between tokens.
  public internal(set) var hasBars: Bool

  var focus = InspectorPanel.text
  var isZoomed = false
  /// The first row of text that is seen.
  var top = (line: 0, row: 0)
  /// What was looked for last.
  var search = ""
  /// First line of the token panel that is seen.
  var tokenOffset = 0
  /// The chosen scaffold token, by its place in the list.
  var scaffold = 0
  /// First line of the measures that is seen.
  var measureOffset = 0
  var dialog: SceneDialog<InspectorQuestion>?
  /// A short answer to a key, and until when it is shown.
  var flash: (text: String, until: Double)?
  /// Whether mouse events are taken.
  var takesMouse = false
  var recentCommands: [CommandID] = []
  private let keys: [CommandID: [TerminalUI.Key]]

  /// What the inspector asks its user.
  enum InspectorQuestion: Sendable, Equatable {
    case search
  }

  /// The state before the first key.
  /// - Parameters:
  ///   - themes: names to choose from.
  ///   - theme: the one in use.
  ///   - depth: without colours there are characters between tokens from the start.
  ///   - glyphs: which characters may be used.
  ///   - keys: keys that differ from the standard.
  public init(
    _ inspection: Inspection, size: Size = Size(0, 0), themes: [String] = [], theme: String = "",
    depth: ColorDepth = .indexed,
    glyphs: Glyphs = .braille, keys: [CommandID: [TerminalUI.Key]] = [:]
  ) {
    self.keys = keys
    self.inspection = inspection
    self.size = size
    self.themes = themes
    self.theme = theme
    self.glyphs = glyphs
    hasBars = depth == .mono || glyphs == .ascii
  }

  /// The one table of keys.
  public var bindings: KeyBindings {
    KeyBindings(InspectorCommands.all(sides: inspection.sides.count)).overridingKnown(keys)
  }

  /// The contexts that get a key, the innermost first.
  public var contexts: [KeyContext] { [focus.context, .global] }
}
