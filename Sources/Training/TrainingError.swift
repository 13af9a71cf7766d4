/// Something that the user can mend before a run can go on.
public struct TrainingError: Error, CustomStringConvertible, Sendable, Equatable {
  /// One line: what is wrong with which file, key or tensor, and what to do.
  public let message: String
  /// One line for people.
  public var description: String { message }

  /// An error with this line.
  public init(_ message: String) { self.message = message }
}
