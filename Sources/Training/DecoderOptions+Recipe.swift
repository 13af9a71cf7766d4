public import Experiment
public import Models

extension DecoderOptions {
  /// The model that a recipe describes.
  ///
  /// - Parameter tokenizerVocabulary: number of tokens that the tokenizer knows.
  /// - Throws: `TrainingError` when the recipe's vocabulary is smaller.
  public init(_ recipe: Recipe, tokenizerVocabulary: Int) throws {
    self.init()
    let wanted = recipe[Keys.Model.vocabulary]
    guard wanted == 0 || wanted >= tokenizerVocabulary else {
      throw TrainingError(
        "model.vocabulary is \(wanted), but the tokenizer has \(tokenizerVocabulary) tokens: give at least that, or 0")
    }
    vocabulary = wanted == 0 ? tokenizerVocabulary : wanted
    sequenceLength = recipe[Keys.Data.sequenceLength]
    layers = recipe[Keys.Model.layers]
    width = recipe[Keys.Model.width]
    heads = recipe[Keys.Model.heads]
    feedForwardWidth = recipe[Keys.Model.ffnWidth]
    activation = Activation(recipe[Keys.Model.activation])
    tiedEmbeddings = recipe[Keys.Model.tiedEmbeddings]
    dropout = Float(recipe[Keys.Model.dropout])
    rotaryBase = recipe[Keys.Model.ropeBase]
    normEpsilon = Float(recipe[Keys.Model.normEpsilon])
    moeEvery = recipe[Keys.MoE.every]
    moeFirst = recipe[Keys.MoE.first]
    moe = recipe[Keys.MoE.experts] == 0 ? nil : MoEOptions(recipe, vocabulary: vocabulary)
    moeBlock = recipe[Keys.MoE.block] == .cartesian ? .cartesian : .sparse
  }
}

extension Activation {
  init(_ word: Recipe.Activation) {
    switch word {
    case .geluTanh: self = .geluTanh
    case .swiglu: self = .swiglu
    }
  }
}
