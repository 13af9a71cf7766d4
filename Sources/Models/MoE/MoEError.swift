/// Why a layer cannot be built or run: one line that names the option at fault.
public struct MoEError: Error, CustomStringConvertible, Equatable {
  /// The option or buffer at fault, such as `capacity_factor`.
  public let key: String
  /// The whole line.
  public let message: String

  /// An error at this key; the message is the whole line and names the key itself.
  public init(_ key: String, _ message: String) {
    self.key = key
    self.message = message
  }

  /// One line for people.
  public var description: String { message }
}

extension MoEError {
  /// A router's buffer of another name, type or shape than it wants.
  static func unfit(_ buffer: RouterBuffer, wants: String) -> MoEError {
    MoEError(buffer.name, "\(buffer.name): shape \(buffer.shape) or type does not fit; wanted is \(wants)")
  }
}
