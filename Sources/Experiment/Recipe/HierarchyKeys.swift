// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension Keys {
  /// `[encoder]`: what reads the tasks' texts.
  public enum Encoder {
    static let t = Table("encoder", for: .nlu)
    public static let weights = t.word(
      "weights", Recipe.EncoderWeights.auto, "auto: minilm if it has been fetched, else random ones")
    public static let width = t.integer("width", 128, .from(2, to: 4096), "for random weights: width")
    public static let heads = t.integer(
      "heads", 4, .from(1, to: 64), "for random weights: attention heads; must divide the width")
    public static let inner = t.integer(
      "inner", 512, .from(1, to: 16384), "for random weights: inner width of the feed-forward layers")
    public static let vocabulary = t.integer(
      "vocabulary", 8192, .from(64, to: 262_144), "for random weights: pieces learnt from the tasks' texts, at most")
    public static let frozenEmbeddings = t.boolean(
      "frozen_embeddings", true,
      "whether the tables stay as they are: updating them costs more than all else")
    public static let dropout = t.number(
      "dropout", 0.1, .from(0, below: 1), "share of activations dropped in training, in branches and before heads")
    public static let pooling = t.word(
      "pooling", Recipe.Pooling.mean, "what heads for whole texts read: the mean over all tokens, or the first one")
    public static let headRate = t.number(
      "head_rate", 10, .above(0), "learning rate of the heads, which start from nothing, over the encoder's")
    static let all = [
      weights.declaration, width.declaration, heads.declaration, inner.declaration, vocabulary.declaration,
      frozenEmbeddings.declaration, dropout.declaration, pooling.declaration, headRate.declaration,
    ]
  }

  /// `[hierarchy]`: which layers are shared by whom.
  public enum Hierarchy {
    static let t = Table("hierarchy", for: .nlu)
    public static let bottom = t.integer("bottom", 2, .from(0, to: 64), "layers shared by all tasks")
    public static let middle = t.integer("middle", 2, .from(0, to: 64), "layers with a copy for each group")
    public static let top = t.integer(
      "top", 2, .from(0, to: 64), "layers with a copy for each task; all three make up the encoder's depth")
    public static let grouping = t.word(
      "grouping", Recipe.Grouping.kinds, "what groups follow from where hierarchy.groups is empty")
    public static let groups = t.strings(
      "groups", [], "the names of the tasks of each group, with blanks between them; empty: by grouping",
      changeable: true)
    public static let draw = t.integer("draw", 0, .from(0, to: 1_000_000), "for random: which draw")
    public static let groupsWanted = t.integer(
      "groups_wanted", 0, .from(0, to: 64), "for groups by relevance: how many; 0: as the silhouette has it")
    public static let spareGroups = t.integer(
      "spare_groups", 2, .from(0, to: 64), "copies of the middle kept free for groups that are split off by hand")
    public static let shareSteps = t.number(
      "share_steps", 0, .from(0, to: 1), "share of the run in which all tasks have one copy of everything")
    public static let groupSteps = t.number(
      "group_steps", 0, .from(0, to: 1), "share of the run after that in which each group has one copy of everything")
    static let all = [
      bottom.declaration, middle.declaration, top.declaration, grouping.declaration, groups.declaration,
      draw.declaration, groupsWanted.declaration, spareGroups.declaration, shareSteps.declaration,
      groupSteps.declaration,
    ]
  }
}

extension Recipe {
  /// `encoder.pooling`
  public enum Pooling: String, RecipeWord {
    case mean
    case first
  }

  /// `encoder.weights`
  public enum EncoderWeights: String, RecipeWord {
    case auto
    case minilm
    case random
  }

  /// `hierarchy.grouping`
  public enum Grouping: String, RecipeWord {
    case listed
    case kinds
    case data
    case manual
    case model
    case combined
    case random
    case opposite
  }

  /// The tasks of each group as `hierarchy.groups` names them.
  public var listedGroups: [[String]] {
    self[Keys.Hierarchy.groups].map { $0.split(separator: " ").map(String.init) }
  }

  /// Keys of `[encoder]` and `[hierarchy]` that do not go together.
  var hierarchyFaults: [RecipeFault] {
    var faults: [RecipeFault] = []
    let (width, heads) = (self[Keys.Encoder.width], self[Keys.Encoder.heads])
    if !width.isMultiple(of: heads) {
      faults.append(
        RecipeFault(key: Keys.Encoder.heads.path, message: "is \(heads), which does not divide encoder.width \(width)"))
    }
    if self[Keys.Hierarchy.bottom] + self[Keys.Hierarchy.middle] + self[Keys.Hierarchy.top] == 0 {
      faults.append(
        RecipeFault(key: Keys.Hierarchy.bottom.path, message: "is 0 as middle and top are: no layer is left"))
    }
    if self[Keys.Hierarchy.shareSteps] + self[Keys.Hierarchy.groupSteps] > 1 {
      faults.append(
        RecipeFault(
          key: Keys.Hierarchy.groupSteps.path, message: "and hierarchy.share_steps are more than the whole run"))
    }
    return faults + groupFaults
  }

  private var groupFaults: [RecipeFault] {
    let groups = listedGroups
    func fault(_ message: String) -> [RecipeFault] {
      [RecipeFault(key: Keys.Hierarchy.groups.path, message: message)]
    }
    if groups.isEmpty {
      return self[Keys.Hierarchy.grouping] == .listed
        ? fault("is empty, but hierarchy.grouping is \"listed\": name the tasks of each group") : []
    }
    if groups.contains([]) { return fault("has a group without tasks: remove it") }
    var seen: Set<String> = []
    for name in groups.joined() where !seen.insert(name).inserted { return fault("names the task \(name) twice") }
    return []
  }
}
