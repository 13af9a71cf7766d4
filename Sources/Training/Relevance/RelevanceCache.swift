internal import Data

/// What models were found to make of tasks before, by all that it depends on.
///
/// A file that is damaged counts as none: it is measured again, with the same result.
public struct RelevanceCache: Sendable {
  /// Where the files lie; nil keeps none.
  public let folder: String?

  /// A cache in `folder`, which is made when it is needed.
  public init(folder: String?) { self.folder = folder }

  /// In `$XDG_CACHE_HOME/switchyard/relevance`, else `~/.cache/switchyard/relevance`.
  public static var standard: RelevanceCache { RelevanceCache(folder: CheckedFile.standardFolder("relevance")) }

  /// Of the rules by which it is measured: to be raised when the same model would give other values.
  private static let version = 1

  /// What was measured before under the same conditions, or else `measured` now.
  ///
  /// - Parameters:
  ///   - conditions: all that the result depends on, a line each.
  ///   - tasks: number of tasks.
  ///   - progress: is told where the result is from, and of damaged files.
  func relevance(
    _ measure: ModelRelevance.Measure, conditions: [String], tasks: Int, progress: (String) -> Void,
    measured: () throws -> ModelRelevance
  ) rethrows -> ModelRelevance {
    let head = Array((["\(measure.rawValue) \(Self.version)"] + conditions).joined(separator: "\n").utf8)
    let file = folder.map { "\($0)/\(measure.rawValue)-\(String(StableHash.hash(head), radix: 16))" }
    if let file, CheckedFile.exists(file) {
      if let contents = CheckedFile.read(file), let values = Self.values(contents, after: head, count: tasks * tasks) {
        progress("taking the relevance that was measured with this model and these tasks before")
        return ModelRelevance(measure, values)
      }
      progress("\(file): damaged; the relevance is measured again")
    }
    let result = try measured()
    if let file, !CheckedFile.write(Self.contents(result.values, after: head), to: file) {
      progress("\(file): cannot be written; the relevance will be measured again next time")
    }
    return result
  }

  /// The conditions, an empty byte, and the values, eight bytes each.
  private static func contents(_ values: [Double], after head: [UInt8]) -> [UInt8] {
    head + [0] + values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
  }

  private static func values(_ contents: [UInt8], after head: [UInt8], count: Int) -> [Double]? {
    guard contents.count == head.count + 1 + 8 * count, contents.starts(with: head + [0]) else { return nil }
    let values = contents.withUnsafeBytes { bytes in
      (0..<count).map { place in
        Double(
          bitPattern: UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: head.count + 1 + 8 * place, as: UInt64.self)))
      }
    }
    return values.allSatisfy(\.isFinite) ? values : nil
  }
}
