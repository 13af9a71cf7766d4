import Experiment
import Foundation
import Models
import Training

/// The rows of the description of a multi-task recipe.
struct UnderstandingDescription {
  let recipe: Recipe
  let shape: UnderstandingShape
  private let tokensPerStep: Int

  init(_ recipe: Recipe) throws {
    self.recipe = recipe
    shape = try UnderstandingShape(recipe)
    tokensPerStep = try RunCost(recipe).tokensPerStep
  }

  var rows: [(String, String)] {
    let (size, tokens) = (shape.size, tokensPerStep)
    let about = shape.groups == nil ? "about " : ""
    let frozen = recipe[Keys.Encoder.frozenEmbeddings] ? ", its tables frozen" : ""
    return [
      ("recipe", recipe[Keys.Run.name]),
      ("tasks", "\(shape.tasks.count) of \(recipe[Keys.Tasks.suite].rawValue)"),
      (
        "encoder",
        "\(shape.levels.reduce(0, +)) layers of width \(shape.width), "
          + (shape.isPretrained ? "minilm" : "random weights") + frozen
      ),
      ("levels", levels),
      isMixture ? ("experts", experts) : ("groups", groups),
      ("balancing", balancing),
      ("parameters", "\(about)\(Quantity.count(size.totalParameters)) in all, heads not counted"),
      ("", "\(Quantity.count(size.activeParameters)) active for a token"),
      (
        "training",
        "\(Quantity.short(size.flopsPerToken)) FLOP a token,"
          + " \(Quantity.short(size.flopsPerToken * Double(tokens))) a step of up to \(Quantity.count(tokens)) tokens"
      ),
      ("memory", size.memory(recipe[Keys.Optimizer.kind])),
      ("length", "\(Quantity.count(recipe[Keys.Run.steps])) steps"),
    ]
  }

  private var levels: String {
    let words = ["for all tasks", isMixture ? "in each expert" : "for each group", "for each task"]
    let parts = zip(shape.levels, words).filter { $0.0 > 0 }.map { "\($0) \($1)" }
    return parts.joined(separator: ", ")
  }

  private var isMixture: Bool { recipe[Keys.Mixture.kind] != Recipe.Mixture.none }

  private var experts: String {
    let (kind, shared) = (recipe[Keys.Mixture.kind], recipe[Keys.Mixture.experts])
    let (own, parts) = (recipe[Keys.Mixture.specific], recipe[Keys.Mixture.levels])
    if kind == .mmoe { return "\(shared) shared by all tasks, a gate for each task (MMoE)" }
    return "\(shared) shared by all tasks and \(own) of each task's own" + (parts > 1 ? ", in \(parts) parts" : "")
      + " (PLE)"
  }

  private var balancing: String {
    let losses =
      switch recipe[Keys.Balancing.weighting] {
      case .classes: "losses by number of classes"
      case .equal: "losses as they are"
      case .uncertainty: "losses by learnt uncertainty"
      }
    let draws = recipe.tasksPerStep
    return losses + (draws > 1 ? ", PCGrad over \(draws) draws a step" : ", one task a step")
  }

  private var groups: String {
    let spare = recipe[Keys.Hierarchy.spareGroups]
    let rule = recipe[Keys.Hierarchy.groups].isEmpty ? "by \(recipe[Keys.Hierarchy.grouping].rawValue)" : "as listed"
    if shape.levels[1] == 0 { return "none: there is no middle level" }
    let count = shape.groups.map { "\($0)" } ?? "about \(shape.countedGroups)"
    return "\(count) \(rule), \(spare) copies of the middle kept free"
  }
}
