// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension Recipe {
  /// `alignment.method`
  public enum AlignmentMethod: String, RecipeWord {
    case sourceOnly = "source-only"
    case dann
    case cdan
    case mme
    case mmd
    case pcs

    /// Whether a discriminator tells the domains apart.
    public var isAdversarial: Bool { self == .dann || self == .cdan }
  }

  /// `dispersal.dominant`
  public enum DominantPicture: String, RecipeWord {
    case hard
    case easy
  }
}

extension Keys {
  /// `[domains]`: a labelled domain with few labels, and one without.
  public enum Domains {
    static let t = Table("domains", for: .domainAdaptation)
    public static let source = t.string(
      "source", "mnist", "the domain with labelled pictures; see `switchyard data domains`")
    public static let target = t.string(
      "target", "usps", "the domain to adapt to, of the same family; its labels only score")
    public static let shots = t.integer(
      "shots", 1, .from(1, to: 100_000), "labelled source pictures of each class, drawn by the seed", "images")
    public static let size = t.integer(
      "size", 28, .from(1, to: 4096), "pictures are brought to this many pixels a side", "pixels")
    public static let examples = t.integer(
      "examples", 0, .from(0, to: 10_000_000), "pictures of each domain; 0, or more than there are: all", "images")
    public static let batchSize = t.integer(
      "batch_size", 64, .from(2, to: 65536), "unlabelled pictures of a domain in one step", "images")
    public static let labelledBatch = t.integer(
      "labelled_batch", 64, .from(1, to: 65536), "labelled pictures in one step; where there are fewer, all", "images")
    public static let augments = t.boolean(
      "augment", true, "whether training crops pictures at random, and mirrors them where the family allows it")
    public static let trunkFolder = t.string(
      "trunk_folder", "",
      "a folder that keeps what frozen blocks make of the pictures, for other runs; empty: none")
    static let all = [
      source.declaration, target.declaration, shots.declaration, size.declaration, examples.declaration,
      batchSize.declaration,
      labelledBatch.declaration, augments.declaration, trunkFolder.declaration,
    ]
  }

  /// `[alignment]`: how the domains are brought together, and the classifier behind the transformer.
  public enum Alignment {
    static let t = Table("alignment", for: .domainAdaptation)
    public static let method = t.word(
      "method", Recipe.AlignmentMethod.pcs, "pcs with both weights of [dispersal] is C-VisDiT, with both 0 plain PCS")
    public static let weight = t.number(
      "weight", 0, .atLeast(0), "for dann, cdan, mme and mmd: of their term; 0: the method's own, 1, for mme 0.1")
    public static let projection = t.integer(
      "projection", 512, .from(2, to: 16384), "width of the linear layer after the transformer, which all terms see")
    public static let temperature = t.number(
      "temperature", 0.05, .from(0.001, to: 10), "of the cosine classifier")
    public static let backboneRate = t.number(
      "backbone_rate", 0.1, .above(0), "learning rate of the transformer over that of projection and classifier")
    public static let discriminator = t.integer(
      "discriminator", 256, .from(1, to: 16384), "for dann and cdan: width of the discriminator's two inner layers")
    public static let steepness = t.number(
      "steepness", 10, .from(0, to: 1000), "for dann and cdan: how soon their term's reversal rises from 0 to 1")
    static let all = [
      method.declaration, weight.declaration, projection.declaration, temperature.declaration,
      backboneRate.declaration, discriminator.declaration, steepness.declaration,
    ]
  }

