/// Why a probe refuses its input: one line that names the tensor or the key at fault.
public struct ProbeError: Error, CustomStringConvertible, Equatable {
  public let message: String
  public var description: String { message }

  public init(_ message: String) { self.message = message }
}
