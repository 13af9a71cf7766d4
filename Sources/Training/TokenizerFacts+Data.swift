internal import Data
internal import Experiment
internal import Foundation

extension TokenizerFacts {
  /// The facts of the tokenizer of `data` over its training text.
  init(_ data: LanguageData) {
    let tokenizer = data.tokenizer
    var counts = data.tokenCounts
    // The paper's text has no ends of documents.
    counts[Int(tokenizer.endOfDocument)] = 0
    let tokens = counts.reduce(0, +)
    let entropy = TokenizerStatistics.entropy(of: counts)
    self.init(
      algorithm: (tokenizer as? SubwordTokenizer)?.name ?? Recipe.Tokenizer.byte.rawValue,
      vocabulary: tokenizer.vocabularySize,
      scaffoldTokens: (tokenizer as? SubwordTokenizer)?.bpe.scaffoldCount ?? 0,
      bytesPerToken: tokens == 0 ? .nan : Double(data.training.byteCount) / Double(tokens), entropy: entropy,
      redundancy: 1 - entropy / log2(Double(tokenizer.vocabularySize)))
  }
}
