/// Why a forecast cannot be made: one line that names what is wrong and what to do.
public struct ForecastError: Error, CustomStringConvertible, Equatable {
  /// The whole line.
  public let message: String
  /// One line for people.
  public var description: String { message }

  /// An error with this line.
  public init(_ message: String) { self.message = message }
}
