/// What is wrong with a sweep, in one line that names the file or the option.
public struct SweepError: Error, Equatable, CustomStringConvertible {
  /// The sweep's file, or the option of the command line.
  public var place: String
  /// What is wrong and what to do.
  public var message: String

  /// An error of this file or option.
  public init(_ place: String, _ message: String) {
    self.place = place
    self.message = message
  }

  /// `--vary moe.k=1:4: …`
  public var description: String {
    [place, message].filter { !$0.isEmpty }.joined(separator: ": ")
      .split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
