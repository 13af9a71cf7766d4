public import Experiment
import Foundation
public import Sessions

/// What of a trial's session matters to whoever runs trials: a fold over its events that can be carried on while the
/// session grows.
public struct RecordedRun: Sendable, Equatable {
  /// The header of the first stretch; its recipe is the one that was asked for, a later stretch may hold changed keys.
  public private(set) var header: Header?
  /// The last step done.
  public private(set) var step = 0
  /// All evaluations in order, without matrices and pictures; of a step that was evaluated again, the last one.
  public private(set) var evaluations: [Evaluation] = []
  /// How the latest stretch ended; nil while it runs or when it was killed.
  public private(set) var finish: Finish?
  /// The last change of a key by hand.
  public private(set) var change: Control?
  /// Evaluations under other conditions, by condition.
  public private(set) var conditions: [String: Evaluation] = [:]
  /// The remarks on the time line.
  public private(set) var notes: [String] = []
  /// Wall-clock seconds from start to finish, finished stretches added up.
  public private(set) var seconds = 0.0
  /// Sequence number of the last event read; −1 before the first.
  public private(set) var sequence = -1
  private var start = 0.0

  /// Nothing read yet.
  public init() {}

  /// Reads a session from its beginning.
  ///
  /// - Parameter watch: is shown each event, for what is wanted besides.
  /// - Throws: `SessionError` for what is no session, or damaged.
  public init(of path: String, watch: (Event) -> Void = { _ in }) throws(SessionError) {
    try readOn(path, watch: watch)
  }

  /// Takes in what the session has more than was read before.
  ///
  /// - Returns: whether there was anything new.
  /// - Throws: `SessionError`.
  @discardableResult
  public mutating func readOn(_ path: String, watch: (Event) -> Void = { _ in }) throws(SessionError) -> Bool {
    var next = self
    try SessionReader(path: path).forEach(after: sequence) { stamped in
      next.take(stamped)
      watch(stamped.event)
    }
    defer { self = next }
    return next.sequence > sequence
  }

  /// Whether a session has a checkpoint from which it could be taken up.
  public static func hasCheckpoint(_ session: String) -> Bool {
    let folder = SessionLibrary.checkpointFolder(ofSession: session)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.contains { $0.hasPrefix("step-") && $0.hasSuffix(".safetensors") }
  }

  private mutating func take(_ stamped: Stamped) {
    sequence = stamped.sequence
    switch stamped.event {
    case .started(let header):
      if self.header == nil { self.header = header }
      // A stretch that has no step to do leaves a finished run finished.
      if header.firstStep < header.totalSteps { finish = nil }
      // What a killed stretch did after its last checkpoint is done again.
      while let last = evaluations.last, last.step > header.firstStep { evaluations.removeLast() }
      (start, step) = (stamped.time, header.firstStep)
    case .step(let it): step = it.step
    case .evaluated(var it):
      (it.matrices, it.pictures) = ([], [])
      if evaluations.last?.step == it.step { evaluations.removeLast() }
      evaluations.append(it)
    case .evaluatedUnder(let it): conditions[it.conditions.sorted().joined(separator: ", ")] = it.evaluation
    case .control(let it) where it.action == .set || it.action == .undo: change = it
    case .note(let it): notes.append(it.text)
    case .finished(let it):
      finish = it
      step = it.step
      seconds += stamped.time - start
    default: break
    }
  }
}

extension RecordedRun {
  /// Why the recorded recipe is not the one that is asked for, or nil. Name and number of threads change no figure.
  ///
  /// - Parameters:
  ///   - asker: who asks, as in "the study says".
  ///   - path: what errors call the session.
  public func difference(from recipe: Recipe, asker: String, path: String) -> String? {
    guard let recorded = header?.recipe else { return nil }
    guard var found = try? Recipe(toml: recorded, file: path) else { return "its recipe cannot be read" }
    found[Keys.Run.name] = recipe[Keys.Run.name]
    found[Keys.Run.threads] = recipe[Keys.Run.threads]
    let differences = found.differences(from: recipe)
    if differences.isEmpty {
      return change.map { "\($0.key) was changed by hand from \($0.before) to \($0.after)" }
    }
    return "was run with "
      + differences.map { "\($0.key.path) = \($0.value.toml), the \(asker) says \($0.other.toml)" }
      .joined(separator: "; ")
  }
}
