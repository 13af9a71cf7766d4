import ArgumentParser
import Experiment
import Foundation
import Sessions
import TerminalUI
import Training

/// `switchyard sessions`: what lies there, what is in it, whether it is whole, and its numbers for other programs.
struct SessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions", abstract: "List, show, compare, verify and export recorded runs; name them, delete them.",
    subcommands: [
      List.self, Show.self, Verify.self, Export.self, Diff.self, Rename.self, Annotate.self, Pin.self, Trash.self,
      Restore.self,
    ])
}

/// Where sessions are looked for.
struct SessionFolderOption: ParsableArguments {
  @Option(help: "Folder of sessions instead of ./sessions or the user's data folder.")
  var folder: String?

  var library: SessionLibrary { folder.map { SessionLibrary(folder: $0) } ?? SessionLibrary() }
}

extension SessionsCommand {
  /// `switchyard sessions list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the sessions of a folder.")
    @OptionGroup var place: SessionFolderOption

    func run() throws {
      let library = place.library
      var index = SessionIndex(folders: [.init(library.folder)], store: AnnotationStore(folder: StateFolder()))
      index.look()
      index.readAll()
      if let complaint = index.complaint { StandardError.write("\(sanitized(complaint))\n") }
      if index.entries.isEmpty {
        print("no sessions in \(sanitized(library.folder))")
        return
      }
      var rows = [
        ["session", "started", "steps", "loss", "held-out", "best", "bits/byte", "score", "size", "state", "note"]
      ]
      var tokenizers: Set<String> = []
      // A sort that keeps the order of equals.
      let sorted = index.entries.filter(\.annotation.isPinned) + index.entries.filter { !$0.annotation.isPinned }
      for entry in sorted {
        guard let it = entry.summary else { continue }
        rows.append(
          [
            (entry.annotation.isPinned ? "* " : "") + entry.name, Self.date(it.start),
            "\(it.lastStep ?? 0)/\(it.header.totalSteps)", it.lastLoss.map(fixed) ?? "–",
            it.heldOutLoss.map(fixed) ?? "–", it.bestHeldOutLoss.map(fixed) ?? "–", it.heldOutBits.map(fixed) ?? "–",
            it.score.map(fixed) ?? "", size(entry.bytes), entry.condition.words, entry.annotation.note,
          ].map(sanitized))
        if let tokenizer = it.header.tokenizer {
          tokenizers.insert("\(tokenizer.algorithm) of \(tokenizer.vocabulary)")
        } else if let recipe = try? Recipe(toml: it.header.recipe, file: entry.path),
          recipe[Keys.Run.workload] == .languageModel
        {
          tokenizers.insert("\(recipe[Keys.Tokenizer.algorithm].rawValue) of \(recipe.tokenizerVocabulary)")
        }
      }
      if rows.dropFirst().allSatisfy({ $0.last == "" }) { rows = rows.map { Array($0.dropLast()) } }
      // Most libraries have no run with a score.
      let score = 7
      let hasScores = rows.dropFirst().contains { !$0[score].isEmpty }
      if !hasScores { for row in rows.indices { rows[row].remove(at: score) } }
      print(sanitized(library.folder))
      print(aligned(rows, right: Set(2...(hasScores ? 8 : 7))))
      if tokenizers.count > 1 {
        print("losses are in nats a token, which do not compare between tokenizers; bits a byte do")
      }
      for entry in index.entries {
        if case .damaged(let reason) = entry.condition { print(sanitized("\(entry.path): \(reason)")) }
      }
    }

