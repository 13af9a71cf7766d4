public import Data
public import Experiment

extension LanguageData {
  /// The text that a recipe asks for.
  ///
  /// - Parameters:
  ///   - kept: the files of a checkpoint from which a run goes on, `Checkpoints.Saved.dataFiles`; nil for a new run.
  ///   - cache: where tokenizers that were learnt before are looked for; not asked with `kept`.
  ///   - clusters: the same for clusters of documents.
  ///   - progress: is told one line for each corpus before it is read, and how far the tokenizer has come.
  ///
  /// - Throws: `DataError`, or `TrainingError` when `kept` lacks the tokenizer.
  public static func load(
    _ recipe: Recipe, kept: [String: [UInt8]]? = nil, cache: TokenizerCache = .standard,
    clusters: ClusterCache = .standard, progress: (String) -> Void
  ) throws -> LanguageData {
    let text = try withoutActuallyEscaping(progress) { progress in
      try DividedText.read(
        corpora(of: recipe), textPaths: recipe[Keys.Data.text], heldOutShare: recipe[Keys.Data.heldOut],
        progress: progress)
    }
    return try LanguageData(text, recipe: recipe, kept: kept, cache: cache, clusters: clusters, progress: progress)
  }

  /// The data of text already read, tokenised and packed as a recipe asks for; see `load`.
  public init(
    _ text: DividedText, recipe: Recipe, kept: [String: [UInt8]]? = nil, cache: TokenizerCache = .standard,
    clusters: ClusterCache = .standard, progress: (String) -> Void = { _ in }
  ) throws {
    // Before the text is tokenised: what is wrong with the clusters is known sooner.
    let sampling = try WindowSampling(recipe, for: text, kept: kept, cache: clusters, progress: progress)
    let tokenizer = try Self.tokenizer(of: recipe, for: text, kept: kept, cache: cache, progress: progress)
    progress("tokenising \(text.parts.map { $0.text.name }.joined(separator: ", "))")
    try self.init(
      text, tokenizer: tokenizer, sequenceLength: recipe[Keys.Data.sequenceLength],
      batchSize: recipe[Keys.Data.batchSize], seed: UInt64(recipe[Keys.Run.seed]),
      sampling: sampling, threads: recipe[Keys.Run.threads])
  }

  /// The files that the batches follow from beside text and recipe, by name: what a checkpoint has to keep.
  public var dataFiles: [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    if let subword = tokenizer as? SubwordTokenizer { files[Self.tokenizerFile] = subword.fileContents }
    switch sampling {
    case .clusters(.table(let csv, _), _): files[WindowSampling.tableFile] = csv
    case .clusters(.learnt(let clusters), _): files[WindowSampling.learntFile] = clusters.fileContents
    default: break
    }
    return files
  }

  private static let tokenizerFile = "tokenizer"

  private static func corpora(of recipe: Recipe) -> [CorpusChoice] {
    let names = recipe[Keys.Data.corpora]
    let weights = recipe[Keys.Data.weights].values
    var choices = names.enumerated().map { index, name in
      CorpusChoice(name: name, weight: index < weights.count ? weights[index] : 1)
    }
    // The user's own files are one corpus more; its weight follows those of the named ones.
    if !recipe[Keys.Data.text].isEmpty, !names.contains(CorpusCatalog.ownText) {
      choices.append(
        CorpusChoice(name: CorpusCatalog.ownText, weight: weights.count > names.count ? weights[names.count] : 1))
    }
    return choices
  }

  private static func tokenizer(
    of recipe: Recipe, for text: DividedText, kept: [String: [UInt8]]?, cache: TokenizerCache,
    progress: (String) -> Void
  ) throws -> any Tokenizer {
    guard let algorithm = TokenizerAlgorithm(recipe[Keys.Tokenizer.algorithm]) else { return ByteTokenizer() }
    if let kept {
      guard let file = kept[tokenizerFile] else {
        throw TrainingError(
          "the checkpoint lacks the \(algorithm.rawValue) tokenizer that its recipe names; start the run again")
      }
      return try SubwordTokenizer(fileContents: file, named: "the checkpoint's tokenizer")
    }
    return try cache.tokenizer(
      algorithm, vocabularySize: recipe[Keys.Tokenizer.vocabulary], on: text, threads: recipe[Keys.Run.threads],
      progress: progress)
  }
}

extension TokenizerAlgorithm {
  /// nil for bytes, of which nothing is learnt.
  init?(_ word: Recipe.Tokenizer) {
    switch word {
    case .byte: return nil
    case .bpe: self = .bpe
    case .scaffoldBPE: self = .scaffoldBPE
    }
  }
}

extension Recipe {
  /// The number of tokens that the tokenizer is to have. A text that gives out before makes fewer.
  public var tokenizerVocabulary: Int {
    TokenizerAlgorithm(self[Keys.Tokenizer.algorithm]) == nil
      ? ByteTokenizer().vocabularySize : self[Keys.Tokenizer.vocabulary]
  }
}
