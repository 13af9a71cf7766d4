import Foundation

/// Reading of whole files, plain or gzip, and listing of folders.
enum FileReading {
  /// The bytes of the file at `path`; gzip is recognised by its first two bytes and unpacked.
  ///
  /// Throws: `DataError` naming the file and the reason.
  static func contents(of path: String) throws -> [UInt8] {
    let raw = try rawContents(of: path)
    return Gzip.isCompressed(raw) ? try Gzip.decompress(raw, named: path) : raw
  }

  private static func rawContents(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else {
      throw DataError("cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var status = stat()
    guard fstat(fileno(file), &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      throw DataError("cannot read \(path): it is not a file")
    }
    // The size is a first guess only: pipes and files of /proc give 0.
    var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size) + 1, 1 << 16))
    var count = 0
    while true {
      let read = bytes.withUnsafeMutableBytes { fread($0.baseAddress! + count, 1, $0.count - count, file) }
      count += read
      if read == 0 { break }
      if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
    }
    guard ferror(file) == 0 else {
      throw DataError("cannot read \(path) to its end: \(String(cString: strerror(errno)))")
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// True if there is something at `path`, following links.
  static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  /// True if `path` is a folder, following links.
  static func isFolder(_ path: String) -> Bool {
    var folder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &folder) && folder.boolValue
  }

  /// Whether a file is there with other contents than those of a SHA-256.
  ///
  /// - Throws: `DataError` if it cannot be read.
  static func isDamaged(_ path: String, hash: String) throws -> Bool {
    try exists(path) && SHA256.hexadecimal(contents(of: path)) != hash
  }

  /// The files below `folder`, whole paths in the order of their bytes; hidden files and folders are left out.
  ///
  /// - Parameter deadLinks: whether links to nothing are among them.
  /// - Throws: `DataError` if the folder cannot be listed.
  static func files(below folder: String, deadLinks: Bool = false) throws -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw DataError("cannot list \(folder): \(String(cString: strerror(errno)))")
    }
    var files: [String] = []
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where !name.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      var status = stat()
      // A link to a folder is not followed: it may lead back here.
      guard lstat(path, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: files += try Self.files(below: path, deadLinks: deadLinks)
      case S_IFREG: files.append(path)
      case S_IFLNK where !isFolder(path) && (deadLinks || exists(path)): files.append(path)
      default: continue
      }
    }
    return files
  }
}
