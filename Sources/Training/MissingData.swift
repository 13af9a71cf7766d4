public import Data
public import Experiment
internal import Foundation

/// Something that a recipe reads and that is not on this machine.
public struct MissingData: Sendable, Hashable {
  /// What it is one of: `the weights`, `the pictures of`, …
  public let kind: String
  /// Its name, or the path of a file.
  public let name: String
  /// How it comes here.
  public let remedy: Remedy

  /// How what is missing comes here.
  public enum Remedy: Sendable, Hashable {
    /// By `switchyard data fetch` with this name.
    case fetch(String)
    /// The user takes pictures from somewhere; `switchyard data images` says from where.
    case pictures
    /// It is a file that the recipe names by this key.
    case key(String)
  }

  /// - Parameters:
  ///   - kind: what it is one of.
  ///   - name: its name, or a path.
  ///   - remedy: how it comes here.
  public init(kind: String, name: String, remedy: Remedy) {
    (self.kind, self.name, self.remedy) = (kind, name, remedy)
  }

  /// All of it in one line, with what to do.
  public static func line(_ all: [MissingData]) -> String {
    func names(_ list: [MissingData]) -> String { list.map(\.name).joined(separator: ", ") }
    let kinds = all.reduce(into: [String]()) { if !$0.contains($1.kind) { $0.append($1.kind) } }
    let what = kinds.map { kind in "\(kind) \(names(all.filter { $0.kind == kind }))" }
    var fetched: [String] = []
    var keys: [String] = []
    for item in all {
      switch item.remedy {
      case .fetch(let name): if !fetched.contains(name) { fetched.append(name) }
      case .key(let key): if !keys.contains(key) { keys.append(key) }
      case .pictures: break
      }
    }
    var advice: [String] = []
    if !fetched.isEmpty {
      advice.append(
        "bring \(fetched.joined(separator: ", ")) with: switchyard data fetch \(fetched.joined(separator: " "))")
    }
    let byHand = all.filter { $0.remedy == .pictures }
    if !byHand.isEmpty {
      advice.append("`switchyard data images` says from where to take the pictures of \(names(byHand))")
    }
    advice += keys.map { "give \($0) a file that is there" }
    return "not on this machine: " + (what + advice).joined(separator: "; ")
  }
}

extension Recipe {
  /// What a run of this recipe reads and would not find, each once; nothing is read for it but names of files.
  ///
  /// - Throws: `DataError` for a name that nothing has.
  public func missingData(places: ImagePlaces = .standard) throws -> [MissingData] {
    let missing =
      switch self[Keys.Run.workload] {
      case .languageModel: try missingText(places)
      case .nlu: try missingTasks(places)
      case .tokenMerging:
        try missingWeights(places) + Self.missingPictures(of: pictureTask, places)
      case .domainAdaptation: try missingWeights(places) + missingDomains(places)
      }
    return missing.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private func missingText(_ places: ImagePlaces) throws -> [MissingData] {
    let weights = self[Keys.Data.weights].values
    var missing: [MissingData] = []
    for (index, name) in self[Keys.Data.corpora].enumerated() where name != CorpusCatalog.ownText {
      // What has no share is not read.
      if index < weights.count, weights[index] == 0 { continue }
      missing += try Self.missingCorpus(name, places)
    }
    missing += self[Keys.Data.text].flatMap { Self.missingFile($0, "the text", Keys.Data.text.path) }
    let clusters = self[Keys.Sampler.clusters]
    if self[Keys.Sampler.method] != .mixture, clusterCount == nil, clusters != "topics", clusters != "corpora" {
      missing += Self.missingFile(clusters, "the table of clusters", Keys.Sampler.clusters.path)
    }
    return missing
  }

  private func missingTasks(_ places: ImagePlaces) throws -> [MissingData] {
    var missing: [MissingData] = []
    if self[Keys.Encoder.weights] == .minilm { missing += Self.missing(.minilm, places) }
    let suite = self[Keys.Tasks.suite]
    switch suite {
    case .wordnet: missing += try Self.missingCorpus("wordnet", places)
    case .classic:
      let files = RemoteFiles.classicTasks
      let tasks = ClassicTasks(folder: places.root + "/" + files.folder)
      let names = self[Keys.Tasks.names].isEmpty ? TaskCatalog.taskNames(of: suite.rawValue) : self[Keys.Tasks.names]
      if !names.allSatisfy(tasks.isPresent) {
        missing.append(MissingData(kind: "the data sets", name: files.name, remedy: .fetch(files.name)))
      }
    }
    return missing
  }

  private func missingDomains(_ places: ImagePlaces) throws -> [MissingData] {
    let pair = try DomainCatalog.pair(source: self[Keys.Domains.source], target: self[Keys.Domains.target])
    return Self.missingPictures(of: pair.source.task, places) + Self.missingPictures(of: pair.target.task, places)
  }

  /// Of a vision transformer.
  private func missingWeights(_ places: ImagePlaces) -> [MissingData] {
    switch self[Keys.Vision.weights] {
    case .vitS14: Self.missing(.vitS14, places)
    case .file: Self.missingFile(self[Keys.Vision.file], "the weights", Keys.Vision.file.path)
    case .random, .auto: []
    }
  }

  private static func missing(_ model: PretrainedModel, _ places: ImagePlaces) -> [MissingData] {
    model.folder(below: places.root) == nil
      ? [MissingData(kind: "the weights", name: model.name, remedy: .fetch(model.name))] : []
  }

  private static func missingCorpus(_ name: String, _ places: ImagePlaces) throws -> [MissingData] {
    let corpus = try CorpusCatalog.corpus(named: name)
    return places.library.folder(of: corpus) == nil
      ? [MissingData(kind: "the corpus", name: name, remedy: .fetch(name))] : []
  }

  private static func missingPictures(of task: ImageTask, _ places: ImagePlaces) -> [MissingData] {
    if places.isPresent(task) { return [] }
    if case .tasks(let names) = task.origin {
      return ImageTaskCatalog.all.filter { names.contains($0.name) }.flatMap { missingPictures(of: $0, places) }
    }
    if case .path(let path) = task.origin { return missingFile(path, "the pictures", Keys.Images.path.path) }
    return [
      MissingData(
        kind: "the pictures of", name: task.name, remedy: task.isFetched ? .fetch(task.fetchName) : .pictures)
    ]
  }

  private static func missingFile(_ path: String, _ kind: String, _ key: String) -> [MissingData] {
    FileManager.default.fileExists(atPath: path) ? [] : [MissingData(kind: kind, name: path, remedy: .key(key))]
  }
}
