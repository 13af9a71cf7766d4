import ArgumentParser
import Data
import Experiment
import Foundation
import Models
import Sessions
import Tensor
import Training

/// `switchyard evaluate`: a checkpoint on held-out text, under other conditions than it was trained in.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Evaluate a checkpoint, also under other conditions than it was trained in.",
    discussion: """
      Conditions hold at test time only; nothing is trained. The figures are printed beside those as trained and \
      recorded in the session.
      """)

  @Argument(help: "The session of the run.", completion: .session)
  var session: String

  @Option(help: ArgumentHelp("Which checkpoint.", valueName: "file|best|latest"))
  var checkpoint = "latest"

  @Flag(help: "For each token, the expert with the largest logit drops out of every routing decision.")
  var disableTopExpert = false

  @Option(help: "Slots of an expert over its fair share; 0: no limit.")
  var capacityFactor: Double?

  @Option(help: "Another router that works with the same parameters.")
  var router: String?

  @Flag(name: .customLong("intra-gpu"), help: "Dropped tokens go to the best expert on their own device.")
  var intraGPU = false

  @Flag(help: "One more choice of each token may fill slots left empty.")
  var fillIn = false

  @Option(
    name: .customLong("set"), help: ArgumentHelp("Give a key another value; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @Option(help: "Held-out batches.")
  var batches: Int?

  @Flag(help: "Leave the session as it is.")
  var noRecord = false

  private var conditions: EvaluationConditions {
    var settings = settings
    if let router { settings.append("\(Keys.MoE.router.path)=\(router)") }
    if let capacityFactor { settings.append("\(Keys.MoE.capacityFactor.path)=\(capacityFactor)") }
    if intraGPU { settings.append("\(Keys.MoE.intraGPU.path)=true") }
    if fillIn { settings.append("\(Keys.MoE.fillIn.path)=true") }
    if let batches { settings.append("\(Keys.Evaluation.batches.path)=\(batches)") }
    return EvaluationConditions(settings: settings, disablesTopExpert: disableTopExpert)
  }

  func run() throws {
    let file = try SessionLibrary().path(of: session)
    let saved = try Checkpoints(ofSession: file, keep: 2).saved(named: checkpoint)
    let trained = try Recipe(toml: saved.snapshot.recipe, file: saved.file)
    guard trained[Keys.Run.workload] == .languageModel else {
      throw CommandError(
        "\(file): is a run of \(trained[Keys.Run.workload].rawValue); other conditions are those of a router, which only"
          + " language-model has")
    }
    let conditions = conditions
    let recipe = try conditions.recipe(from: trained)
    let names = conditions.names(from: trained, to: recipe)

    let data = try LanguageData.load(trained, kept: saved.dataFiles) { _ in }
    let tape = Tape(pool: ThreadPool(threads: trained[Keys.Run.threads]))
    // The same batches on both sides.
    var reference = trained
    reference[Keys.Evaluation.batches] = recipe[Keys.Evaluation.batches]
    let before = try evaluate(saved, reference, data, tape, .none)
    let isChanged = recipe != reference || conditions.disablesTopExpert
    let start = monotonicSeconds()
    let after = isChanged ? try evaluate(saved, recipe, data, tape, conditions.intervention) : before
    let seconds = monotonicSeconds() - start

    let name = URL(fileURLWithPath: saved.file).lastPathComponent
    print(PlainPrinter.printable("\(file), \(name) after step \(saved.snapshot.step)"))
    print(PlainPrinter.printable("changed: \(names.isEmpty ? "nothing" : names.joined(separator: ", "))"))
    for line in EvaluationTable(trained: before, changed: isChanged ? after : nil).lines {
      print(PlainPrinter.printable(line))
    }
    if RouterCatalog.kind(named: recipe[Keys.MoE.router].rawValue)?.traits.looksAhead == true {
      print("\(recipe[Keys.MoE.router].rawValue) looks ahead: its losses are too good to be compared with others")
    }
    if noRecord { return }
    let evaluation = Evaluation(after, step: saved.snapshot.step, tokens: saved.snapshot.tokens, seconds: seconds)
    try SessionRecorder.append(
      [.evaluatedUnder(ConditionalEvaluation(checkpoint: name, conditions: names, evaluation: evaluation))], to: file)
  }

  private func evaluate(
    _ saved: Checkpoints.Saved, _ recipe: Recipe, _ data: LanguageData, _ tape: Tape,
    _ intervention: RoutingIntervention
  ) throws -> EvaluationResult {
    let machine = Machine.current(pool: tape.pool, measured: false)
    let workload = try LanguageModel(recipe: recipe, data: data, machine: machine)
    try saved.restoreWeights(of: workload)
    return try workload.evaluate(tape, under: intervention)
  }
}
