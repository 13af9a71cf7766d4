internal import Experiment

/// What the value of a recipe key comes to in a run, for people: a word where a number says something else than it means,
/// and a dash where the run does not read it.
enum RecipeMeaning {
  /// Stands for a key that is not read.
  static let unread = "–"

  static func text(_ key: RecipeKey, _ recipe: Recipe) -> String {
    guard key.applies(to: recipe[Keys.Run.workload]), reads(key.path, recipe) else { return unread }
    if [.integer(0), .number(0)].contains(recipe[key]), let word = ofZero[key.path] { return word }
    return RecipeColumns.text(recipe[key])
  }

  /// What 0 stands for.
  private static let ofZero: [String: String] = [
    Keys.Vision.blocks.path: "all", Keys.Domains.examples.path: "all", Keys.Tasks.examples.path: "all",
    Keys.Images.test.path: "all the rest", Keys.Merging.learningRate.path: "as the run's",
    Keys.Alignment.weight.path: "the method's own",
  ]

  /// Whether a run of a transformer of pictures reads the key, beside its other keys. Of those that are not named here
  /// nothing is said.
  private static func reads(_ path: String, _ recipe: Recipe) -> Bool {
    let (weights, method) = (recipe[Keys.Vision.weights], recipe[Keys.Adaptation.method])
    let (reducer, schedule) = (recipe[Keys.Merging.reducer], recipe[Keys.Merging.schedule])
    return switch path {
    case Keys.Vision.file.path: weights == .file
    case Keys.Vision.width.path, Keys.Vision.depth.path, Keys.Vision.heads.path, Keys.Vision.patch.path,
      Keys.Vision.inner.path:
      weights == .auto || weights == .random
    case Keys.Adaptation.lastBlocks.path: method == .lastBlocks
    case Keys.Adaptation.loraRank.path, Keys.Adaptation.loraDropout.path: method == .lora
    case Keys.Adaptation.adapterWidth.path: method == .adapter
    case Keys.Adaptation.loraStart.path: method == .lora || method == .adapter
    case Keys.Merging.schedule.path, Keys.Merging.isProportional.path: reducer != .none
    case Keys.Merging.removed.path: reducer != .none && schedule != .flops
    case Keys.Merging.ratio.path: reducer != .none && schedule == .flops
    case Keys.Merging.learningRate.path: reducer.isTrained
    default: true
    }
  }
}
