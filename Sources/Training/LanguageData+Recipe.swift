public import Data
public import Experiment

extension LanguageData {
  /// The text that a recipe asks for.
  ///
  /// - Parameter progress: is told one line for each corpus before it is read.
  public static func load(_ recipe: Recipe, progress: (String) -> Void) throws -> LanguageData {
    let names = recipe[Keys.Data.corpora]
    let paths = recipe[Keys.Data.text]
    let weights = recipe[Keys.Data.weights].values
    var choices = names.enumerated().map { index, name in
      CorpusChoice(name: name, weight: index < weights.count ? weights[index] : 1)
    }
    // The user's own files are one corpus more; its weight follows those of the named ones.
    if !paths.isEmpty, !names.contains(CorpusCatalog.ownText) {
      choices.append(
        CorpusChoice(name: CorpusCatalog.ownText, weight: weights.count > names.count ? weights[names.count] : 1))
    }
    return try withoutActuallyEscaping(progress) { progress in
      try load(
        corpora: choices, textPaths: paths, heldOutShare: recipe[Keys.Data.heldOut], tokenizer: ByteTokenizer(),
        sequenceLength: recipe[Keys.Data.sequenceLength], batchSize: recipe[Keys.Data.batchSize],
        seed: UInt64(recipe[Keys.Run.seed]), progress: progress)
    }
  }
}
