/// Why a probe refuses its input: one line that names the tensor or the key at fault.
public struct ProbeError: Error, CustomStringConvertible, Equatable {
  /// The whole line.
  public let message: String
  /// One line for people.
  public var description: String { message }

  /// An error with this line.
  public init(_ message: String) { self.message = message }
}
