public import Data
public import Models

extension PretrainedModel {
  /// What `read` makes of the fetched files. An error about them says how to bring them anew: they were whole when they
  /// were fetched.
  public func reading<T>(_ read: () throws -> T) throws(EncoderError) -> T {
    do {
      return try read()
    } catch {
      throw damage(error)
    }
  }

  /// An error about the fetched files, with what to do.
  func damage(_ error: any Error) -> EncoderError {
    EncoderError("\(error); bring the weights anew with: switchyard data fetch \(name)")
  }
}
