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

  /// Weighs the words of all documents.
  ///
  /// - Throws: `ClusteringError` if no word is left.
  public init(_ corpus: CorpusText, options: Options = Options()) throws(ClusteringError) {
    var seen: [UInt64: (documents: Int, last: Int, place: Range<Int>)] = [:]
    for document in corpus.documents.indices {
      Words.forEach(in: corpus.text(document)) { hash, place in
        var entry = seen[hash] ?? (0, -1, place)
        if entry.last != document { entry = (entry.documents + 1, document, entry.place) }
        seen[hash] = entry
      }
    }
    let n = Double(corpus.documents.count)
    let most = max(Int(n * options.largestShare), options.fewestDocuments)
    // The first place of a word breaks ties: dictionaries have no order.
    let kept = seen.filter { $0.value.documents >= options.fewestDocuments && $0.value.documents <= most }
      .sorted { a, b in
        a.value.documents != b.value.documents
          ? a.value.documents > b.value.documents : a.value.place.lowerBound < b.value.place.lowerBound
      }.prefix(options.mostTerms)
    guard !kept.isEmpty else {
      throw ClusteringError(
        "\(corpus.name): no word occurs in \(options.fewestDocuments) to \(most) of its \(Int(n)) documents")
    }
    terms = kept.map { entry in
      String(decoding: corpus.bytes[entry.value.place].compactMap(Words.letter), as: UTF8.self)
    }
    let indices = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1.key, Int32($0)) })
    let weights = kept.map { 1 + log((1 + n) / (1 + Double($0.value.documents))) }
    var matrix = SparseMatrix(width: kept.count)
    var empty = 0
    for document in corpus.documents.indices {
      var counts: [Int32: Int] = [:]
      Words.forEach(in: corpus.text(document)) { hash, _ in
        if let index = indices[hash] { counts[index, default: 0] += 1 }
      }
      let row = counts.sorted { $0.key < $1.key }.map { ($0.key, (1 + log(Double($0.value))) * weights[Int($0.key)]) }
      let length = row.reduce(0) { $0 + $1.1 * $1.1 }.squareRoot()
      matrix.append(row.map { (column: $0.0, value: Float($0.1 / length)) })
      if row.isEmpty { empty += 1 }
    }
    self.matrix = matrix
    emptyDocuments = empty
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
