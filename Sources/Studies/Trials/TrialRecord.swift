public import Experiment
import Foundation
import Sessions
import Trials

/// What the file of a trial tells.
public enum TrialRecord: Sendable, Equatable {
  /// There is no file.
  case missing
  /// It was cut off and has a checkpoint to go on from.
  case interrupted(step: Int)
  /// It was cut off before its first checkpoint, or cannot be read: it has to be run again.
  case unusable(reason: String)
  /// It was trained to its end.
  case finished(TrialFigures, seconds: Double)
  /// The run itself failed.
  case failed(message: String)
  /// It holds another run than the study now asks for.
  case different(reason: String)

  /// Reads the session of a trial.
  ///
  /// - Parameters:
  ///   - path: the session file.
  ///   - recipe: what the study asks for.
  public static func read(_ path: String, recipe: Recipe) -> TrialRecord {
    if !FileManager.default.fileExists(atPath: path) { return .missing }
    var draws = TrialDraws()
    var confusions: [NamedMatrix] = []
    let run: RecordedRun
    do throws(SessionError) {
      run = try RecordedRun(of: path) { event in
        switch event {
        case .started(let header): draws.start(header)
        case .step(let step): draws.take(step)
        case .evaluated(let it): confusions = it.matrices.filter { $0.name.hasPrefix("confusion") }
        default: break
        }
      }
    } catch {
      return .unusable(reason: error.message)
    }
    guard run.header != nil else { return .unusable(reason: "holds no run") }
    if let reason = run.difference(from: recipe, asker: "study", path: path) { return .different(reason: reason) }
    let last = recipe[Keys.Run.steps]
    if let finish = run.finish {
      if finish.reason == .failed { return .failed(message: finish.message) }
      if finish.reason == .completed, finish.step >= last, let evaluation = run.evaluations.last,
        evaluation.step == last
      {
        var figures = TrialFigures(
          loss: evaluation.loss, bitsPerByte: evaluation.bitsPerByte.isFinite ? evaluation.bitsPerByte : nil,
          frequencies: evaluation.frequencies, bands: draws.losses(evaluation),
          repetitions: draws.repetitions, effectiveClusters: DrawHistory.effective(draws.counts),
          conditions: run.conditions.mapValues(\.loss),
          conditionBits: run.conditions.mapValues(\.bitsPerByte).filter(\.value.isFinite))
        figures.tasks = TaskFigure.all(of: evaluation, tasks: run.header?.tasks ?? [])
        figures.accuracy = AccuracyFigures(of: run.evaluations, confusions: confusions)
        if !figures.tasks.isEmpty || figures.accuracy != nil { figures.parameters = run.header?.totalParameters ?? 0 }
        return .finished(figures, seconds: run.seconds)
      }
    }
    return RecordedRun.hasCheckpoint(path)
      ? .interrupted(step: run.step) : .unusable(reason: "was cut off before its first checkpoint")
  }
}
