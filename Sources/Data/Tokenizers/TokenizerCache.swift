import Foundation

/// Tokenizers that were learnt before, by what they were learnt from.
///
/// A file's name follows from the training text and the options; its first line is the hash of the rest. It is written
/// under another name and then renamed. A file that is damaged counts as none: the tokenizer is learnt again.
public struct TokenizerCache: Sendable {
  /// Where the files lie; nil keeps none.
  public let folder: String?

  /// A cache in `folder`, which is made when it is needed.
  public init(folder: String?) {
    self.folder = folder
  }

  /// In `$XDG_CACHE_HOME/switchyard/tokenizers`, else `~/.cache/switchyard/tokenizers`.
  public static var standard: TokenizerCache {
    let home = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return TokenizerCache(folder: (home ?? NSHomeDirectory() + "/.cache") + "/switchyard/tokenizers")
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
    if let file, !Self.write(learnt.fileContents, to: file) {
      progress("\(file): cannot be written; the tokenizer will be learnt again next time")
    }
    return learnt
  }

  private static func check(_ contents: some Collection<UInt8>) -> [UInt8] {
    Array("\(String(StableHash.hash(Array(contents)), radix: 16))\n".utf8)
  }

  private static func read(_ file: String) -> SubwordTokenizer? {
    guard let bytes = try? FileReading.contents(of: file), let end = bytes.firstIndex(of: 10) else { return nil }
    let contents = Array(bytes[(end + 1)...])
    guard check(contents).elementsEqual(bytes[...end]) else { return nil }
    return try? SubwordTokenizer(fileContents: contents, named: file)
  }

  private static func write(_ contents: [UInt8], to file: String) -> Bool {
    let partial = "\(file).\(UUID().uuidString).partial"
    do {
      try FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Foundation.Data(check(contents) + contents).write(to: URL(fileURLWithPath: partial))
    } catch {
      unlink(partial)
      return false
    }
    if rename(partial, file) == 0 { return true }
    unlink(partial)
    return false
  }
}
