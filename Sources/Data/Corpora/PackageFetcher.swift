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
    if let folder = library.folder(of: corpus) {
      report("\(corpus.name) is there already: \(folder)")
      return folder
    }
    guard hasCommand("apt-get") else {
      throw DataError(
        "\(corpus.name) is in the Debian package \(corpus.package), and there is no apt-get here: get the package from"
          + " https://packages.debian.org/\(corpus.package) and unpack it into \(unpackFolder)")
    }
    if isRoot || hasCommand("sudo") { try install(corpus, report: report) }
    if let folder = library.folder(of: corpus) { return folder }
    try unpack(corpus, report: report)
    if let folder = library.folder(of: corpus) { return folder }
    throw DataError(
      "the package \(corpus.package) did not come: see the lines above; by hand it is: sudo apt-get install \(corpus.package)"
    )
  }

  private func install(_ corpus: Corpus, report: (String) -> Void) throws {
    // A sudo that has to ask for a password can only do so at a terminal.
    let rights = isRoot ? [] : isatty(STDIN_FILENO) == 1 ? ["sudo"] : ["sudo", "-n"]
    let install = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"]
    report("installing \(corpus.package)")
    if try run(rights + install + [corpus.package], "/") == 0 { return }
    report("renewing the lists of packages")
    guard try run(rights + ["apt-get", "update"], "/") == 0 else { return }
    _ = try run(rights + install + [corpus.package], "/")
  }

  private func unpack(_ corpus: Corpus, report: (String) -> Void) throws {
    guard hasCommand("dpkg-deb") else { return }
    report("unpacking \(corpus.package) into \(unpackFolder)")
    let download = unpackFolder + "/.download"
    do {
      try FileManager.default.createDirectory(atPath: download, withIntermediateDirectories: true)
    } catch {
      throw DataError("cannot make the folder \(download): \(error.localizedDescription)")
    }
    defer { try? FileManager.default.removeItem(atPath: download) }
    // python3-doc is empty itself and depends on the manuals of one version.
    let versioned =
      corpus.package == "python3-doc"
      ? "apt-get download $(apt-cache depends \(corpus.package) |"
        + " sed -n 's/.*Depends: \\(python3\\.[0-9]*-doc\\)$/\\1/p')" : "apt-get download \(corpus.package)"
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
