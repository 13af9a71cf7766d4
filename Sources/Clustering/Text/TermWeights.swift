public import Data
import Foundation

/// The words of a corpus and how much each counts in each document: (1 + ln tf) · (1 + ln((1 + n)/(1 + df))), every
/// document scaled to unit length.
///
/// Source: Salton and Buckley 1988, "Term-weighting approaches in automatic text retrieval"; the smoothed form in common
/// use.
public struct TermWeights: Sendable {
  /// Which words are kept.
  public struct Options: Sendable {
    /// The fewest documents that a word must occur in.
    public var fewestDocuments = 3
    /// The largest share of documents that it may occur in: function words such as "with" and "from" are in more than
    /// a twentieth of even short texts, and clusters would form around them.
    public var largestShare = 0.05
    /// The most words; those in the most documents are kept.
    public var mostTerms = 50_000

    /// The defaults.
    public init() {}
  }

  /// The words, the one in the most documents first.
  public let terms: [String]
  /// Documents × terms.
  let matrix: SparseMatrix
  /// Documents without a word that was kept.
  public let emptyDocuments: Int
  /// For each word its place in `terms`, by its hash.
  private let indices: [UInt64: Int32]
  /// For each word how much it counts for being rare.
  private let rarity: [Double]

  /// Weighs the words of all documents.
  ///
  /// - Throws: `ClusteringError` if no word is left.
  public init(_ corpus: CorpusText, options: Options = Options()) throws(ClusteringError) {
    try self.init(corpus.documents.indices.map { corpus.text($0) }, named: corpus.name, options: options)
  }

  /// The same of texts from anywhere; errors call them `name`.
  init(
    _ texts: [ArraySlice<UInt8>], named name: String, options: Options = Options()
  ) throws(ClusteringError) {
    struct Entry {
      var documents = 0
      var last = -1
      var first: (document: Int, place: Range<Int>)
    }
    var seen: [UInt64: Entry] = [:]
    for (document, text) in texts.enumerated() {
      Words.forEach(in: text) { hash, place in
        var entry = seen[hash] ?? Entry(first: (document, place))
        if entry.last != document { (entry.documents, entry.last) = (entry.documents + 1, document) }
        seen[hash] = entry
      }
    }
    let n = Double(texts.count)
    let most = max(Int(n * options.largestShare), options.fewestDocuments)
    // The first place of a word breaks ties: dictionaries have no order.
    let kept = seen.filter { $0.value.documents >= options.fewestDocuments && $0.value.documents <= most }
      .sorted { a, b in
        a.value.documents != b.value.documents
          ? a.value.documents > b.value.documents
          : (a.value.first.document, a.value.first.place.lowerBound)
            < (b.value.first.document, b.value.first.place.lowerBound)
      }.prefix(options.mostTerms)
    guard !kept.isEmpty else {
      throw ClusteringError(
        "\(name): no word occurs in \(options.fewestDocuments) to \(most) of its \(Int(n)) documents")
    }
    terms = kept.map { entry in
      let (document, place) = entry.value.first
      return String(decoding: texts[document][place].compactMap(Words.letter), as: UTF8.self)
    }
    indices = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1.key, Int32($0)) })
    rarity = kept.map { 1 + log((1 + n) / (1 + Double($0.value.documents))) }
    matrix = Self.weights(of: texts, indices, rarity)
    emptyDocuments = (0..<matrix.count).count { [matrix] in matrix.starts[$0] == matrix.starts[$0 + 1] }
  }

  /// The same words, weighed in other texts: texts × terms.
  func weights(of texts: [ArraySlice<UInt8>]) -> SparseMatrix { Self.weights(of: texts, indices, rarity) }

  private static func weights(
    of texts: [ArraySlice<UInt8>], _ indices: [UInt64: Int32], _ rarity: [Double]
  ) -> SparseMatrix {
    var matrix = SparseMatrix(width: rarity.count)
    for text in texts {
      var counts: [Int32: Int] = [:]
      Words.forEach(in: text) { hash, _ in
        if let index = indices[hash] { counts[index, default: 0] += 1 }
      }
      let row = counts.sorted { $0.key < $1.key }.map { ($0.key, (1 + log(Double($0.value))) * rarity[Int($0.key)]) }
      let length = row.reduce(0) { $0 + $1.1 * $1.1 }.squareRoot()
      matrix.append(row.map { (column: $0.0, value: Float($0.1 / length)) })
    }
    return matrix
  }
}

extension TermWeights {
  /// The words that stand out in each cluster: by their mean weight in its documents less that in all documents.
  ///
  /// - Parameters:
  ///   - labels: the cluster of each document, 0 ..< clusters.
  ///   - count: the most words of a cluster.
  public func words(of labels: [Int32], clusters: Int, count: Int) -> [[String]] {
    precondition(labels.count == matrix.count, "\(labels.count) labels of \(matrix.count) documents")
    var overall = Array(repeating: 0.0, count: terms.count)
    for (column, value) in zip(matrix.columns, matrix.values) { overall[Int(column)] += Double(value) }
    var members = Array(repeating: [Int](), count: clusters)
    for (document, label) in labels.enumerated() { members[Int(label)].append(document) }
    return members.map { documents in
      var sums: [Int32: Double] = [:]
      for document in documents {
        for place in matrix.starts[document]..<matrix.starts[document + 1] {
          sums[matrix.columns[place], default: 0] += Double(matrix.values[place])
        }
      }
      let scores = sums.map { term, sum in
        (term: term, score: sum / Double(documents.count) - overall[Int(term)] / Double(labels.count))
      }
      return scores.sorted { ($0.score, $1.term) > ($1.score, $0.term) }.prefix(count).map { terms[Int($0.term)] }
    }
  }
}
