/// How a cell's text is shown apart from its colours.
public struct Attributes: OptionSet, Hashable, Sendable {
  /// One bit an attribute.
  public let rawValue: UInt8
  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Heavier or brighter.
  public static let bold = Attributes(rawValue: 1)
  /// Fainter.
  public static let dim = Attributes(rawValue: 2)
  /// Foreground and background change places.
  public static let reverse = Attributes(rawValue: 4)
  /// With a line below.
  public static let underline = Attributes(rawValue: 8)

  /// Every attribute with its name in theme files.
  public static let named: [(name: String, attribute: Attributes)] = [
    ("bold", .bold), ("dim", .dim), ("reverse", .reverse), ("underline", .underline),
  ]

  /// The attribute with a theme file's name for it.
  public init?(name: String) {
    guard let match = Attributes.named.first(where: { $0.name == name }) else { return nil }
    self = match.attribute
  }
}
