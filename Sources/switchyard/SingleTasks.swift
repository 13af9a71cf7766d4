import Data
import Experiment
import Sessions

/// What tasks came to in a session in which each was trained alone.
struct SingleTasks {
  private let file: String
  /// The main figures by task of each evaluation; the last stands last.
  private let evaluations: [(step: Int, scores: [String: Double])]

  /// - Throws: `SessionError`, or `CommandError` for a session without tasks or evaluations.
  init(session: String) throws {
    file = try SessionLibrary().path(of: session)
    let state = try SessionReader(path: file).state()
    guard let tasks = state.header?.tasks, !tasks.isEmpty else {
      throw CommandError("\(file): is no run on tasks: give --reference a session of an nlu recipe")
    }
    guard !state.evaluations.isEmpty else { throw CommandError("\(file): has no evaluation to compare with") }
    evaluations = state.evaluations.map { evaluation in
      var scores: [String: Double] = [:]
      for score in evaluation.tasks where tasks.indices.contains(score.task) {
        scores[tasks[score.task].name] = score.metrics.first?.value
      }
      return (step: evaluation.step, scores: scores)
    }
  }

  /// The recipe with what its tasks came to as its reference: at the steps at which the recipe evaluates too, and at the
  /// end.
  ///
  /// - Throws: `CommandError` when one of its tasks is not in the session.
  func entered(into recipe: Recipe) throws -> Recipe {
    guard recipe[Keys.Run.workload] == .nlu else {
      throw CommandError("--reference: the recipe is of run.workload \(recipe[Keys.Run.workload].rawValue), not of nlu")
    }
    let named = recipe[Keys.Tasks.names]
    let names = try named.isEmpty ? TaskCatalog.suite(named: recipe[Keys.Tasks.suite].rawValue).taskNames : named
    let every = recipe[Keys.Evaluation.every]
    var rows: [(step: Int, figures: [Double])] = []
    for (place, evaluation) in evaluations.enumerated() {
      let isLast = place == evaluations.count - 1
      guard isLast || (every > 0 && evaluation.step.isMultiple(of: every)) else { continue }
      let figures = names.map { evaluation.scores[$0] ?? .nan }
      if isLast, let missing = names.first(where: { evaluation.scores[$0] == nil }) {
        throw CommandError("\(file): task \(missing) of the recipe is not in it")
      }
      // What is no number cannot stand in a recipe; of two evaluations of one step the later counts.
      guard isLast || figures.allSatisfy(\.isFinite) else { continue }
      rows.removeAll { $0.step >= evaluation.step }
      rows.append((evaluation.step, figures))
    }
    var recipe = recipe
    recipe[Keys.Tasks.reference] = Numbers(rows.flatMap(\.figures))
    recipe[Keys.Tasks.referenceSteps] = Numbers(rows.map { Double($0.step) })
    return recipe
  }
}
