import Foundation

/// Downloads files of public repositories with curl, or with Python where there is no curl.
///
/// Nothing is put into its place before all hashes agree.
public struct RemoteFetcher {
  private let root: String
  private let hasCommand: (String) -> Bool
  private let run: PackageFetcher.Runner

  /// The fetcher of this machine; its commands write to this process's own output.
  public init() {
    self.init(root: DataFolder.path, hasCommand: PackageFetcher.isInstalled, run: PackageFetcher.runCommand)
  }

  /// A fetcher with its surroundings given, for tests.
  public init(root: String, hasCommand: @escaping (String) -> Bool, run: @escaping PackageFetcher.Runner) {
    self.root = root
    self.hasCommand = hasCommand
    self.run = run
  }

  /// Makes sure that all files are there as they should be, and gives their folder. Those that are so already are not
  /// downloaded.
  ///
  /// Throws: `DataError` if they cannot be brought, with what to do instead.
  public func fetch(_ files: RemoteFiles, report: (String) -> Void) throws -> String {
    let damaged = try files.damaged(below: root)
    if damaged.isEmpty, let folder = files.folder(below: root) {
      report("\(files.name) is there already: \(folder)")
      return folder
    }
    let folder = root + "/" + files.folder
    for path in damaged { report("\(folder)/\(path) is damaged or another file: bringing it again") }
    let download = "\(root)/.\(files.name).\(getpid())"
    try makeFolder(download)
    defer { try? FileManager.default.removeItem(atPath: download) }
    var found: [(from: String, to: String)] = []
    for source in files.sources {
      let missing = source.files.filter { damaged.contains($0.path) || !FileReading.exists(folder + "/" + $0.path) }
      if missing.isEmpty { continue }
      report("downloading from \(source.repository) (\(source.licence))")
      for (file, path) in try bring(missing, of: source, into: download) {
        found.append((path, folder + "/" + file.path))
      }
    }
    for (from, to) in found {
      try makeFolder((to as NSString).deletingLastPathComponent)
      do {
        if FileReading.exists(to) { try FileManager.default.removeItem(atPath: to) }
        try FileManager.default.moveItem(atPath: from, toPath: to)
      } catch {
        throw DataError("cannot put \(to) into its place: \(error.localizedDescription)")
      }
    }
    return folder
  }

  // MARK: - One repository

  /// The checked files with the paths at which they lie for the moment.
  private func bring(
    _ files: [RemoteFiles.File], of source: RemoteFiles.Source, into download: String
  ) throws -> [(file: RemoteFiles.File, path: String)] {
    guard let archive = source.archive else {
      try load(files.map { (source.address(of: $0.origin), $0.path) }, from: source, into: download)
      return try files.map { file in
        let path = download + "/" + file.path
        let hash = SHA256.hexadecimal(try FileReading.contents(of: path))
        guard hash == file.hash else { throw differs(file, of: source, "has SHA-256 \(hash)") }
        return (file, path)
      }
    }
    let name = (archive as NSString).lastPathComponent
    try load([(source.address(of: archive), name)], from: source, into: download)
    guard hasCommand("python3") else {
      throw DataError("\(name) has to be unpacked, and there is no python3 here: sudo apt-get install python3")
    }
    guard try run(["python3", "-m", "zipfile", "-e", name, "\(name).files"], download) == 0 else {
      throw DataError("\(name) of \(source.repository) cannot be unpacked: see the lines above; nothing was kept")
    }
    // An archive may hold a file twice, as it is and prepared in some way: the hash tells which is meant.
    let members = try FileReading.files(below: "\(download)/\(name).files")
    return try files.map { file in
      let path = try members.first { path in
        guard (path as NSString).lastPathComponent == file.origin else { return false }
        return SHA256.hexadecimal(try FileReading.contents(of: path)) == file.hash
      }
      guard let path else { throw differs(file, of: source, "is not in \(name)") }
      return (file, path)
    }
  }

  private func differs(_ file: RemoteFiles.File, of source: RemoteFiles.Source, _ what: String) -> DataError {
    DataError(
      "\(file.path) of \(source.repository) \(what), expected SHA-256 \(file.hash): the download is damaged or another"
        + " file; nothing was kept")
  }

  private static let script = """
    import sys, urllib.request
    for address, path in zip(sys.argv[1::2], sys.argv[2::2]): urllib.request.urlretrieve(address, path)
    """

  private func load(
    _ wanted: [(address: String, path: String)], from source: RemoteFiles.Source, into folder: String
  ) throws {
    for (_, path) in wanted { try makeFolder((folder + "/" + path as NSString).deletingLastPathComponent) }
    let command: [String]
    if hasCommand("curl") {
      command =
        ["curl", "--fail", "--fail-early", "--silent", "--show-error", "--location"]
        + wanted.flatMap { ["--output", $0.path, $0.address] }
    } else if hasCommand("python3") {
      command = ["python3", "-c", Self.script] + wanted.flatMap { [$0.address, $0.path] }
    } else {
      throw DataError("there is neither curl nor python3 here to download with: sudo apt-get install curl")
    }
    guard try run(command, folder) == 0 else {
      throw DataError(
        "the files of \(source.repository) could not be downloaded: see the lines above; nothing was kept")
    }
  }

  private func makeFolder(_ folder: String) throws(DataError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw DataError("cannot make the folder \(folder): \(error.localizedDescription)")
    }
  }
}
