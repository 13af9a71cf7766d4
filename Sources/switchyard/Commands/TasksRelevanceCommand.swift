import ArgumentParser
import Data
import Experiment
import Foundation
import Tensor
import Training

/// `switchyard tasks relevance`: which tasks of a recipe belong together.
struct TasksRelevanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relevance", abstract: "Show which tasks of a recipe belong together, and the groups that follow.",
    discussion: """
      Three views of every two tasks: how alike their data are, which skills they have in common, and what a model makes \
      of them that learns all of them together for a while (relevance.probe_steps). Their mean decides the groups. The \
      view of the model takes minutes the first time and is then kept.

      The measures are our reading of hierarchical multi-task learning (Fei et al. 2022), of which only the abstract \
      is known to us.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var recipe: RecipeArguments

  @Option(help: "Text for people, or JSON for programs.")
  var format = Format.text

  @Flag(help: "Check with TAG's affinity: the loss of one task after a step for another.")
  var tag = false

  @Flag(help: "Check with transfer: train every task after every other. Takes T² + 2 T short trainings of T tasks.")
  var transfer = false

  @Option(help: "The file to write; without it, standard output.")
  var output: String?

  func run() throws {
    let recipe = try self.recipe.load()
    guard recipe[Keys.Run.workload] == .nlu else {
      throw CommandError("\(self.recipe.recipe): run.workload is \(recipe[Keys.Run.workload].rawValue), not nlu")
    }
    let line = ProgressLine()
    defer { line.clear() }
    let data = try UnderstandingData.load(recipe) { line.show($0) }
    let relevance = RecipeRelevance(recipe, data: data, pool: ThreadPool(threads: recipe[Keys.Run.threads])) {
      line.show($0)
    }
    let found = try relevance.all()
    var checks: [ModelRelevance] = []
    if tag { checks.append(try relevance.check(.tag)) }
    if transfer { checks.append(try relevance.check(.transfer)) }
    line.clear()
    for note in data.notes { StandardError.write("\(note)\n") }
    let kinds = relevance.kinds
    let text: String
    switch format {
    case .text:
      let width = output == nil ? TokenPaint.terminalWidth ?? 80 : 80
      text = RelevanceText(found, kinds: kinds, checks: checks).lines(width: width).joined(separator: "\n") + "\n"
    case .json: text = try RelevanceReport(found, kinds: kinds, checks: checks).json()
    }
    guard let output else { return try DataOutput.write(text) }
    var files = FileReplacement()
    try files.stage(Foundation.Data(text.utf8), for: output)
    try files.commit()
  }
}
