import Experiment
import Foundation

extension SessionReader {
  /// The name of the session's event file: the same each time, so that a second export replaces the first.
  ///
  /// - Throws: `SessionError`.
  public func eventFileName() throws(SessionError) -> String {
    let start = try summary().start
    let seconds = start.isFinite && abs(start) < 1e11 ? Int(start) : 0
    let stem = (path as NSString).lastPathComponent.split(separator: ".").first.map(String.init) ?? "session"
    return "events.out.tfevents.\(seconds).\(stem)"
  }

  /// Writes the session as a TensorBoard event file.
  ///
  /// Every number of a step and of the run's own evaluations, matrices excepted, is a scalar, single precision as
  /// TensorBoard keeps them; the tokens by expert of every layer are a histogram; recipe, notes and alerts are texts, and
  /// the recipe's keys are hyperparameters. Measures that a run does not have are left out. Steps that a resumed run did again stand once, as
  /// done last.
  /// - Parameter output: takes the file's bytes in order.
  /// - Throws: `SessionError`, and what `output` throws, as one.
  public func exportTensorBoard(to output: @escaping ([UInt8]) throws -> Void) throws(SessionError) {
    var timeline = Timeline()
    try extend(&timeline)
    let superseded = timeline.superseded
    var writer = EventFileWriter(path: path, output: output)
    try forEach { stamped in
      if !superseded.contains(stamped.sequence) { try writer.take(stamped) }
    }
    try SessionError.wrapping(path) { try writer.flush() }
  }
}

/// Turns events into records of an event file, some at a time.
private struct EventFileWriter {
  let path: String
  let output: ([UInt8]) throws -> Void
  private var pending: [UInt8] = []
  private var isBegun = false
  private var step = 0
  private var tasks: [TaskShape] = []

  private static let pieceSize = 1 << 16

  init(path: String, output: @escaping ([UInt8]) throws -> Void) { (self.path, self.output) = (path, output) }

  mutating func take(_ stamped: Stamped) throws {
    let time = stamped.time.isFinite ? stamped.time : 0
    if !isBegun { try append(.version(time: time)) }
    isBegun = true
    func texts(_ tag: String, _ text: String) -> [SummaryValue] { [SummaryValue(tag, .text(text))] }
    switch stamped.event {
    case .started(let header):
      (step, tasks) = (header.firstStep, header.tasks)
      try append(.summary(ScalarTags.values(of: header, time: time), step: step, time: time))
    case .step(let it):
      step = it.step
      try append(.summary(ScalarTags.values(of: it), step: step, time: time))
    case .evaluated(let it): try append(.summary(ScalarTags.values(of: it, tasks: tasks), step: it.step, time: time))
    case .alert(let it):
      try append(.summary(texts("alerts", "\(it.severity.rawValue): \(it.message)"), step: it.step, time: time))
    case .note(let it): try append(.summary(texts("notes", it.text), step: it.step, time: time))
    case .control(let it) where !it.key.isEmpty:
      try append(.summary(texts("controls", "\(it.key): \(it.before) to \(it.after)"), step: it.step, time: time))
    case .finished(let it):
      let end = SummaryValue.Content.ended(succeeded: it.reason == .completed, at: time)
      try append(.summary([SummaryValue("_hparams_/session_end_info", end)], step: it.step, time: time))
    default: break
    }
  }

  mutating func flush() throws {
    if !pending.isEmpty { try output(pending) }
    pending = []
  }

  private mutating func append(_ record: EventRecord) throws {
    pending += record.bytes
    if pending.count >= Self.pieceSize { try flush() }
  }
}