    static func date(_ seconds: Double) -> String {
      guard seconds.isFinite, abs(seconds) < 1e11 else { return "–" }
      let format = DateFormatter()
      format.locale = Locale(identifier: "en_US_POSIX")
      format.dateFormat = "yyyy-MM-dd HH:mm"
      return format.string(from: Date(timeIntervalSince1970: seconds))
    }
  }

  /// `switchyard sessions show SESSION`
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show what a session holds.")
    @OptionGroup var place: SessionFolderOption
    @Argument(help: "A session's path or name.", completion: .session) var session: String
    @Flag(help: "Print the recipe, whole, and nothing else.") var recipe = false

    func run() throws {
      let reader = try SessionReader(path: place.library.path(of: session))
      if recipe {
        print(printableLines(try reader.summary().header.recipe), terminator: "")
        return
      }
      let it = try reader.summary()
      let run = try reader.state()
      let header = it.header
      let entry = LibraryEntry(reading: it.path, annotations: AnnotationStore(folder: StateFolder()))
      var rows = [
        ["session", it.path], ["run", "\(header.name) (\(header.workload)), seed \(header.seed)"],
        ["state", entry.condition.words + (it.finish.map { $0.message.isEmpty ? "" : ": \($0.message)" } ?? "")],
        ["started", List.date(it.start)],
        ["steps", "\(it.lastStep ?? 0) of \(header.totalSteps), \(header.tokensPerStep) tokens each"],
      ]
      if let first = run.steps.loss.first, let last = run.steps.loss.last {
        rows.append(["loss", "\(fixed(first)) at step \(run.steps.step[0]), \(fixed(last)) at the end"])
      }
      if let evaluation = run.evaluations.last {
        rows.append(["held-out", evaluation.headline(bits: " bits a byte", digits: fixed)])
        for score in evaluation.tasks where header.tasks.indices.contains(score.task) {
          let metrics = score.metrics.filter { !$0.value.isNaN }.map { "\($0.name) \(fixed($0.value))" }
          rows.append(["task \(header.tasks[score.task].name)", metrics.joined(separator: ", ")])
        }
      }
      if let tokenizer = header.tokenizer {
        let scaffolds = tokenizer.scaffoldTokens > 0 ? ", \(tokenizer.scaffoldTokens) scaffold tokens" : ""
        rows.append([
          "tokenizer",
          "\(tokenizer.algorithm) of \(tokenizer.vocabulary) ids, \(fixed(tokenizer.bytesPerToken)) bytes a token, "
            + "entropy \(fixed(tokenizer.entropy)), redundancy \(fixed(tokenizer.redundancy))\(scaffolds)",
        ])
      }
      if !header.clusters.isEmpty {
        let effective = String(format: "%.1f", run.draws.effectiveClusters)
        rows.append([
          "sampler",
          "\(header.sampler) of \(header.clusters.count) clusters, \(effective) effective (exp of the draws' entropy)",
        ])
      }
      if let bands = run.bandLosses.last?.losses, let common = bands.first, let rare = bands.last, bands.count > 1 {
        rows.append([
          "clusters",
          "held-out \(fixed(common.loss)) of the largest fifth, \(fixed(rare.loss)) of the smallest",
        ])
      }
      rows += [
        ["parameters", "\(header.totalParameters), \(header.parametersInUse.word) \(header.parametersInUse.count)"],
        ["machine", "\(header.machine.processor), \(header.machine.threads) threads, \(header.machine.blasCore)"],
        ["events", "\(it.events), \(run.controls.count) controls, \(it.alerts) alerts, \(run.notes.count) notes"],
        [
          "checkpoints",
          "\(run.checkpoints.count), the last at step \(run.checkpoints.last.map { "\($0.step)" } ?? "–")",
        ],
        ["books", run.imbalance ?? "balance (\(run.ledgersChecked) ledgers)"], ["size", size(it.bytes)],
      ]
      if !entry.annotation.name.isEmpty { rows.insert(["name", entry.annotation.name], at: 1) }
      if !entry.annotation.note.isEmpty { rows.append(["note", entry.annotation.note]) }
      for layer in run.layers {
        func share(_ column: LedgerColumn, of whole: LedgerColumn...) -> String {
          let part = layer.totals(column).reduce(0.0) { $0 + Double($1) }
          let all = whole.reduce(0.0) { $0 + layer.totals($1).reduce(0.0) { $0 + Double($1) } }
          return all > 0 ? String(format: "%.1f %%", 100 * part / all) : "–"
        }
        rows.append([
          "layer \(layer.layer)\(layer.part)",
          "\(layer.experts) experts, \(share(.dropped, of: .routed)) dropped, "
            + "\(share(.padded, of: .kept, .filled, .padded)) of the slots padded",
        ])
      }
      print(aligned(rows.map { $0.map(sanitized) }, right: []))
    }
  }

  /// `switchyard sessions verify SESSION…`
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check that sessions are whole and that their books balance.",
      discussion: "Exits with status 1 when a session has a fault, with 2 when one cannot be read at all.")
    @OptionGroup var place: SessionFolderOption
    @Argument(help: "Paths or names of sessions.", completion: .session) var sessions: [String]

    func run() throws {
      var hasFault = false
      for session in sessions {
        let path = try place.library.path(of: session)
        let check = try SessionReader(path: path).verify()
        for problem in check.problems { print(PlainPrinter.printable("\(path): \(problem)")) }
        hasFault = hasFault || !check.problems.isEmpty
        if check.problems.isEmpty {
          print(
            "\(path): ok: \(check.events) events, \(check.steps) steps, \(check.ledgers) ledgers balance"
              + (check.isFinished ? "" : "; the run has not ended"))
        }
      }
      if hasFault { throw ExitCode(1) }
    }
  }
}

/// Four digits behind the point.
func fixed(_ number: Double) -> String { String(format: "%.4f", number) }

/// `1.2 MB`
func size(_ bytes: Int) -> String {
  bytes < 1_000_000 ? String(format: "%.0f kB", Double(bytes) / 1e3) : String(format: "%.1f MB", Double(bytes) / 1e6)
}
