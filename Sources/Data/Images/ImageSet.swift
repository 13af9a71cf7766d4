/// Labelled pictures, and what could not be read.
public struct ImageSet: Sendable {
  /// A file that was left out.
  public struct Skipped: Sendable, Equatable {
    /// One line that names the file and says what is wrong with it.
    public let reason: String
  }

  /// In the order of the source.
  public var images: [RGBImage]
  /// For each picture the index of its class.
  public var labels: [Int]
  /// Names of the classes, in the order of the indices.
  public var classes: [String]
  /// Damaged pictures, in the order of the source.
  public var skipped: [Skipped]

  /// Files beside the pictures that are of other kinds: how many of each ending, which is in lower case.
  public var ignored: [String: Int] = [:]

  /// - Precondition: as many labels as pictures, each the index of a class.
  public init(images: [RGBImage], labels: [Int], classes: [String], skipped: [Skipped] = []) {
    precondition(images.count == labels.count && labels.allSatisfy { classes.indices.contains($0) })
    self.images = images
    self.labels = labels
    self.classes = classes
    self.skipped = skipped
  }

  /// What was skipped in a line: how many, and the first by name; nil if nothing was.
  public var skippedSummary: String? {
    guard let first = skipped.first else { return nil }
    let rest = skipped.count > 1 ? ", and \(skipped.count - 1) more" : ""
    return "\(skipped.count) of \(skipped.count + images.count) pictures skipped: \(first.reason)\(rest)"
  }

  /// The files of other kinds in a line: how many of which; nil if there are none.
  public var ignoredSummary: String? { Self.summary(ignored: ignored) }

  /// Of equally many the first by name is named first.
  static func summary(ignored: [String: Int]) -> String? {
    let count = ignored.values.reduce(0, +)
    guard count > 0 else { return nil }
    let kinds = ignored.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key.isEmpty ? "without ending" : "." + $0.key) \($0.value)" }
    return "\(count) file\(count == 1 ? "" : "s") of other kinds ignored (\(kinds.joined(separator: ", ")));"
      + " pictures have to be PNG or JPEG"
  }
}
