import Data
import Experiment
import Sessions

/// What tasks came to in a session in which each was trained alone.
struct SingleTasks {
  private let file: String
  private let scores: [String: Double]

  /// - Throws: `SessionError`, or `CommandError` for a session without tasks or evaluations.
  init(session: String) throws {
    file = try SessionLibrary().path(of: session)
    let state = try SessionReader(path: file).state()
    guard let tasks = state.header?.tasks, !tasks.isEmpty else {
      throw CommandError("\(file): is no run on tasks: give --reference a session of an nlu recipe")
    }
    guard let evaluation = state.evaluations.last else {
      throw CommandError("\(file): has no evaluation to compare with")
    }
    var scores: [String: Double] = [:]
    for score in evaluation.tasks where tasks.indices.contains(score.task) {
      scores[tasks[score.task].name] = score.metrics.first?.value
    }
    self.scores = scores
  }

  /// The recipe with what its tasks came to as its reference.
  ///
  /// - Throws: `CommandError` when one of its tasks is not in the session.
  func entered(into recipe: Recipe) throws -> Recipe {
    guard recipe[Keys.Run.workload] == .nlu else {
      throw CommandError("--reference: the recipe is of run.workload \(recipe[Keys.Run.workload].rawValue), not of nlu")
    }
    let named = recipe[Keys.Tasks.names]
    let names = try named.isEmpty ? TaskCatalog.suite(named: recipe[Keys.Tasks.suite].rawValue).taskNames : named
    var recipe = recipe
    recipe[Keys.Tasks.reference] = Numbers(
      try names.map { name in
        guard let score = scores[name] else { throw CommandError("\(file): task \(name) of the recipe is not in it") }
        return score
      })
    return recipe
  }
}
