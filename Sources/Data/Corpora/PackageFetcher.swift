import Foundation

/// Brings the Debian package of a corpus.
///
/// Root, or a user with sudo, installs it. Where that is not possible, or where the system leaves documentation out when it
/// installs (as minimal images do), the package is downloaded and unpacked into a folder of the user's own.
public struct PackageFetcher {
  /// What runs a command, in a folder, and gives its exit status.
  public typealias Runner = (_ command: [String], _ folder: String) throws -> Int32

  private let library: CorpusLibrary
  private let unpackFolder: String
  private let isRoot: Bool
  private let hasCommand: (String) -> Bool
  private let run: Runner

  /// The fetcher of this machine; its commands write to this process's own output.
  public init() {
    self.init(
      library: .standard, unpackFolder: CorpusLibrary.ownFolder, isRoot: geteuid() == 0, hasCommand: Self.isInstalled,
      run: Self.runCommand)
  }

  /// A fetcher with its surroundings given, for tests.
  public init(
    library: CorpusLibrary, unpackFolder: String, isRoot: Bool, hasCommand: @escaping (String) -> Bool,
    run: @escaping Runner
  ) {
    self.library = library
    self.unpackFolder = unpackFolder
    self.isRoot = isRoot
    self.hasCommand = hasCommand
    self.run = run
  }

  /// Makes sure that the files of `corpus` are there, and gives their folder. Nothing is run if they are.
  ///
  /// Throws: `DataError` if the package cannot be brought, with what to do instead.
  public func fetch(_ corpus: Corpus, report: (String) -> Void) throws -> String {
    try fetch(corpus.files, report: report)
  }

  /// The same for files of another kind.
  public func fetch(_ files: DebianFiles, report: (String) -> Void) throws -> String {
    if let folder = library.folder(of: files) {
      report("\(files.name) is there already: \(folder)")
      return folder
    }
    guard hasCommand("apt-get") else {
      throw DataError(
        "\(files.name) is in the Debian package \(files.package), and there is no apt-get here: get the package from"
          + " https://packages.debian.org/\(files.package) and unpack it into \(unpackFolder)")
    }
    if isRoot || hasCommand("sudo") { try install(files, report: report) }
    if let folder = library.folder(of: files) { return folder }
    try unpack(files, report: report)
    if let folder = library.folder(of: files) { return folder }
    throw DataError(
      "the package \(files.package) did not come: see the lines above; by hand it is: sudo apt-get install \(files.package)"
    )
  }

  private func install(_ files: DebianFiles, report: (String) -> Void) throws {
    // A sudo that has to ask for a password can only do so at a terminal.
    let rights = isRoot ? [] : isatty(STDIN_FILENO) == 1 ? ["sudo"] : ["sudo", "-n"]
    let install = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"]
    report("installing \(files.package)")
    if try run(rights + install + [files.package], "/") == 0 { return }
    report("renewing the lists of packages")
    guard try run(rights + ["apt-get", "update"], "/") == 0 else { return }
    _ = try run(rights + install + [files.package], "/")
  }

  private func unpack(_ files: DebianFiles, report: (String) -> Void) throws {
    guard hasCommand("dpkg-deb") else { return }
    report("unpacking \(files.package) into \(unpackFolder)")
    let download = unpackFolder + "/.download"
    do {
      try FileManager.default.createDirectory(atPath: download, withIntermediateDirectories: true)
    } catch {
      throw DataError("cannot make the folder \(download): \(error.localizedDescription)")
    }
    defer { try? FileManager.default.removeItem(atPath: download) }
    // python3-doc is empty itself and depends on the manuals of one version.
    let versioned =
      files.package == "python3-doc"
      ? "apt-get download $(apt-cache depends \(files.package) |"
        + " sed -n 's/.*Depends: \\(python3\\.[0-9]*-doc\\)$/\\1/p')" : "apt-get download \(files.package)"
    guard try run(["sh", "-c", versioned], download) == 0 else { return }
    _ = try run(["sh", "-c", "for package in *.deb; do dpkg-deb -x \"$package\" .. || exit 1; done"], download)
  }

  static func isInstalled(_ command: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin"
    return path.split(separator: ":").contains { access("\($0)/\(command)", X_OK) == 0 }
  }

  static func runCommand(_ command: [String], in folder: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    do {
      try process.run()
    } catch {
      throw DataError("cannot run \(command.joined(separator: " ")): \(error.localizedDescription)")
    }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
