/// What a piece of the screen means; themes give roles their looks.
///
/// A role without a look of its own takes its parent's: `border.focus`, then `border`, then `text`.
public struct Role: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name in theme files.
  public let rawValue: String
  /// Makes a role by name.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Makes a role by name.
  public init(stringLiteral value: String) { rawValue = value }

  /// The role whose look is taken if this one has none; `nil` for `text`.
  public var parent: Role? {
    if let dot = rawValue.lastIndex(of: ".") { return Role(rawValue: String(rawValue[..<dot])) }
    return rawValue == "text" ? nil : .text
  }

  /// Ordinary text, and the background of the whole screen.
  public static let text: Role = "text"
  /// What may be overlooked.
  public static let muted: Role = "muted"
  /// A panel's title.
  public static let title: Role = "title"
  /// The title of the panel that gets the keys.
  public static let titleFocus: Role = "title.focus"
  /// The upper line of the screen.
  public static let header: Role = "header"
  /// The lower line of the screen.
  public static let footer: Role = "footer"
  /// A panel's frame.
  public static let border: Role = "border"
  /// The frame of the panel that gets the keys.
  public static let borderFocus: Role = "border.focus"
  /// The row or cell that is chosen.
  public static let select: Role = "select"
  /// A key's name in footer and help.
  public static let key: Role = "key"
  /// Good.
  public static let ok: Role = "ok"
  /// Look at this.
  public static let warn: Role = "warn"
  /// Wrong: NaN, divergence, a dead expert.
  public static let bad: Role = "bad"
  /// A chart's axis and its numbers.
  public static let axis: Role = "axis"
  /// Lines behind a chart.
  public static let grid: Role = "grid"
  /// The cursor in time views.
  public static let cursor: Role = "cursor"
  /// Tokens that an expert computed.
  public static let kept: Role = "kept"
  /// Tokens over an expert's capacity.
  public static let dropped: Role = "dropped"
  /// Slots of an expert that no token took.
  public static let padded: Role = "padded"
  /// Dropped tokens that were given to another expert.
  public static let rectified: Role = "rectified"
  /// Empty slots that a rectification filled.
  public static let filled: Role = "filled"
  /// The capacity line.
  public static let capacity: Role = "capacity"
  /// The fair-share line.
  public static let fair: Role = "fair"
  /// An expert without tokens.
  public static let expertDead: Role = "expert.dead"
  /// An expert with far too many tokens.
  public static let expertHot: Role = "expert.hot"
  /// What is predicted and not measured.
  public static let forecast: Role = "forecast"
  /// A value in a readout.
  public static let value: Role = "value"

  /// Every role that the program draws with; theme files may name others only with a warning.
  public static let known: [Role] = [
    .text, .muted, .title, .titleFocus, .header, .footer, .border, .borderFocus, .select, .key, .ok, .warn, .bad,
    .axis, .grid, .cursor, .kept, .dropped, .padded, .rectified, .filled, .capacity, .fair, "expert", .expertDead,
    .expertHot, .forecast, .value,
  ]
}
