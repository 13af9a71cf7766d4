import Experiment
import Foundation
import Training

/// The rows of the description of a recipe that adapts a transformer which merges tokens.
struct TokenMergingDescription {
  let recipe: Recipe
  let plan: TokenMergingPlan

  init(_ recipe: Recipe) throws {
    self.recipe = recipe
    plan = try TokenMergingPlan(recipe)
  }

  var rows: [(String, String)] {
    func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: " ") }
    let images = recipe[Keys.Run.steps] * recipe[Keys.Images.batchSize]
    let task = [recipe[Keys.Images.task], recipe[Keys.Images.path]].filter { !$0.isEmpty }.joined(separator: " ")
    let rows: [(String, String)] = [
      ("recipe", recipe[Keys.Run.name]),
      ("pictures", "\(task), \(recipe[Keys.Images.size]) pixels, \(plan.tokens) tokens"),
      ("blocks", "\(plan.removed.count)"), ("merging", "\(recipe[Keys.Merging.reducer].rawValue)"),
      ("removed", list(plan.removed)), ("tokens", list(plan.tokensAfter)),
      (
        "work",
        "\(Quantity.short(Double(plan.multiplications))) multiplications an image,"
          + String(format: " %.2f times fewer than without merging", plan.saving)
      ),
      ("parameters", "\(Quantity.count(plan.totalParameters)) in all"),
      ("", "\(Quantity.count(plan.trainedParameters)) trained (\(recipe[Keys.Adaptation.method].rawValue))"),
      ("training", "\(Quantity.short(plan.operationsPerStep)) FLOP a step"),
      ("length", "\(Quantity.count(recipe[Keys.Run.steps])) steps, \(Quantity.short(Double(images))) pictures"),
    ]
    return rows + plan.notes.map { ("note", $0) }
  }
}
