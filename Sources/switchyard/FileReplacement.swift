import Foundation

/// Files that are written whole or not at all: first all under other names, then each renamed over what was there.
struct FileReplacement {
  private var staged: [(partial: String, path: String)] = []

  /// Writes the contents for `path` beside it.
  ///
  /// - Throws: `CommandError`; what was staged before is then gone, and all files are as they were.
  mutating func stage(_ contents: some DataProtocol, for path: String) throws {
    let partial = "\(path).\(getpid()).\(staged.count).partial"
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      discard()
      throw CommandError("\(path): is there already and is not a file")
    }
    do {
      try Data(contents).write(to: URL(fileURLWithPath: partial))
    } catch {
      unlink(partial)
      discard()
      let folder = (path as NSString).deletingLastPathComponent
      let isMissing = !folder.isEmpty && !FileManager.default.fileExists(atPath: folder)
      throw CommandError(isMissing ? "\(path): there is no folder \(folder)" : "\(path): cannot be written")
    }
    staged.append((partial, path))
  }

  /// Puts everything in its place.
  mutating func commit() throws {
    for (index, file) in staged.enumerated() where rename(file.partial, file.path) != 0 {
      let reason = String(cString: strerror(errno))
      staged.removeFirst(index)
      discard()
      throw CommandError("\(file.path): cannot be written: \(reason)")
    }
    staged = []
  }

  private mutating func discard() {
    for file in staged { unlink(file.partial) }
    staged = []
  }
}

extension CommandError {
  /// The bytes of a file that the user named.
  static func contents(of path: String) throws(CommandError) -> Data {
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      throw CommandError("\(path): \(!exists ? "no such file" : isFolder.boolValue ? "is a folder" : "cannot be read")")
    }
  }
}
