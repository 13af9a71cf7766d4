import ArgumentParser
import Experiment
import Foundation
import Sessions
import Training

/// `switchyard verify-run`: trains a recorded run again and says how far the two agree, bit by bit.
struct VerifyRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-run", abstract: "Train a recorded run again and compare every loss, to the last bit.",
    discussion: """
      The recipe, and all that was changed while the run was under way, is taken from the session; losses are compared \
      at every step, weights wherever a hash of them was recorded. The exit status is 0 when all agree, 1 when they \
      part, and 2 when they cannot be compared. A branch is trained from its parent's beginning.
      """)

  @Argument(help: "The session of the run.", completion: .file(extensions: ["sqlite"]))
  var session: String

  @Option(help: "Begin with the checkpoint of this step.")
  var from: Int?

  @Option(help: "Compare up to this step only.")
  var to: Int?

  @Option(help: ArgumentHelp("Threads, which change no bit; 0: one for each core.", valueName: "number"))
  var threads: Int?

  func run() throws {
    let library = SessionLibrary()
    let file = try library.path(of: session)
    let script = try Self.script(of: file, from: from ?? 0)
    let last = min(to ?? script.lastStep, script.lastStep)
    guard last > (from ?? script.firstStep) else {
      throw CommandError("\(file): nothing to compare up to step \(last); it has \(script.lastStep) steps")
    }
    let saved = try from.map { try Self.checkpoint(at: $0, of: file) }
    // From the session, not from the checkpoint: at its own step a key may have changed after it was written.
    let first = saved?.snapshot.step ?? 0
    var recipe = try script.recipe(after: first, file: file)
    if let threads { recipe[Keys.Run.threads] = threads }
    let assembly = try RunAssembly(
      recipe: recipe, lastStep: last, measured: false, kept: saved?.dataFiles,
      progress: { if isatty(1) != 0 { StandardError.write("\($0)\n") } })
    if let obstacle = script.header?.obstacle(for: assembly.workload.header) {
      throw CommandError("\(file): \(obstacle)")
    }
    if let saved { try saved.restore(assembly.workload, optimizer: assembly.optimizer) }
    let verification = RunVerification(
      script, recipe: recipe, workload: assembly.workload, optimizer: assembly.optimizer, pool: assembly.pool,
      first: first, named: file)
    var printer = VerificationPrinter(last: last, hasHashes: !script.hashes.isEmpty)
    print(printer.heading(file, from: first, turns: script.turns.count))
    let difference = try verification.run(to: last) { progress in
      if let text = printer.line(for: progress) {
        print(text, terminator: "")
        fflush(nil)
      }
    }
    print(printer.end(difference))
    if difference != nil { throw ExitCode(1) }
  }

  /// The course of a session; of a branch that is looked at from before it parts from its parent, with the parent's.
  private static func script(of file: String, from first: Int, depth: Int = 0) throws -> ReplayScript {
    var script = ReplayScript()
    try SessionReader(path: file).forEach { script.take($0.event) }
    guard let header = script.header else { throw CommandError("\(file): holds no run") }
    guard script.firstStep > first else { return script }
    guard let branch = header.branch, depth < 64 else {
      throw CommandError(
        "\(file): begins after step \(script.firstStep); give --from with a step of which there is a checkpoint")
    }
    let folder = (file as NSString).deletingLastPathComponent
    // Only beside the branch: a session's text must not lead elsewhere.
    let parent = (folder as NSString).appendingPathComponent((branch.parent as NSString).lastPathComponent)
    guard FileManager.default.fileExists(atPath: parent) else {
      throw CommandError("\(file): is a branch of \(branch.parent), which is not beside it")
    }
    return script.continuing(try self.script(of: parent, from: first, depth: depth + 1))
  }

  private static func checkpoint(at step: Int, of file: String) throws -> Checkpoints.Saved {
    let checkpoints = Checkpoints(ofSession: file, keep: 1)
    guard checkpoints.steps.contains(step) else {
      let steps = checkpoints.steps.map(String.init).joined(separator: ", ")
      throw CommandError(
        "\(file): there is no checkpoint of step \(step)"
          + (steps.isEmpty ? ", nor of any other" : "; there are those of \(steps)"))
    }
    return try checkpoints.saved(step: step)
  }
}

/// Progress as lines, or as one line that moves on a terminal.
struct VerificationPrinter {
  let last: Int
  let hasHashes: Bool
  private let isTerminal = isatty(1) != 0
  private let hasColor =
    isatty(1) != 0 && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  private var latest: RunVerification.Progress?

  init(last: Int, hasHashes: Bool) { (self.last, self.hasHashes) = (last, hasHashes) }

  func heading(_ file: String, from first: Int, turns: Int) -> String {
    let what = hasHashes ? "losses and weight hashes" : "losses alone: the session has no weight hashes"
    let changes = turns > 1 ? ", \(turns - 1) recorded changes included" : ""
    return "\(file): steps \(first + 1) to \(last)\(changes); \(what)"
  }

  /// A line for every fiftieth step, or on a terminal the same line again and again.
  mutating func line(for progress: RunVerification.Progress) -> String? {
    latest = progress
    guard
      isTerminal ? progress.step % 5 == 0 || progress.step == last : progress.step % 50 == 0 || progress.step == last
    else { return nil }
    let text = "step \(progress.step) of \(last)  loss \(String(format: "%.4f", progress.loss))  \(agreement(progress))"
    return isTerminal ? "\r\u{1b}[K" + green(text) : text + "\n"
  }

  func end(_ difference: RunVerification.Difference?) -> String {
    let before = isTerminal && latest != nil ? "\n" : ""
    guard let difference else {
      guard let latest else { return before + "nothing was compared" }
      return before + green("all agree: \(agreement(latest))")
    }
    let until = latest.map { "; up to step \($0.step) all agree" } ?? ""
    return before + "they part at \(difference)\(until)"
  }

  private func agreement(_ progress: RunVerification.Progress) -> String {
    "\(progress.losses) losses" + (hasHashes ? ", \(progress.hashes) hashes" : "") + " agree"
  }

  private func green(_ text: String) -> String { hasColor ? "\u{1b}[32m\(text)\u{1b}[0m" : text }
}
