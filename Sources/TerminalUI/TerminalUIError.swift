/// What went wrong with a terminal, a theme or a key file, in one line that says what to do.
public struct TerminalUIError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line for the user.
  public let message: String
  /// Makes an error from its line.
  public init(_ message: String) { self.message = message }
  /// The line for the user.
  public var description: String { message }
}
