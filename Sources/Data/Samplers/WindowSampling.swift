/// By what windows are drawn for training.
public enum WindowSampling: Sendable, Equatable {
  /// From the corpora, in the proportions of their weights.
  case mixture
  /// From clusters of documents; the weights of the corpora have no meaning then.
  case clusters(DocumentClusters, SamplingMethod)
}

/// What documents are grouped by.
public enum DocumentClusters: Sendable, Equatable {
  /// The corpus they are of.
  case corpora
  /// The topic that their corpus gives them; those without one are a cluster of their corpus.
  case topics
  /// A table of `switchyard cluster`, over all documents of the one corpus there is: they are named by their numbers.
  case table(csv: [UInt8], file: String)
  /// Clusters that were learnt from the text itself.
  case learnt(LearntClusters)

  /// One cluster.
  struct Group {
    var name: String
    /// Documents trained on, counted over all corpora in their order.
    var members: [Int32]
    /// Documents held out, counted in the same way.
    var heldOut: [Int32] = []
  }

  /// The clusters that have documents to train on.
  ///
  /// Throws: `DataError` if the table is damaged or not of this corpus, or if no corpus knows topics.
  func groups(of text: DividedText) throws -> [Group] {
    switch self {
    case .corpora:
      return Self.groups(text) { part, _ in
        part
      } name: {
        text.parts[$0].text.name
      }
    case .topics:
      return try Self.topics(text)
    case .table(let csv, let file):
      let table = try ClusterTable(csv: csv, file: file)
      let places = try Self.places(in: table, file: file, of: text)
      return Self.groups(text) { _, document in
        places[document]
      } name: {
        "\(table.clusters[$0])"
      }
    case .learnt(let clusters):
      guard clusters.labels.count == text.documentCount else {
        throw DataError(
          "the clusters were learnt from \(clusters.labels.count) documents, but there are \(text.documentCount)")
      }
      var starts: [Int] = []
      for part in text.parts { starts.append((starts.last ?? 0) + part.text.documents.count) }
      return Self.groups(text) { part, document in
        Int(clusters.labels[(part == 0 ? 0 : starts[part - 1]) + document])
      } name: {
        clusters.names[$0]
      }
    }
  }

  private static func topics(_ text: DividedText) throws -> [Group] {
    guard text.parts.contains(where: { !$0.text.topics.isEmpty }) else {
      let names = text.parts.map { $0.text.name }.joined(separator: ", ")
      throw DataError(
        "\(names): no topics are known; cluster by corpora, or by a table that `switchyard cluster` makes")
    }
    var names: [String] = []
    var starts: [Int] = []
    for part in text.parts {
      starts.append(names.count)
      let prefix = text.parts.count > 1 ? part.text.name + ": " : ""
      names += [part.text.name] + part.text.topics.map { prefix + $0 }
    }
    return groups(text) { part, document in
      starts[part] + (text.parts[part].text.documents[document].topic ?? -1) + 1
    } name: {
      names[$0]
    }
  }

  /// For each document the place of its cluster in the table.
  private static func places(in table: ClusterTable, file: String, of text: DividedText) throws -> [Int] {
    guard text.parts.count == 1, let corpus = text.parts.first?.text else {
      throw DataError("\(file): a table of clusters is of one corpus, and \(text.parts.count) are chosen")
    }
    let count = corpus.documents.count
    let advice = "make it with `switchyard cluster --corpus \(corpus.name)`"
    guard table.names.count == count else {
      throw DataError(
        "\(file): \(table.names.count) documents, but corpus \(corpus.name) has \(count); \(advice)")
    }
    var places = [Int](repeating: 0, count: count)
    for (name, cluster) in zip(table.names, table.memberships) {
      guard let number = Int(name), (0..<count).contains(number), String(number) == name else {
        throw DataError("\(file): doc '\(name)' is not a number from 0 to \(count - 1); \(advice)")
      }
      places[number] = cluster
    }
    return places
  }

  private static func groups(
    _ text: DividedText, key: (_ part: Int, _ document: Int) -> Int, name: (Int) -> String
  ) -> [Group] {
    let members = members(text.parts.map(\.training), key)
    let heldOut = Self.members(text.parts.map(\.heldOut), key)
    return members.sorted { $0.key < $1.key }.map {
      Group(name: name($0.key), members: $0.value, heldOut: heldOut[$0.key] ?? [])
    }
  }

  /// Documents of each corpus, counted over all of them, by what `key` says.
  private static func members(
    _ documents: [[Int]], _ key: (_ part: Int, _ document: Int) -> Int
  ) -> [Int: [Int32]] {
    var members: [Int: [Int32]] = [:]
    var next: Int32 = 0
    for (part, documents) in documents.enumerated() {
      for document in documents {
        members[key(part, document), default: []].append(next)
        next += 1
      }
    }
    return members
  }
}

/// A cluster from which windows are drawn.
public struct DocumentCluster: Sendable, Equatable {
  /// The name of its corpus or topic, or its number in the table.
  public let name: String
  /// Documents trained on.
  public let documents: Int
  /// Their tokens.
  public let tokens: Int
  /// Windows of an epoch; a cluster without one is never drawn from.
  public let windows: Int
}
