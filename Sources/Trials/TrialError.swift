/// What is wrong with the files or processes of a trial, in one line that names the file.
public struct TrialError: Error, Equatable, CustomStringConvertible {
  /// The file, folder or program.
  public var file: String
  /// What is wrong and what to do.
  public var message: String

  /// An error of this file.
  public init(file: String, message: String) {
    self.file = file
    self.message = message
  }

  /// `sessions/studies/mask/logs: cannot be made: …`
  public var description: String {
    "\(file): \(message)".split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
