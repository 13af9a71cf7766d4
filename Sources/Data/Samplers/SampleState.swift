/// Where a sample was left: the position, and what must be the same for it to go on.
///
/// As text: a first line, one `key value` a line, and a hash of all that, so that damage is noticed.
public struct SampleState: Sendable, Equatable {
  /// Draws made so far.
  public var position: Int
  /// Everything that the order follows from, by name.
  public var origin: [(name: String, value: String)]

  private static let title = "switchyard-sample 1"

  /// The state after so many draws.
  public init(position: Int, origin: [(name: String, value: String)]) {
    (self.position, self.origin) = (position, origin)
  }

  /// Equal in everything.
  public static func == (a: SampleState, b: SampleState) -> Bool {
    a.position == b.position && a.origin.elementsEqual(b.origin) { $0 == $1 }
  }

  /// The hash by which a clusters file is known again: of its contents, not of its path.
  public static func fingerprint(_ bytes: [UInt8]) -> String { String(StableHash.hash(bytes), radix: 16) }

  /// The whole file.
  public var text: String {
    let lines = [Self.title] + origin.map { "\($0.name) \($0.value)" } + ["position \(position)"]
    let body = lines.joined(separator: "\n") + "\n"
    return body + "check \(Self.fingerprint(Array(body.utf8)))\n"
  }

  /// Reads the position from a file that was written for the same `origin`.
  ///
  /// Throws: `DataError` if it is damaged, or belongs to another sample; the line names what differs.
  public static func position(in text: String, file: String, origin: [(name: String, value: String)]) throws -> Int {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == title[...], lines.count == origin.count + 4 else {
      throw DataError("\(file): not a state of switchyard sample, or a damaged one")
    }
    for (line, (name, value)) in zip(lines.dropFirst(), origin) where line != "\(name) \(value)" {
      guard line.hasPrefix(name + " ") else { break }
      throw DataError("\(file): the state is of another sample: \(line), not \(value)")
    }
    guard let position = Int(lines[origin.count + 1].dropFirst("position ".count)), position >= 0,
      SampleState(position: position, origin: origin).text == text
    else { throw DataError("\(file): not a state of switchyard sample, or a damaged one") }
    return position
  }
}
