import Foundation

/// Files that lie in public repositories, known by their hashes.
public struct RemoteFiles: Sendable {
  /// One file.
  public struct File: Sendable {
    /// Its path in the folder of the whole.
    public let path: String
    /// Its path in the repository; in an archive its name, wherever in it that is.
    public let origin: String
    /// SHA-256 of its contents, hexadecimal.
    public let hash: String

    /// All fields.
    public init(_ path: String, from origin: String, hash: String) {
      (self.path, self.origin, self.hash) = (path, origin, hash)
    }
  }

  /// One repository.
  public struct Source: Sendable {
    /// Owner and name.
    public let repository: String
    /// The commit, 40 hexadecimal digits.
    public let commit: String
    /// What is known about the terms of use.
    public let licence: String
    /// The ZIP archive in the repository that holds the files; nil if they lie there themselves.
    public let archive: String?
    /// What is taken from it.
    public let files: [File]

    /// All fields.
    public init(repository: String, commit: String, licence: String, archive: String? = nil, files: [File]) {
      (self.repository, self.commit, self.licence) = (repository, commit, licence)
      (self.archive, self.files) = (archive, files)
    }

    /// Where a file of the repository can be downloaded.
    public func address(of path: String) -> String {
      "https://raw.githubusercontent.com/\(repository)/\(commit)/\(path)"
    }
  }

  /// The name used in commands.
  public let name: String
  /// What it is, in a few words.
  public let summary: String
  /// The folder for the files, below that of all data.
  public let folder: String
  /// Where they are from.
  public let sources: [Source]

  /// All fields.
  public init(name: String, summary: String, folder: String, sources: [Source]) {
    (self.name, self.summary, self.folder, self.sources) = (name, summary, folder, sources)
  }

  /// The folder with the files below `root`, or nil if one of them is not there.
  public func folder(below root: String = DataFolder.path) -> String? {
    let place = root + "/" + folder
    return sources.allSatisfy { $0.files.allSatisfy { FileReading.exists(place + "/" + $0.path) } } ? place : nil
  }

  /// The paths of files that are there below `root` with other contents than they should have.
  ///
  /// Throws: `DataError` for a file that cannot be read.
  public func damaged(below root: String = DataFolder.path) throws -> [String] {
    let place = root + "/" + folder
    return try sources.flatMap(\.files).filter { try FileReading.isDamaged(place + "/" + $0.path, hash: $0.hash) }
      .map(\.path)
  }

  /// The folder with the files.
  ///
  /// Throws: `DataError` with the command that brings them.
  public func requiredFolder(below root: String = DataFolder.path) throws -> String {
    if let folder = folder(below: root) { return folder }
    throw DataError("the data sets \(name) are not all on this machine; bring them with: switchyard data fetch \(name)")
  }
}
