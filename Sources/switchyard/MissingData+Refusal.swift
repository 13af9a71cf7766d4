import Experiment
import Sweeps
import Training

extension MissingData {
  /// Refuses to start what could only fail: runs that read what is not on this machine.
  ///
  /// - Parameters:
  ///   - runs: what is to be run, each with what it is called.
  ///   - whole: what they belong to, for the message.
  /// - Throws: `CommandError`.
  static func refuse(_ runs: some Sequence<(name: String, recipe: Recipe)>, of whole: String) throws {
    var missing: [MissingData] = []
    for run in runs {
      do {
        for item in try run.recipe.missingData() where !missing.contains(item) { missing.append(item) }
      } catch {
        throw CommandError("\(whole): \(run.name): \(error)")
      }
    }
    if !missing.isEmpty { throw CommandError("\(whole): \(line(missing))") }
  }
}

extension SweepContents {
  /// Refuses a sweep of which a trial that is still to be run could only fail, because it reads what is not here.
  ///
  /// - Throws: `CommandError`.
  func refuseMissingData() throws {
    let open = trials.filter { !$0.state.isOver }
    try MissingData.refuse(
      try open.map { (name: "trial \($0.number)", recipe: try $0.recipe(of: sweep)) }, of: sweep.name)
  }
}
