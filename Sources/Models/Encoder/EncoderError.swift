/// Why the files of an encoder cannot be used: one line that names the file, and the key or tensor at fault.
public struct EncoderError: Error, CustomStringConvertible, Equatable {
  /// The whole line.
  public let message: String
  /// One line for people.
  public var description: String { message }

  /// An error with this line.
  public init(_ message: String) { self.message = message }
}
