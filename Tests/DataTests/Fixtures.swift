import Data
import Foundation

/// The small files below `Tests/Fixtures/data`, laid out as the packages lay out theirs, and folders that vanish.
enum Fixtures {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/data").path

  static let realFolder = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path

  static let library = CorpusLibrary(roots: [folder])

  static func texts(_ corpus: CorpusText) -> [String] {
    corpus.documents.indices.map { String(decoding: corpus.text($0), as: UTF8.self) }
  }

  /// Calls `body` with a new folder that holds `files` (bytes by path), and removes it.
  static func withFolder<Result>(_ files: [String: [UInt8]], _ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (path, bytes) in files {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Foundation.Data(bytes).write(to: file)
    }
    return try body(folder.path)
  }
}
