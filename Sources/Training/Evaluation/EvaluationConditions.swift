public import Experiment
public import Models

/// Under what other conditions than it was trained in a checkpoint is evaluated.
public struct EvaluationConditions: Sendable, Equatable {
  /// Keys with other values, `table.key=value` each.
  public var settings: [String]
  /// Whether each token's top expert drops out of every routing decision.
  public var disablesTopExpert: Bool

  /// Without arguments, no other than those of training.
  public init(settings: [String] = [], disablesTopExpert: Bool = false) {
    self.settings = settings
    self.disablesTopExpert = disablesTopExpert
  }

  /// What is changed of the routers' choices.
  public var intervention: RoutingIntervention { disablesTopExpert ? .disableTopExpert : .none }

  /// Keys that an evaluation can change: those that neither shape the parameters nor matter to training alone.
  public static let keys = [
    Keys.MoE.router.path, Keys.MoE.scores.path, Keys.MoE.k.path, Keys.MoE.topP.path, Keys.MoE.capacityFactor.path,
    Keys.MoE.devices.path, Keys.MoE.priority.path, Keys.MoE.intraGPU.path, Keys.MoE.fillIn.path,
    Keys.MoE.fillPriority.path, Keys.MoE.renormalize.path, Keys.Evaluation.batches.path,
  ]

  /// The recipe under these conditions.
  ///
  /// - Parameter trained: the recipe with which the checkpoint was made.
  /// - Throws: `RecipeError` for bad values and keys that do not go together, `TrainingError` for keys that an evaluation
  ///   cannot change, a router whose parameters the checkpoint lacks, and an intervention that cannot be made.
  public func recipe(from trained: Recipe) throws -> Recipe {
    let recipe = try trained.applying(sets: settings)
    for difference in recipe.differences(from: trained) where !Self.keys.contains(difference.key.path) {
      throw TrainingError(
        "\(difference.key.path) cannot be changed for an evaluation; \(Self.keys.joined(separator: ", ")) can")
    }
    let (before, after) = (trained[Keys.MoE.router], recipe[Keys.MoE.router])
    if recipe[Keys.MoE.experts] == 0 {
      if disablesTopExpert { throw TrainingError("the model is dense: it has no top expert to disable") }
    } else if before != after, !Self.successors(of: before).contains(after) {
      let possible = Self.successors(of: before).map(\.rawValue).joined(separator: ", ")
      throw TrainingError(
        "moe.router: a model trained with \(before.rawValue) has no parameters for \(after.rawValue); "
          + (possible.isEmpty ? "it can be evaluated with its own router only" : "possible are \(possible)"))
    }
    if let kind = RouterCatalog.kind(named: after.rawValue), let refusal = intervention.refusal(for: kind),
      recipe[Keys.MoE.experts] > 0
    {
      throw TrainingError("disable-top-expert: \(refusal)")
    }
    return recipe
  }

  /// What differs between the two recipes and of the choices, one entry each, as it goes into a session: in the order of a
  /// recipe file, words without quotes and whole numbers without a point, so that a condition has one spelling.
  public func names(from trained: Recipe, to recipe: Recipe) -> [String] {
    recipe.differences(from: trained).map { "\($0.key.path)=\(Self.text($0.value))" }
      + (disablesTopExpert ? ["disable-top-expert"] : [])
  }

  private static func text(_ value: RecipeValue) -> String {
    switch value {
    case .string(let word): word
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? value.toml
    default: value.toml
    }
  }

  /// The routers that work with the parameters of another: all that score by one matrix. A mask may be taken away, not
  /// put on: its table would be drawn anew and fit nothing that was learned.
  static func successors(of router: Recipe.Router) -> [Recipe.Router] {
    if router == .hash { return [] }
    return [.topk, .biasBalanced, .topP, .expertChoice].filter { $0 != router }
  }
}
