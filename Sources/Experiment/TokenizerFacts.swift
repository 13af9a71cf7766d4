/// How text becomes tokens in a run, measured on its training text.
public struct TokenizerFacts: Sendable, Equatable {
  /// `byte`, `bpe` or `scaffold-bpe`.
  public var algorithm: String
  /// Number of ids, special tokens included.
  public var vocabulary: Int
  /// Number of scaffold tokens, which take part in merging and are never given out; 0 but for Scaffold-BPE.
  public var scaffoldTokens: Int
  /// Mean bytes a token over the training text, ends of documents not counted.
  @Exact public var bytesPerToken: Double
  /// Entropy of the tokens of the training text, in bits a token.
  @Exact public var entropy: Double
  /// 1 − entropy / log₂ vocabulary.
  @Exact public var redundancy: Double

  /// All fields, as they are described above.
  public init(
    algorithm: String, vocabulary: Int, scaffoldTokens: Int, bytesPerToken: Double, entropy: Double, redundancy: Double
  ) {
    self.algorithm = algorithm
    self.vocabulary = vocabulary
    self.scaffoldTokens = scaffoldTokens
    self.bytesPerToken = bytesPerToken
    self.entropy = entropy
    self.redundancy = redundancy
  }
}