  /// `[prototypes]`: the terms of PCS.
  public enum Prototypes {
    static let t = Table("prototypes", for: .domainAdaptation)
    public static let clusters = t.numbers(
      "clusters", .from(1, to: 1000), "clusters of each clustering, in multiples of the number of classes",
      standard: [1, 2])
    public static let repeats = t.integer(
      "repeats", 15, .from(1, to: 1000), "how often the list of clusterings is made, each time from other starts")
    public static let iterations = t.integer("iterations", 40, .from(1, to: 10_000), "steps of k-means", "steps")
    public static let temperature = t.number(
      "temperature", 0.1, .from(0.001, to: 10), "of a picture's likeness to the other domain's prototypes")
    public static let contrastWeight = t.number(
      "contrast_weight", 1, .atLeast(0), "of the contrast with prototypes of the own domain")
    public static let crossWeight = t.number(
      "cross_weight", 1, .atLeast(0), "of the entropy of the likeness to the other domain's prototypes")
    public static let diversityWeight = t.number(
      "diversity_weight", 0.5, .atLeast(0), "of predicting all classes equally often")
    public static let entropyWeight = t.number("entropy_weight", 0.05, .atLeast(0), "of the predictions' entropy")
    public static let momentum = t.number(
      "momentum", 0.5, .from(0, below: 1), "share of a memory bank's entry that stays when its picture is seen")
    public static let labelledMomentum = t.number(
      "labelled_momentum", 0.9, .from(0, below: 1), "the same when the picture is seen with its label")
    public static let updatesClassifier = t.boolean(
      "update_classifier", true, "whether each epoch begins with classes' means of the memory banks as the classifier")
    public static let sourceThreshold = t.number(
      "source_threshold", 0.98, .from(0, to: 1),
      "least probability with which an unlabelled source picture counts there")
    public static let targetThreshold = t.number(
      "target_threshold", 0.98, .from(0, to: 1), "the same of a target")
    public static let leastTargets = t.integer(
      "least_targets", 5, .from(1, to: 1_000_000), "classes with fewer such targets are means of the source", "images")
    public static let targetsFrom = t.integer(
      "targets_from", 5, .atLeast(0), "the epoch from which targets count, the first being 0", "epochs")
    public static let epochLength = t.integer(
      "epoch_length", 0, .atLeast(0),
      "iterations of an epoch, each a source and a target step; 0: once through the larger domain", "iterations")
    static let all = [
      clusters.declaration, repeats.declaration, iterations.declaration, temperature.declaration,
      contrastWeight.declaration, crossWeight.declaration, diversityWeight.declaration, entropyWeight.declaration,
      momentum.declaration, labelledMomentum.declaration, updatesClassifier.declaration, sourceThreshold.declaration,
      targetThreshold.declaration, leastTargets.declaration, targetsFrom.declaration, epochLength.declaration,
    ]
  }

  /// `[dispersal]`: the two mixtures of C-VisDiT.
  public enum Dispersal {
    static let t = Table("dispersal", for: .domainAdaptation)
    public static let crossWeight = t.number(
      "cross_weight", 1, .atLeast(0),
      "for pcs: of X-VD, targets mixed with their nearest labelled source picture; 0: off")
    public static let insideWeight = t.number(
      "inside_weight", 0.1, .atLeast(0), "for pcs: of I-VD, hard targets mixed with easy ones; 0: off")
    public static let confident = t.number(
      "confident", 0.75, .from(0, to: 1), "share of the targets, the surest, whose mixtures count in X-VD")
    public static let easy = t.number("easy", 0.15, .from(0, to: 1), "share of the targets that are easy")
    public static let hard = t.number(
      "hard", 0.75, .from(0, to: 1), "share up to which they are hard; the rest are outliers, left alone by I-VD")
    public static let alpha = t.number(
      "alpha", 0.75, Bounds(lower: 0, upper: 1, includesLower: false), "shares are drawn from Beta(alpha, alpha)")
    public static let dominant = t.word(
      "dominant", Recipe.DominantPicture.hard,
      "which picture has the larger share in I-VD: hard as in the authors' code, easy as on their poster")
    public static let batchSize = t.integer(
      "batch_size", 64, .from(1, to: 65536), "mixtures of each kind in a target step", "images")
    static let all = [
      crossWeight.declaration, insideWeight.declaration, confident.declaration, easy.declaration, hard.declaration,
      alpha.declaration, dominant.declaration, batchSize.declaration,
    ]
  }
}
