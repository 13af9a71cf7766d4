/// Why something cannot be clustered: one line that names the file, tensor or number and what to do.
public struct ClusteringError: Error, CustomStringConvertible, Equatable {
  /// The whole line.
  public let message: String
  /// One line for people.
  public var description: String { message }

  /// An error with this line.
  public init(_ message: String) { self.message = message }
}
