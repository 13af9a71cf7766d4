import Foundation

/// The places where corpora are looked for: the system, and the folder into which packages are unpacked for a user who
/// may not install them.
public struct CorpusLibrary: Sendable {
  /// The roots below which a package's files may lie, in the order of the search.
  public let roots: [String]

  /// A library with these roots, for instance a folder with fixtures in a test.
  public init(roots: [String]) {
    self.roots = roots
  }

  /// The system and then the user's own folder.
  public static var standard: CorpusLibrary {
    CorpusLibrary(roots: ["/", ownFolder])
  }

  /// The folder into which packages are unpacked.
  public static var ownFolder: String { DataFolder.path + "/packages" }

  /// The folder in which the files of `corpus` lie, or nil if it is not on this machine.
  ///
  /// Where several versions are installed the newest is taken.
  public func folder(of corpus: Corpus) -> String? { folder(of: corpus.files) }

  /// The folder in which these files lie, or nil if they are not on this machine.
  public func folder(of files: DebianFiles) -> String? {
    for root in roots {
      let start = root.hasSuffix("/") ? String(root.dropLast()) : root
      let found = Self.folders(matching: files.folder.split(separator: "/").map(String.init), below: start)
        .filter { FileReading.exists($0 + "/" + files.landmark) }
        // Packages link short names such as "python3" to the version that is the default.
        .map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
      if let newest = found.max(by: { $0.compare($1, options: .numeric) == .orderedAscending }) { return newest }
    }
    return nil
  }

  private static func folders(matching pattern: [String], below folder: String) -> [String] {
    guard let first = pattern.first else { return [folder] }
    let rest = Array(pattern.dropFirst())
    guard let star = first.firstIndex(of: "*") else {
      let next = folder + "/" + first
      return FileReading.isFolder(next) ? folders(matching: rest, below: next) : []
    }
    let (head, tail) = (first[..<star], first[first.index(after: star)...])
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.count >= head.count + tail.count && $0.hasPrefix(head) && $0.hasSuffix(tail) }
      .flatMap { folders(matching: [$0] + rest, below: folder) }
  }

  /// The bytes on disk of the files below `folder`.
  public func size(of folder: String) throws -> Int {
    try FileReading.files(below: folder).reduce(0) { sum, file in
      let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
      return sum + (size ?? 0)
    }
  }

  /// The text of the corpus `name`; `paths` are the files and folders of the corpus `text`.
  ///
  /// Throws: `DataError` if the name is unknown, the package missing (the line names the command that brings it), or a
  /// file damaged.
  public func read(_ name: String, paths: [String] = []) throws -> CorpusText {
    if name == CorpusCatalog.ownText { return try OwnText.read(paths) }
    let corpus = try CorpusCatalog.corpus(named: name)
    guard let folder = folder(of: corpus) else {
      throw DataError(
        "corpus \(name) is not on this machine: it is in the package \(corpus.package);"
          + " bring it with: switchyard data fetch \(name)")
    }
    let text = try corpus.read(folder)
    guard !text.documents.isEmpty else {
      throw DataError("corpus \(name) in \(folder) holds no text; reinstall the package \(corpus.package)")
    }
    return text
  }
}
