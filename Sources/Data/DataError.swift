/// Trouble with data that the user can mend: a missing corpus, a damaged file, text too short for one window.
///
/// `message` is one line that names the corpus or the file and says what to do.
public struct DataError: Error, CustomStringConvertible, Equatable {
  /// The one line shown to the user.
  public let message: String

  /// An error with its line.
  public init(_ message: String) {
    self.message = message
  }

  /// The same line.
  public var description: String { message }
}
