public import Experiment

/// One training run of a study: a member with a seed.
public struct Trial: Sendable, Equatable {
  /// Name of the study.
  public let study: String
  /// What is trained.
  public let member: Study.Member
  /// Its `run.seed`.
  public let seed: Int

  /// The member's run from this seed.
  public init(study: String, member: Study.Member, seed: Int) {
    self.study = study
    self.member = member
    self.seed = seed
  }

  /// `top1-cf0.5-drop-seed7`: the stem of its files.
  public var name: String { "\(member.name)-seed\(seed)" }

  /// The recipe with seed and name of this trial.
  public var recipe: Recipe {
    var recipe = member.recipe
    recipe[Keys.Run.seed] = seed
    recipe[Keys.Run.name] = "\(study) \(name)"
    return recipe
  }
}
