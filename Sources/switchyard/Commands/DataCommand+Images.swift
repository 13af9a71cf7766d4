import ArgumentParser
import Data

extension DataCommand {
  /// `switchyard data images`
  struct Images: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the tasks of pictures, or how one is divided.",
      subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
      static let configuration = CommandConfiguration(abstract: "Show which tasks there are and which are missing.")

      func run() throws {
        let places = ImagePlaces.standard
        let rows = ImageTaskCatalog.all.map { task in
          [task.name, task.summary, places.isPresent(task) ? "found" : "missing; \(places.advice(for: task))"]
        }
        let own = OwnPictures.allCases.map { [$0.rawValue, $0.summary, "name them in the recipe: images.path"] }
        for line in DataCommand.List.aligned([["NAME", "WHAT", "STATE"]] + rows + own) { print(line) }
      }
    }

    struct Show: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Read a task's pictures and show how they are divided, class by class.",
        discussion: "A set without a test part gives at most a share of itself to training and validation.")

      @Argument(help: "The name of a task, as `switchyard data images` shows it.")
      var task: String
      @Option(help: "Where your own pictures lie, for the tasks folder, idx and csv.", completion: .file())
      var path = ""
      @Option(help: "Pictures to train on that a recipe asks for.")
      var train = 800
      @Option(help: "Pictures to validate on that a recipe asks for.")
      var validation = 200

      func run() throws {
        guard train > 0, validation > 0 else { throw CommandError("--train and --validation have to be above 0") }
        let data = try ImageTaskData.load(task, .init(training: train, validation: validation, size: 32, path: path))
        var lines = [data.split]
        if !data.skipped.isEmpty {
          lines.append("\(data.skipped.count) damaged picture\(data.skipped.count == 1 ? "" : "s") skipped:")
          lines += data.skipped.map { "  \($0.reason)" }
        }
        if let ignored = data.ignoredSummary { lines.append(ignored) }
        let parts = [data.training, data.validation, data.test].map { part in
          part.labels.reduce(into: data.classes.map { _ in 0 }) { $0[$1] += 1 }
        }
        let rows = data.classes.indices.map { label in [data.classes[label]] + parts.map { "\($0[label])" } }
        lines += DataCommand.List.aligned([["CLASS", "TRAIN", "VALIDATE", "TEST"]] + rows)
        for line in lines { print(PlainPrinter.printable(line)) }
      }
    }
  }
}
