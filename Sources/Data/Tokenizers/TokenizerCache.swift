import Foundation

/// Tokenizers that were learnt before, by what they were learnt from.
///
/// A file's name follows from the training text and the options. A file that is damaged counts as none: the tokenizer
/// is learnt again.
public struct TokenizerCache: Sendable {
  /// Where the files lie; nil keeps none.
  public let folder: String?

  /// A cache in `folder`, which is made when it is needed.
  public init(folder: String?) {
    self.folder = folder
  }

  /// In `$XDG_CACHE_HOME/switchyard/tokenizers`, else `~/.cache/switchyard/tokenizers`.
  public static var standard: TokenizerCache {
    TokenizerCache(folder: CheckedFile.standardFolder("tokenizers"))
  }

  /// Of the rules by which tokenizers are learnt: to be raised when the same text would give another one.
  private static let version = 1

  /// The tokenizer of the training side of `text`, learnt or known already.
  ///
  /// - Parameters:
  ///   - vocabularySize: the number of ids wanted, the 256 bytes and the end of document included.
  ///   - threads: 0 means one for each core; the result does not depend on it.
  ///   - progress: is told one line now and then.
  ///
  /// Throws: `DataError` if the vocabulary is too small or the text too large. Trouble with the cache is no error.
  public func tokenizer(
    _ algorithm: TokenizerAlgorithm, vocabularySize: Int, on text: DividedText, threads: Int = 0,
    progress: (String) -> Void = { _ in }
  ) throws -> SubwordTokenizer {
    let file = folder.map {
      "\($0)/\(algorithm.rawValue)-\(vocabularySize)-\(Self.version)-\(text.trainingFingerprint)"
    }
    if let file, FileReading.exists(file) {
      if let known = Self.read(file), known.name == algorithm.rawValue {
        progress("taking the \(algorithm.rawValue) tokenizer that was learnt from this text before")
        return known
      }
      progress("\(file): damaged; the tokenizer is learnt again")
    }
    let megabytes = String(format: "%.1f", Double(text.trainingByteCount) / 1e6)
    progress("learning a \(algorithm.rawValue) tokenizer of \(vocabularySize) tokens from \(megabytes) MB")
    var tenths = 0
    let learnt = try SubwordTokenizer.train(
      algorithm, vocabularySize: vocabularySize, on: text.trainingDocuments, threads: threads
    ) { event in
      guard case .tokens(let count) = event, count * 10 / vocabularySize > tenths else { return }
      tenths = count * 10 / vocabularySize
      progress("learnt \(count) of \(vocabularySize) tokens")
    }
    if let file, !CheckedFile.write(learnt.fileContents, to: file) {
      progress("\(file): cannot be written; the tokenizer will be learnt again next time")
    }
    return learnt
  }

  private static func read(_ file: String) -> SubwordTokenizer? {
    CheckedFile.read(file).flatMap { try? SubwordTokenizer(fileContents: $0, named: file) }
  }
}
