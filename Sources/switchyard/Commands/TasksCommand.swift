import ArgumentParser
import Data
import Foundation

/// `switchyard tasks`: what tasks there are to learn from, and what is in them.
struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "Show the tasks of language understanding and what is in them.",
    subcommands: [List.self, Show.self, TasksRelevanceCommand.self], defaultSubcommand: List.self)

  /// `switchyard tasks list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the suites and their tasks, with kinds, sizes and metrics.")

    @Option(help: "One suite only: \(TaskCatalog.suiteNames.joined(separator: " or ")).")
    var suite: String?

    func run() throws {
      for (place, name) in (suite.map { [$0] } ?? TaskCatalog.suiteNames).enumerated() {
        if place > 0 { print() }
        do {
          let set = try TaskCatalog.suite(named: name)
          let rows =
            try set.taskNames.map { TaskReport.row(try set.task(named: $0)) }
            + set.spareNames.map { TaskReport.row(try set.task(named: $0), isSpare: true) }
          print(name)
          for line in TaskReport.aligned([TaskReport.header] + rows) { print(line) }
        } catch let error as DataError where suite == nil {
          // The other suite may be here.
          print("\(name): \(printableLines(error.message))")
        }
      }
    }
  }

  /// `switchyard tasks show`
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what a task asks for, its sizes, labels and first examples, and what needs no learning.")

    @Argument(help: "The task, as `switchyard tasks list` names it.")
    var task: String
    @Option(help: "The suite to look in; left out, the first that has such a task.")
    var suite: String?
    @Option(help: "How many examples of the training part to show.")
    var examples = 3

    func validate() throws {
      if examples < 0 { throw ValidationError("--examples is \(examples): give a whole number from 0") }
    }

    func run() throws {
      let set = try find()
      let report = TaskReport(try set.task(named: task), of: set, examples: examples)
      for line in report.lines { print(printableLines(line)) }
    }

    private func find() throws -> any TaskSet {
      if let suite { return try TaskCatalog.suite(named: suite) }
      guard let name = TaskCatalog.suiteName(of: task) else {
        let all = TaskCatalog.suiteNames.map { suite in
          let names = TaskCatalog.taskNames(of: suite) + TaskCatalog.spareNames(of: suite)
          return "\(suite) has \(names.joined(separator: ", "))"
        }
        throw DataError("unknown task '\(task)': \(all.joined(separator: "; "))")
      }
      return try TaskCatalog.suite(named: name)
    }
  }
}
