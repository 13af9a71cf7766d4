/// Clusters that were learnt from the text itself: of every document of every corpus, in their order.
public struct LearntClusters: Sendable, Equatable {
  /// For each document its cluster.
  public let labels: [Int32]
  /// For each cluster its name.
  public let names: [String]

  /// - Precondition: every label has a name, and no name has a line break.
  public init(labels: [Int32], names: [String]) {
    precondition(labels.allSatisfy { names.indices.contains(Int($0)) }, "a label without a name")
    precondition(!names.contains { $0.contains("\n") }, "a name of two lines")
    (self.labels, self.names) = (labels, names)
  }

  /// As a file: the names, an empty line, the labels, a line each.
  public var fileContents: [UInt8] {
    var bytes: [UInt8] = []
    for name in names { bytes += Array("\(name)\n".utf8) }
    bytes.append(10)
    for label in labels { bytes += Array("\(label)\n".utf8) }
    return bytes
  }

  /// Reads such a file; nil where it is damaged.
  public init?(fileContents: [UInt8]) {
    let lines = fileContents.split(separator: 10, omittingEmptySubsequences: false)
    guard let end = lines.firstIndex(where: \.isEmpty), end > 0, lines.count > end + 1, lines.last?.isEmpty == true
    else { return nil }
    var labels: [Int32] = []
    labels.reserveCapacity(lines.count - end)
    for line in lines[(end + 1)..<(lines.count - 1)] {
      guard let label = Int32(String(decoding: line, as: UTF8.self)), label >= 0, label < end else { return nil }
      labels.append(label)
    }
    self.labels = labels
    names = lines[..<end].map { String(decoding: $0, as: UTF8.self) }
  }
}
