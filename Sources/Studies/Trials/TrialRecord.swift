public import Experiment
import Foundation
import Sessions

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
    var scan = Scan()
    do {
      try SessionReader(path: path).forEach { scan.take($0) }
    } catch {
      return .unusable(reason: error.message)
    }
    guard let recorded = scan.recipe else { return .unusable(reason: "holds no run") }
    if let reason = difference(of: recorded, from: recipe, path: path) { return .different(reason: reason) }
    if let change = scan.change {
      return .different(reason: "\(change.key) was changed by hand from \(change.before) to \(change.after)")
    }
    let last = recipe[Keys.Run.steps]
    if let finish = scan.finish {
      if finish.reason == .failed { return .failed(message: finish.message) }
      if finish.reason == .completed, finish.step >= last, let evaluation = scan.evaluation, evaluation.step == last {
        let figures = TrialFigures(
          loss: evaluation.loss, bitsPerByte: evaluation.bitsPerByte.isFinite ? evaluation.bitsPerByte : nil,
          frequencies: evaluation.frequencies, bands: scan.draws.losses(evaluation),
          repetitions: scan.draws.repetitions, effectiveClusters: DrawHistory.effective(scan.draws.counts),
          conditions: scan.conditions.mapValues(\.loss),
          conditionBits: scan.conditions.mapValues(\.bitsPerByte).filter(\.value.isFinite))
        return .finished(figures, seconds: scan.seconds)
      }
    }
    return hasCheckpoint(path)
      ? .interrupted(step: scan.step) : .unusable(reason: "was cut off before its first checkpoint")
  }

  /// Why a recorded recipe is not the study's, or nil. Name and number of threads change no figure.
  private static func difference(of recorded: String, from recipe: Recipe, path: String) -> String? {
    guard var found = try? Recipe(toml: recorded, file: path) else { return "its recipe cannot be read" }
    found[Keys.Run.name] = recipe[Keys.Run.name]
    found[Keys.Run.threads] = recipe[Keys.Run.threads]
    let differences = found.differences(from: recipe)
    if differences.isEmpty { return nil }
    return "was run with "
      + differences.map { "\($0.key.path) = \($0.value.toml), the study says \($0.other.toml)" }.joined(separator: "; ")
  }

  private static func hasCheckpoint(_ path: String) -> Bool {
    let folder = SessionLibrary.checkpointFolder(ofSession: path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.contains { $0.hasPrefix("step-") && $0.hasSuffix(".safetensors") }
  }

  /// What of a session's events matters here.
  private struct Scan {
    var recipe: String?
    var step = 0
    var evaluation: Evaluation?
    var finish: Finish?
    var change: Control?
    var conditions: [String: Evaluation] = [:]
    /// Wall-clock seconds from start to finish, stretches added up.
    var seconds = 0.0
    private var start = 0.0
    var draws = TrialDraws()

    mutating func take(_ stamped: Stamped) {
      switch stamped.event {
      case .started(let header):
        // The first recipe is the one that was asked for; a later stretch may hold changed keys.
        if recipe == nil { recipe = header.recipe }
        // A stretch that has no step to do leaves a finished run finished.
        if header.firstStep < header.totalSteps { finish = nil }
        (start, step) = (stamped.time, header.firstStep)
        draws.start(header)
      case .step(let it):
        step = it.step
        draws.take(it)
      case .evaluated(let it): evaluation = it
      case .evaluatedUnder(let it): conditions[it.conditions.sorted().joined(separator: ", ")] = it.evaluation
      case .control(let it) where it.action == .set || it.action == .undo: change = it
      case .finished(let it):
        finish = it
        step = it.step
        seconds += stamped.time - start
      default: break
      }
    }
  }
}
