import Experiment
import Foundation
import Training

/// The rows of the description of a recipe that adapts a classifier from one domain of pictures to another.
struct DomainAdaptationDescription {
  let recipe: Recipe
  let plan: DomainAdaptationPlan

  init(_ recipe: Recipe) throws {
    self.recipe = recipe
    plan = try DomainAdaptationPlan(recipe)
  }

  var rows: [(String, String)] {
    let (steps, shots) = (recipe[Keys.Run.steps], recipe[Keys.Domains.shots])
    let rows: [(String, String)] = [
      ("recipe", recipe[Keys.Run.name]),
      (
        "domains",
        "\(recipe[Keys.Domains.source]), \(shots) labelled of each of \(plan.classes.count) classes, to"
          + " \(recipe[Keys.Domains.target]) without labels"
      ),
      ("pictures", "\(recipe[Keys.Domains.size]) pixels, \(plan.tokens) tokens"),
      ("method", method), ("classifier", "cosine, on \(recipe[Keys.Alignment.projection]) features"),
      ("parameters", "\(Quantity.count(plan.totalParameters)) in all"),
      ("", "\(Quantity.count(plan.trainedParameters)) trained (\(recipe[Keys.Adaptation.method].rawValue))"),
      (
        "training",
        "\(Quantity.short(plan.operationsPerStep)) FLOP a step of \(String(format: "%g", plan.picturesPerStep)) pictures"
          + (isPrototypical ? ", the mean of source and target steps" : "")
      ),
      (
        "length",
        "\(Quantity.count(steps)) steps" + (isPrototypical ? ", \(Quantity.count(steps / 2)) iterations" : "")
          + ", \(Quantity.short(Double(steps) * plan.picturesPerStep)) pictures"
      ),
    ]
    return rows + plan.notes.map { ("note", $0) }
  }

  private var isPrototypical: Bool { recipe[Keys.Alignment.method] == .pcs }

  private var method: String {
    let word = recipe[Keys.Alignment.method].rawValue
    guard isPrototypical else { return word }
    let weights = [("X-VD", recipe[Keys.Dispersal.crossWeight]), ("I-VD", recipe[Keys.Dispersal.insideWeight])]
    let on = weights.filter { $0.1 > 0 }.map { "\($0.0) \(String(format: "%g", $0.1))" }
    return on.isEmpty ? word : "\(word) with \(on.joined(separator: " and "))"
  }
}
