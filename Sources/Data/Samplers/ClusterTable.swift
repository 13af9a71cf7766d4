/// Which cluster each document belongs to.
public struct ClusterTable: Sendable, Equatable {
  /// The names of the documents, in the order of the table.
  public let names: [String]
  /// The clusters that occur, ascending; they need not be contiguous.
  public let clusters: [Int]
  /// For each document the index of its cluster in `clusters`.
  public let memberships: [Int]
  /// Tokens of each document, if asked for.
  public let tokens: [Int]?

  /// The documents of each cluster, in the order of the table.
  public var members: [[Int32]] {
    var members = clusters.map { _ in [Int32]() }
    for (document, cluster) in memberships.enumerated() { members[cluster].append(Int32(document)) }
    return members
  }

  /// Reads a table with a header that names at least `doc` and `cluster`, in any order.
  ///
  /// - Parameters:
  ///   - file: its name, for messages.
  ///   - readsTokens: a column `tokens` is needed too.
  ///
  /// Throws: `DataError` naming file and line.
  public init(csv bytes: some Collection<UInt8>, file: String, readsTokens: Bool = false) throws {
    var lines = Array(bytes).split(separator: 10, omittingEmptySubsequences: false).map { line in
      let line = line.last == 13 ? line.dropLast() : line
      return String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
    }
    if let last = lines.last, last == [""] { lines.removeLast() }
    guard let header = lines.first else { throw DataError("\(file): empty, a header with doc and cluster is needed") }
    func column(_ name: String) throws -> Int {
      let places = header.indices.filter { header[$0] == name }
      guard places.count == 1, let place = places.first else {
        throw DataError("\(file): the header has \(places.isEmpty ? "no column" : "more than one column") '\(name)'")
      }
      return place
    }
    let (doc, cluster) = (try column("doc"), try column("cluster"))
    let token = readsTokens ? try column("tokens") : nil
    guard lines.count > 1 else { throw DataError("\(file): no documents below the header") }
    var (names, numbers, tokens): ([String], [Int], [Int]) = ([], [], [])
    var seen: Set<Substring> = []
    for (index, fields) in lines.enumerated().dropFirst() {
      func fault(_ text: String) -> DataError { DataError("\(file), line \(index + 1): \(text)") }
      guard fields.count == header.count else {
        throw fault("\(fields.count) fields, the header has \(header.count)")
      }
      let name = fields[doc]
      guard !name.isEmpty, !name.contains("\"") else { throw fault("doc '\(name)' is empty or has a quote") }
      guard seen.insert(name).inserted else { throw fault("doc '\(name)' a second time") }
      guard let number = Self.digits(fields[cluster]) else {
        throw fault("cluster '\(fields[cluster])' is not a whole number from 0")
      }
      names.append(String(name))
      numbers.append(number)
      if let token {
        guard let count = Self.digits(fields[token]), count > 0 else {
          throw fault("tokens '\(fields[token])' is not a whole number from 1")
        }
        tokens.append(count)
      }
    }
    self.names = names
    clusters = Set(numbers).sorted()
    let places = Dictionary(uniqueKeysWithValues: clusters.enumerated().map { ($1, $0) })
    memberships = numbers.map { places[$0] ?? 0 }
    self.tokens = readsTokens ? tokens : nil
  }

  private static func digits(_ text: Substring) -> Int? {
    !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
  }
}
