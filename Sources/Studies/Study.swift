public import Experiment

/// A comparison: some ways to do the same thing, each trained from the same seeds.
public struct Study: Sendable, Equatable {
  /// The study's folder has this name; so has the folder of its sessions.
  public var name: String
  /// What the tables are headed.
  public var title: String
  /// What is asked.
  public var question: String
  /// Where the comparison comes from, and what the source found.
  public var source: String
  /// Where we differ from the source.
  public var differs: String
  /// Values of `run.seed`, one trial of every member for each.
  public var seeds: [Int]
  /// What is compared, besides the conditions that members name.
  public var figures: [Figure]
  /// How far the sizes of two members of a comparison may be apart.
  public var tolerance: Tolerance
  /// Whether the checkpoints of finished trials stay on disk.
  public var keepsCheckpoints: Bool
  /// What is compared, in the order of the tables.
  public var members: [Member]

  /// What can be compared. Lower is better in losses, higher in scores.
  public enum Figure: String, Sendable, CaseIterable {
    /// Mean held-out cross-entropy at the end, in nats a token.
    case loss
    /// The same in bits a byte: the one held-out loss that compares between tokenizers.
    case bits
    /// The same by how frequent the token to be predicted is in the training text, in ten buckets.
    case frequency
    /// The same by size of the cluster that a held-out document belongs to, in bands; for members that draw by clusters.
    case clusters
    /// What the laws of a forecast say of the final loss from 20, 30 and 50 % of each run.
    case forecast
    /// The main metric of each task, on test data, and how many tasks a member harms; for runs that train on tasks.
    case tasks
    /// Accuracy after the last and the best epoch, images a second and GFLOP an image; for runs on images.
    case accuracy
    /// Accuracy on the target, pair by pair and as a mean over a family's pairs, after the last epoch, of the best one and
    /// of the one that a label-free criterion chose; for runs that adapt to a domain.
    case adaptation
  }

  /// Largest relative differences of parameter counts within a comparison.
  public struct Tolerance: Sendable, Equatable {
    /// Of all parameters.
    public var total: Double
    /// Of those active for a token.
    public var active: Double

    /// Both tolerances, as shares: 0.01 is one per cent.
    public init(total: Double, active: Double) {
      self.total = total
      self.active = active
    }
  }

  /// One way to do it.
  public struct Member: Sendable, Equatable {
    /// Unique in the study; part of file names.
    public var name: String
    /// What tables call it.
    public var label: String
    /// The members that are compared with each other; tables have a part for each.
    public var group: String
    /// Label of the variant that it is run on; empty for none.
    public var variant = ""
    /// What that variant is one of, such as the pairs of a data set, whose mean is compared too; empty for none.
    public var family = ""
    /// Name of the member it is compared with; its own where it is a baseline.
    public var baseline: String
    /// What is trained. `run.seed` and `run.name` come with the trial.
    public var recipe: Recipe
    /// Why its size differs from its baseline's by design; nil where it must agree.
    public var sizeDiffers: String?
    /// The member whose trials are shown under this name too; nil for a member with trials of its own.
    public var sameAs: String?
    /// Conditions under which the trained model is evaluated besides, such as `disable-top-expert`.
    public var conditions: [String]
    /// Name of the smaller model, of equal throughput and without compression, that this one has to beat; nil for none.
    public var smaller: String?
    /// Names of members of its group that its mean score over tasks is compared with besides its baseline.
    public var against: [String] = []

    /// All fields, as they are described above.
    public init(
      name: String, label: String, group: String, baseline: String, recipe: Recipe, sizeDiffers: String? = nil,
      sameAs: String? = nil, conditions: [String] = [], smaller: String? = nil
    ) {
      self.smaller = smaller
      self.name = name
      self.label = label
      self.group = group
      self.baseline = baseline
      self.recipe = recipe
      self.sizeDiffers = sizeDiffers
      self.sameAs = sameAs
      self.conditions = conditions
    }
  }

  /// All fields, as they are described above.
  public init(
    name: String, title: String, question: String = "", source: String = "", differs: String = "", seeds: [Int],
    figures: [Figure] = [.loss], tolerance: Tolerance = Tolerance(total: 0.01, active: 0.01),
    keepsCheckpoints: Bool = false, members: [Member]
  ) {
    self.name = name
    self.title = title
    self.question = question
    self.source = source
    self.differs = differs
    self.seeds = seeds
    self.figures = figures
    self.tolerance = tolerance
    self.keepsCheckpoints = keepsCheckpoints
    self.members = members
  }

  /// The member whose trials stand for this one: itself, or the one it is the same as.
  public func trained(_ member: Member) -> Member {
    guard let other = member.sameAs else { return member }
    return members.first { $0.name == other && $0.sameAs == nil } ?? member
  }

  /// Whether any member is compared with another one.
  public var isComparison: Bool { members.contains { $0.baseline != $0.name } }

  /// The groups in the order in which they first come.
  public var groups: [String] {
    members.reduce(into: []) { if !$0.contains($1.group) { $0.append($1.group) } }
  }

  /// The families of variants, in the same order.
  var families: [String] {
    members.reduce(into: []) { if !$0.contains($1.family) { $0.append($1.family) } }
  }

  /// Whether members with different tokenizers are compared with each other: their losses in nats a token, and those by
  /// frequency of a token, say nothing about which is better.
  public var comparesTokenizers: Bool {
    groups.contains { group in
      let recipes = members.filter { $0.group == group }.map { trained($0).recipe }
      return recipes.contains { !$0.hasTokenizer(of: recipes[0]) }
    }
  }

  /// All trials, seed by seed, so that a study stopped early has whole rounds to compare.
  public var trials: [Trial] {
    seeds.flatMap { seed in
      members.filter { $0.sameAs == nil }.map { Trial(study: name, member: $0, seed: seed) }
    }
  }
}

extension Recipe {
  /// Whether the same text becomes the same tokens: a tokenizer is learnt from the training text.
  fileprivate func hasTokenizer(of other: Recipe) -> Bool {
    if self[Keys.Tokenizer.algorithm] != other[Keys.Tokenizer.algorithm] { return false }
    if self[Keys.Tokenizer.algorithm] == .byte { return true }
    return self[Keys.Tokenizer.vocabulary] == other[Keys.Tokenizer.vocabulary]
      && self[Keys.Data.corpora] == other[Keys.Data.corpora] && self[Keys.Data.text] == other[Keys.Data.text]
      && self[Keys.Data.heldOut] == other[Keys.Data.heldOut]
  }
}
