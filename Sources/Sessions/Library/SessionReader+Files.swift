import Foundation

extension SessionReader {
  /// Writes a table of the session into a file, whole or not at all.
  ///
  /// - Parameter file: is written over.
  /// - Throws: `SessionError` for a damaged session, or a file that cannot be written.
  public func export(_ table: ExportTable, as format: ExportFormat, toFile file: String) throws(SessionError) {
    // A half-written table must not look like a whole one.
    let draft = file + ".part"
    do {
      try Data().write(to: URL(fileURLWithPath: draft))
      let output = try FileHandle(forWritingTo: URL(fileURLWithPath: draft))
      defer { try? output.close() }
      try export(table, as: format) { try output.write(contentsOf: Data($0.utf8)) }
    } catch let error as SessionError {
      unlink(draft)
      throw error
    } catch {
      unlink(draft)
      throw SessionError(file: file, message: "cannot be written: \(error.localizedDescription)")
    }
    if rename(draft, file) != 0 {
      throw SessionError(file: file, message: "cannot be written: \(String(cString: strerror(errno)))")
    }
  }
}
