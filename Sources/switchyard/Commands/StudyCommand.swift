import ArgumentParser
import Experiment
import Foundation
import Models
import Sessions
import Studies
import Training

/// `switchyard study`: trains all members of a comparison and says what can be said of them.
struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study", abstract: "Run a comparison over several seeds and print its table.",
    discussion: """
      A study is a folder with study.toml and a recipe. What is missing is run, what was interrupted goes on, what is \
      finished is kept; then the table is printed and saved beside the sessions as table.txt, table.md and table.json. \
      Every trial is a process of its own: nothing that is killed loses more than the steps since its last checkpoint.

      A trial that fails leaves the others alone, unless the first five all fail. Exits with status 1 when a trial \
      failed, with 2 when nothing could be started, with 130 when it was interrupted.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, json }

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(help: "Trials at a time; the cores are shared out among them. Usual: one for each core.")
  var jobs: Int?

  @Option(help: "Folder of the study's sessions; usual: studies/NAME where sessions lie.", completion: .directory)
  var out: String?

  @Flag(help: "List members with their sizes, and trials with their state; run nothing.")
  var list = false

  @Flag(name: .customLong("table-only"), help: "Print the table of what is there; run nothing.")
  var tableOnly = false

  @Flag(help: "Move trials aside that failed or hold another run than the study asks for, and run them again.")
  var anew = false

  @Option(help: "Text for people, Markdown for documents or JSON for programs.")
  var format = Format.text

  func validate() throws {
    if let jobs, jobs < 1 || jobs > 256 { throw ValidationError("--jobs is \(jobs): give 1 to 256") }
    if list && tableOnly { throw ValidationError("--list and --table-only: give one of them") }
  }

  func run() throws {
    let loaded = try StudyFile(study).study()
    let sizes = try loaded.checkedSizes(file: study) { recipe in
      // Other models follow from their data too; what they came to stands in their sessions.
      guard recipe[Keys.Run.workload] == .languageModel else { return nil }
      let size = try RunCost(recipe).size
      return TrialSize(total: size.totalParameters, active: size.activeParameters)
    }
    let folder = out.map { StudyFolder($0) } ?? StudyFolder(study: loaded.name, library: SessionLibrary())
    if list { return Self.list(loaded, folder, sizes) }
    let complaint = tableOnly ? nil : try train(loaded, folder)
    let table = StudyTable(loaded, StudyResults(of: loaded, in: folder), sizes: sizes)
    // Kept first: whoever reads the output may leave.
    if !tableOnly {
      for (text, name) in [
        (table.text(width: 120), "table.txt"), (table.markdown(), "table.md"), (try table.json(), "table.json"),
      ] {
        try folder.write(text, to: "\(folder.path)/\(name)")
      }
    }
    switch format {
    case .text: print(printableLines(table.text(width: Self.terminalWidth)), terminator: "")
    case .markdown: try DataOutput.write(table.markdown())
    case .json: try DataOutput.write(try table.json())
    }
    if let complaint {
      StandardError.write("\(complaint)\n")
      throw ExitCode(1)
    }
  }

  /// Runs what is missing.
  ///
  /// - Returns: what is to be said of trials that failed; nil where none did.
  /// - Throws: `ExitCode` when it was interrupted.
  private func train(_ loaded: Study, _ folder: StudyFolder) throws -> String? {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let jobs = self.jobs ?? cores
    // Standard output is the table's alone where a program reads it.
    let isLive = isatty(STDERR_FILENO) == 1 && format == .text
    let printer = StudyPrinter(total: loaded.trials.count, isLive: isLive, toErrors: format != .text)
    let runner = StudyRunner(
      study: loaded, folder: folder,
      options: StudyRunner.Options(
        program: try thisProgram(), jobs: jobs, threads: max(1, cores / jobs), anew: anew, ticks: isLive),
      check: checkData
    ) { printer.take($0) }
    // A first signal ends the trials with a checkpoint each, a second one kills them.
    let signals = try StopSignals { _ in runner.stop() }
    defer { signals.cancel() }
    let outcome = try runner.run()
    printer.finish()
    switch outcome {
    case .interrupted:
      printer.line("interrupted: give the same command again to go on")
      throw ExitCode(signals.hasClosedOutput ? ClosedPipe.status : 130)
    case .gaveUp(_, let left):
      let complaint = printer.complaint.map { "; \($0)" } ?? ""
      return "none of the trials came to its end, \(left) were not started\(complaint)"
    case .completed: return printer.complaint
    }
  }

  /// Refuses to start what could only fail: members that read what is not on this machine.
  private func checkData(_ members: [Study.Member]) throws {
    try MissingData.refuse(members.map { (name: "member \($0.name)", recipe: $0.recipe) }, of: study)
  }

  private static func list(_ study: Study, _ folder: StudyFolder, _ sizes: [String: TrialSize]) {
    print("\(study.title): \(study.members.count) members, \(study.trials.count) trials, in \(folder.path)")
    for member in study.members {
      let size = sizes[member.name].map {
        "\(Quantity.count($0.total)) parameters, \(Quantity.count($0.active)) active, "
      }
      let trained = study.trained(member)
      let base =
        !study.isComparison
        ? "not compared" : member.name == member.baseline ? "baseline" : "against \(member.baseline)"
      let alias = trained.name == member.name ? "" : ", same as \(trained.name)"
      let design = member.sizeDiffers.map { ", differs by design: \($0)" } ?? ""
      print(
        "\(member.name): \(size ?? "")\(base)\(alias)\(design)"
      )
      if member.sameAs != nil { continue }
      for seed in study.seeds {
        let trial = Trial(study: study.name, member: member, seed: seed)
        print("  seed \(seed): \(describe(folder.record(trial)))")
      }
    }
  }

  private static func describe(_ record: TrialRecord) -> String {
    switch record {
    case .missing: "not run yet"
    case .interrupted(let step): "interrupted after step \(step), will go on"
    case .unusable(let reason): "will run again: \(reason)"
    case .finished(let figures, let seconds):
      "held-out \(figures.inWords) in \(Quantity.duration(seconds))"
        + figures.conditions.sorted { $0.key < $1.key }
        .map { ", \($0.key) \(String(format: "%.4f", $0.value))" }.joined()
    case .failed(let message): "failed: \(message)"
    case .different(let reason): "another run: \(reason)"
    }
  }

  private static var terminalWidth: Int {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return max(40, Int(size.ws_col)) }
    return 100
  }
}
