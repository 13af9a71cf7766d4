/// The name of something that the user can make the program do: `pause`, `chart.log`.
public struct CommandID: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The name in key files and in the palette.
  public let rawValue: String
  /// Makes a name.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Makes a name.
  public init(stringLiteral value: String) { rawValue = value }
  /// The name.
  public var description: String { rawValue }
}

/// Where a key works: `global`, a panel's name, `dialog`.
public struct KeyContext: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name in key files.
  public let rawValue: String
  /// Makes a name.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Makes a name.
  public init(stringLiteral value: String) { rawValue = value }
  /// Everywhere, unless an inner context has the key.
  public static let global: KeyContext = "global"
}

/// One row of the table of keys: it drives dispatch, footer, help and the command palette.
public struct Binding: Hashable, Sendable {
  /// The keys that do it; the first is shown. Empty for what only the palette offers.
  public var keys: [Key]
  /// What they do.
  public var command: CommandID
  /// A word or two for the footer: `pause`.
  public var title: String
  /// A sentence for the help.
  public var help: String
  /// Where they do it.
  public var context: KeyContext
  /// The footer's order, small numbers first and longest kept; `nil` keeps it out of the footer.
  public var footerRank: Int?

  /// Makes a row.
  public init(
    _ keys: [Key], _ command: CommandID, _ title: String, help: String, in context: KeyContext = .global,
    footerRank: Int? = nil
  ) {
    self.keys = keys
    self.command = command
    self.title = title
    self.help = help
    self.context = context
    self.footerRank = footerRank
  }
}
