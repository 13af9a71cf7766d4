/// A colour that the terminal can show, after a theme was fitted to the terminal's depth.
public enum ThemeColor: Hashable, Sendable {
  /// The terminal's own foreground or background.
  case terminal
  /// 0–7 the ANSI colours, 8–15 their bright forms, 16–255 the fixed cube and greys of 256-colour terminals.
  case index(UInt8)
}

/// Colours and attributes of a cell.
public struct Style: Hashable, Sendable {
  /// The text's colour.
  public var foreground: ThemeColor
  /// The colour behind the text.
  public var background: ThemeColor
  /// Bold, dim, reverse, underline.
  public var attributes: Attributes

  /// Makes a style; without arguments the terminal's own.
  public init(foreground: ThemeColor = .terminal, background: ThemeColor = .terminal, attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// The terminal's own look.
  public static let plain = Style()

  /// The same style with more attributes.
  public func adding(_ attributes: Attributes) -> Style {
    Style(foreground: foreground, background: background, attributes: self.attributes.union(attributes))
  }

  /// The same style on another background.
  public func on(_ background: ThemeColor) -> Style {
    Style(foreground: foreground, background: background, attributes: attributes)
  }
}
