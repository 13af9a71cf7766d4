import Experiment
import Foundation
import Sessions
import Studies

/// A folder with a study in it, gone when the test is.
final class StudyFixture {
  let path: String

  /// - Parameters:
  ///   - file: text of study.toml.
  ///   - recipe: text of base.toml.
  init(_ file: String, recipe: String = StudyFixture.recipe) throws {
    path = NSTemporaryDirectory() + "switchyard-study-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path + "/tiny", withIntermediateDirectories: true)
    try file.write(toFile: path + "/tiny/study.toml", atomically: true, encoding: .utf8)
    try recipe.write(toFile: path + "/tiny/base.toml", atomically: true, encoding: .utf8)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static let recipe = "[run]\nsteps = 20\n[moe]\nexperts = 4\nk = 1\ncapacity_factor = 1\n"

  /// Two members, two seeds.
  static let pair = """
    title = "Tiny"
    recipe = "base.toml"
    seeds = [1, 2]
    [[member]]
    name = "one"
    [[member]]
    name = "two"
    set = ["moe.k=2"]
    """

  /// A program in the place of this one: does what `body` says in the language of the shell, which finds `$verb`,
  /// `$session` and `$name` of the trial.
  ///
  /// What the system starts is a file that came with the tests. One that the tests have just written may still be open
  /// in a process that another test is starting, and is then refused as busy.
  func program(_ body: String) throws -> String {
    try body.write(toFile: path + "/program", atomically: true, encoding: .utf8)
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/studies/program").path
  }

  func study() throws -> Study { try StudyFile(path + "/tiny").study() }
  var folder: StudyFolder { StudyFolder(path + "/out") }

  /// What reading the study throws, in words; empty when nothing.
  func refusal() -> String {
    do {
      _ = try study()
      return ""
    } catch {
      return "\(error)"
    }
  }

  /// Records a session of a trial, its bits a byte half its loss.
  ///
  /// - Parameters:
  ///   - reason: how it ends; nil for a run that was cut off.
  ///   - evaluation: the last one, instead of one with that loss.
  ///   - change: done to the recipe that the header tells.
  func record(
    _ trial: Trial, to file: String, loss: Double = 2, reason: Finish.Reason? = .completed, step: Int = 20,
    conditions: [[String]: Double] = [:], extra: [Event] = [], clusters: [ClusterLoss] = [],
    evaluation: Evaluation? = nil, change: (inout Recipe) -> Void = { _ in }
  ) throws {
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    var recipe = trial.recipe
    change(&recipe)
    var events: [Event] = [.started(Self.header(recipe))]
    events += extra
    events.append(
      .evaluated(
        evaluation ?? Evaluation(step: step, tokens: 0, loss: loss, bitsPerByte: loss / 2, clusters: clusters)))
    if let reason { events.append(.finished(Finish(reason: reason, step: step, message: "because"))) }
    for (words, loss) in conditions {
      events.append(
        .evaluatedUnder(
          ConditionalEvaluation(
            checkpoint: "c", conditions: words,
            evaluation: Evaluation(step: step, tokens: 0, loss: loss, bitsPerByte: loss / 2))))
    }
    let recorder = try SessionRecorder(creating: file)
    let queue = EventQueue()
    for (index, event) in events.enumerated() {
      queue.put(Stamped(sequence: index, time: 1000 + Double(index), event: event))
    }
    queue.close()
    recorder.record(from: queue)
    if let failure = recorder.finish() { throw failure }
  }

  static func header(_ recipe: Recipe) -> Header {
    Header(
      name: recipe[Keys.Run.name], workload: "language-model", recipe: recipe.toml,
      seed: UInt64(recipe[Keys.Run.seed]), firstStep: 0, totalSteps: recipe[Keys.Run.steps], tokensPerStep: 1,
      sequenceLength: 1, vocabulary: 1, domains: [], moeLayers: [], layers: 1, totalParameters: 1, activeParameters: 1,
      flopsPerToken: 1, machine: Machine(processor: "", cores: 1, threads: 1, blasCore: "", sgemmGflops: 0),
      version: "test")
  }
}
