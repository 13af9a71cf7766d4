import Foundation

/// How a tokenizer encodes a text: the measures of the Scaffold-BPE paper.
public struct TokenizerStatistics: Sendable, Equatable {
  /// The algorithm of the tokenizer.
  public let algorithm: TokenizerAlgorithm
  /// |V|: the number of ids.
  public let vocabularySize: Int
  /// Bytes of text.
  public let bytes: Int
  /// How often each id occurs in the encoded text.
  public let counts: [Int]
  /// |S|: the number of scaffold tokens.
  public let scaffoldTokens: Int

  /// Statistics of ids that were counted elsewhere.
  public init(tokenizer: BPETokenizer, bytes: Int, counts: [Int]) {
    algorithm = tokenizer.algorithm
    vocabularySize = tokenizer.vocabularySize
    scaffoldTokens = tokenizer.scaffoldCount
    self.bytes = bytes
    self.counts = counts
  }

  /// Encodes a file line by line and counts. Throws: `DataError` if it cannot be read.
  public init(
    tokenizer: BPETokenizer, file path: String, threads: Int = 0, progress: (Int) -> Void = { _ in }
  ) throws {
    var options = BPETokenizer.FileOptions()
    options.threads = threads
    let size = tokenizer.vocabularySize
    var counts = [Int](repeating: 0, count: size)
    var bytes = 0
    try tokenizer.encode(
      file: path, options: options,
      transform: { pieces in
        var part = [Int32](repeating: 0, count: size)
        part.withUnsafeMutableBufferPointer { part in
          pieces.forEach { ids in for id in ids { part[Int(id)] &+= 1 } }
        }
        return (pieces.byteCount, part)
      },
      consume: { byteCount, part in
        bytes += byteCount
        for id in 0..<size { counts[id] += Int(part[id]) }
      },
      progress: progress)
    self.init(tokenizer: tokenizer, bytes: bytes, counts: counts)
  }

  /// The number of tokens of the encoded text.
  public var tokens: Int { counts.reduce(0, +) }
  /// The number of different ids in it.
  public var used: Int { counts.count { $0 > 0 } }
  /// Mean bytes a token, the paper's compression rate; nil where there are no tokens.
  public var bytesPerToken: Double? { tokens == 0 ? nil : Double(bytes) / Double(tokens) }
  /// H = - sum of p log2 p over the ids, p their share of the encoded text.
  public var entropy: Double { Self.entropy(of: counts) }

  /// The entropy in bits of ids that occur so often.
  public static func entropy(of counts: [Int]) -> Double {
    let tokens = counts.reduce(0, +)
    return counts.reduce(0) { sum, count in
      let share = Double(count) / Double(tokens)
      return count == 0 || tokens == count ? sum : sum - share * log2(share)
    }
  }
  /// R = 1 - H / log2 |V|.
  public var redundancy: Double { 1 - entropy / log2(Double(vocabularySize)) }
  /// |S| / |V|.
  public var scaffoldShare: Double { Double(scaffoldTokens) / Double(vocabularySize) }
}

/// What a tokenizer has instead of tokens of plain BPE, and how often either occurs: figure 5 of the Scaffold-BPE paper.
public struct BaselineComparison: Sendable, Equatable {
  /// Tokens of the text as the baseline encodes it.
  public let tokens: Int
  /// Tokens of the baseline that are scaffolds here.
  public let inScaffold: Int
  /// Tokens of the baseline that are missing here.
  public let removed: Int
  /// Tokens that the baseline has not.
  public let added: Int
  /// Mean count of the removed ones in the baseline's encoding; nil without any.
  public let meanFrequencyRemoved: Double?
  /// Mean count of the added ones in this encoding; nil without any.
  public let meanFrequencyAdded: Double?

  /// By how much the added tokens are more frequent than the removed ones; nil where that is undefined.
  public var gain: Double? {
    guard let meanFrequencyAdded, let meanFrequencyRemoved, meanFrequencyRemoved > 0 else { return nil }
    return meanFrequencyAdded / meanFrequencyRemoved - 1
  }

  /// - Parameters:
  ///   - counts: how often each id of `tokenizer` occurs in a text.
  ///   - baseline: a plain tokenizer.
  ///   - baselineCounts: how often its ids occur in the same text.
  ///
  /// Throws: `DataError` if the baseline has scaffolds itself.
  public init(tokenizer: BPETokenizer, counts: [Int], baseline: BPETokenizer, baselineCounts: [Int]) throws {
    guard baseline.algorithm == .bpe else {
      throw DataError("the baseline is a \(baseline.algorithm.rawValue) tokenizer; a plain bpe one is wanted")
    }
    let own = Self.entries(tokenizer)
    let other = Self.entries(baseline)
    let gone = other.filter { own[$0.key] == nil }.map { baselineCounts[$0.value] }
    let new = own.filter { other[$0.key] == nil }.map { counts[$0.value] }
    let scaffolds = Set(tokenizer.scaffold.map { table in table.scaffolds.map { table.tokens[$0].bytes } } ?? [])
    tokens = baselineCounts.reduce(0, +)
    inScaffold = baseline.vocabulary.tokens.indices.count {
      !baseline.vocabulary.isSpecial[$0] && scaffolds.contains(baseline.vocabulary.tokens[$0])
    }
    removed = gone.count
    added = new.count
    meanFrequencyRemoved = gone.isEmpty ? nil : Double(gone.reduce(0, +)) / Double(gone.count)
    meanFrequencyAdded = new.isEmpty ? nil : Double(new.reduce(0, +)) / Double(new.count)
  }

  private struct Entry: Hashable {
    var bytes: [UInt8]
    var isSpecial: Bool
  }

  private static func entries(_ tokenizer: BPETokenizer) -> [Entry: Int] {
    let vocabulary = tokenizer.vocabulary
    return Dictionary(
      vocabulary.tokens.indices.map { (Entry(bytes: vocabulary.tokens[$0], isSpecial: vocabulary.isSpecial[$0]), $0) },
      uniquingKeysWith: { first, _ in first })
  }
}
