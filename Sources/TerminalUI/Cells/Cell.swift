/// One place of the screen: a spacing character with its marks, and its style.
public struct Cell: Hashable, Sendable {
  /// What is shown; empty in the right half of a wide character.
  public private(set) var text: String
  /// 1 or 2 columns; 0 in the right half of a wide character.
  public private(set) var width: Int
  /// Colours and attributes.
  public var style: Style

  init(text: String, width: Int, style: Style) {
    self.text = text
    self.width = width
    self.style = style
  }

  /// A space.
  public static func blank(_ style: Style = .plain) -> Cell { Cell(text: " ", width: 1, style: style) }
}
