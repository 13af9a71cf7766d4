internal import Data
internal import Experiment
internal import Models

/// The weights that an encoder starts from, and the tokenizer that goes with them.
struct EncoderStart: Sendable {
  /// The encoder's shape, without levels.
  let options: EncoderOptions
  let tokenizer: WordPieceTokenizer
  /// Pretrained weights; nil for random ones.
  let weights: EncoderWeights?
  /// The learnt vocabulary of random ones.
  let vocabulary: [UInt8]?
  let notes: [String]
  private let seed: UInt64

  /// - Parameters:
  ///   - vocabulary: of a run that is taken up again: the vocabulary that it learnt, nil inside for one with pretrained
  ///     weights; nil for a new run.
  ///   - learn: makes a vocabulary.
  /// - Throws: `DataError`, `EncoderError` or `TrainingError`.
  init(_ recipe: Recipe, vocabulary kept: [UInt8]??, learn: () throws -> [UInt8]) throws {
    seed = UInt64(recipe[Keys.Run.seed])
    if let folder = try Self.folder(recipe, kept) {
      let (weights, tokenizer) = try PretrainedModel.minilm.reading {
        (try EncoderWeights(folder: folder), try WordPieceTokenizer(path: folder + "/vocab.txt"))
      }
      try Self.check(recipe, fits: weights.options)
      guard tokenizer.vocabularySize <= weights.options.vocabulary else {
        throw TrainingError(
          "\(folder)/vocab.txt: has \(tokenizer.vocabularySize) pieces, the token table of model.safetensors"
            + " \(weights.options.vocabulary) rows")
      }
      (options, self.weights, self.tokenizer) = (weights.options, weights, tokenizer)
      (self.vocabulary, self.notes) = (nil, [])
      return
    }
    let vocabulary = try (kept ?? nil) ?? learn()
    tokenizer = try WordPieceTokenizer(vocabulary: vocabulary, named: "the learnt vocabulary")
    options = EncoderOptions(
      vocabulary: tokenizer.vocabularySize, positions: recipe[Keys.Tasks.sequenceLength],
      width: recipe[Keys.Encoder.width], inner: recipe[Keys.Encoder.inner], heads: recipe[Keys.Encoder.heads],
      layers: Self.depth(of: recipe))
    (self.vocabulary, weights) = (vocabulary, nil)
    notes =
      recipe[Keys.Encoder.weights] == .auto
      ? [
        "encoder.weights auto: minilm has not been fetched, so the encoder starts from random weights of width"
          + " \(options.width); better ones come with: switchyard data fetch minilm"
      ] : []
  }

  /// Layers of all three levels.
  private static func depth(of recipe: Recipe) -> Int {
    recipe[Keys.Hierarchy.bottom] + recipe[Keys.Hierarchy.middle] + recipe[Keys.Hierarchy.top]
  }

  /// Whether a recipe's levels and lengths are those of pretrained weights.
  ///
  /// - Throws: `TrainingError` naming the keys.
  static func check(_ recipe: Recipe, fits options: EncoderOptions) throws(TrainingError) {
    let depth = depth(of: recipe)
    guard options.layers == depth else {
      throw TrainingError(
        "hierarchy: bottom, middle and top make \(depth) layers, but the encoder of encoder.weights has"
          + " \(options.layers): their sum has to be that")
    }
    let length = recipe[Keys.Tasks.sequenceLength]
    guard length <= options.positions else {
      throw TrainingError(
        "tasks.sequence_length is \(length), but the encoder has \(options.positions) positions: give at most that")
    }
  }

  /// Where pretrained weights lie; nil for random ones. What a run began with it goes on with.
  private static func folder(_ recipe: Recipe, _ kept: [UInt8]??) throws -> String? {
    switch recipe[Keys.Encoder.weights] {
    case .random: return nil
    case .minilm: return try PretrainedModel.minilm.requiredFolder()
    case .auto:
      guard let kept else { return PretrainedModel.minilm.folder() }
      return kept == nil ? try PretrainedModel.minilm.requiredFolder() : nil
    }
  }

  /// Fills an encoder.
  ///
  /// - Throws: `EncoderError` naming a tensor that holds NaN or infinity.
  func fill(_ encoder: any TaskEncoder) throws(EncoderError) {
    guard let weights else { return encoder.initialise(seed: seed) }
    do {
      try encoder.load(weights)
    } catch {
      throw PretrainedModel.minilm.damage(error)
    }
  }
}
