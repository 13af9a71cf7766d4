import Foundation
package import GRDB
import GRDBSQLite

/// A kind of SQLite file of this program: what makes a file one of this kind, and how such files are opened.
///
/// Errors are thrown as they come; `SessionError.wrapping` turns them into one line that names the file.
package struct DatabaseKind: Sendable {
  /// A table, made by a statement that stands letter by letter in the file.
  package struct Table: Sendable {
    let name: String
    /// The version of the layout that brought it.
    let version: Int
    let sql: String

    /// A table of the first version, or of a later one.
    package init(_ name: String, version: Int = 1, _ sql: String) {
      (self.name, self.version, self.sql) = (name, version, sql)
    }
  }

  /// What messages call such a file: `session`.
  package let noun: String
  /// `application_id` in the file's header.
  let applicationID: Int32
  /// Version of the layout that is written. Older ones are read, a newer one is refused.
  let version: Int
  /// All tables of the present version. A file whose tables read otherwise is refused.
  let tables: [Table]

  /// All fields, as they are described above.
  package init(noun: String, applicationID: Int32, version: Int, tables: [Table]) {
    (self.noun, self.applicationID, self.version, self.tables) = (noun, applicationID, version, tables)
  }

  /// No value in such a file is longer than this.
  static let longestValue: Int32 = 64 << 20

  /// Opens a file that may come from a stranger: read-only, nothing in the file is run, values have a longest length.
  /// What is in it must be looked at with `check` before it is read.
  package func openForReading(_ path: String) throws -> DatabaseQueue {
    try checkFile(path)
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(2)
    configuration.prepareDatabase { database in
      try Self.defend(database)
      try database.execute(sql: "PRAGMA query_only = ON")
    }
    return try DatabaseQueue(path: Self.absolute(path), configuration: configuration)
  }

  /// Opens a file to add to it. One of an older version becomes one of the present version, in one transaction: the caller
  /// sees to it that nobody else writes meanwhile.
  package func openForAppending(_ path: String, maximumBytes: Int? = nil) throws -> DatabaseQueue {
    try checkFile(path)
    let queue = try Self.openForWriting(path, maximumBytes: maximumBytes)
    let version = try queue.read { try check($0, path: path) }
    if version < self.version { try queue.write { try makeTables($0, after: version) } }
    return queue
  }

  /// Makes a new file. An existing file is left alone.
  package func create(_ path: String, maximumBytes: Int? = nil) throws -> DatabaseQueue {
    let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o644)
    if descriptor < 0 {
      throw SessionError(
        file: path,
        message: errno == EEXIST
          ? "exists already; choose another name" : "cannot be made: \(String(cString: strerror(errno)))")
    }
    close(descriptor)
    let queue = try Self.openForWriting(path, maximumBytes: maximumBytes)
    try queue.write { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try makeTables(database, after: 0)
    }
    return queue
  }

  /// Makes all tables that came after a version.
  private func makeTables(_ database: Database, after version: Int) throws {
    for table in tables where table.version > version { try database.execute(sql: table.sql) }
    try database.execute(sql: "PRAGMA user_version = \(self.version)")
  }

  /// Refuses what is no file of this kind and of a version known here.
  ///
  /// - Returns: the version of its layout.
  @discardableResult
  package func check(_ database: Database, path: String) throws -> Int {
    let identifier = try Int32.fetchOne(database, sql: "PRAGMA application_id")
    if identifier != applicationID {
      throw SessionError(file: path, message: "is not a \(noun): an SQLite file of another program")
    }
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if found > version {
      throw SessionError(
        file: path,
        message: "has format \(found), made by a newer version of switchyard; this one reads formats up to \(version)")
    }
    if found < 1 { throw SessionError(file: path, message: "has the unknown format \(found)") }
    // Views, generated columns or triggers of a stranger would be run on reading: only the very tables are accepted.
    for table in tables where table.version <= found {
      let sql = try String.fetchOne(
        database, sql: "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", arguments: [table.name])
      if sql != table.sql {
        throw SessionError(file: path, message: "is damaged: its table \(table.name) is missing or not as it must be")
      }
    }
    return found
  }

  private static func openForWriting(_ path: String, maximumBytes: Int?) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.journalMode = .wal
    configuration.prepareDatabase { database in
      try defend(database)
      if let maximumBytes {
        _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(max(1, maximumBytes / 4096))")
      }
    }
    return try DatabaseQueue(path: absolute(path), configuration: configuration)
  }

  /// What a file says must not make SQLite run anything.
  private static func defend(_ database: Database) throws {
    try database.execute(sql: "PRAGMA trusted_schema = OFF")
    try database.execute(sql: "PRAGMA cell_size_check = ON")
    try database.execute(sql: "PRAGMA mmap_size = 0")
    _ = sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, longestValue)
    _ = sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_ATTACHED, 0)
    _ = sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_TRIGGER_DEPTH, 1)
  }

  private func checkFile(_ path: String) throws {
    var isFolder: ObjCBool = false
    if !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      throw SessionError(file: path, message: "does not exist")
    }
    if isFolder.boolValue { throw SessionError(file: path, message: "is a folder, not a \(noun)") }
    var status = stat()
    if stat(path, &status) != 0 || status.st_mode & S_IFMT != S_IFREG {
      throw SessionError(file: path, message: "is not a regular file")
    }
    // SQLite takes an empty file for an empty database.
    if status.st_size == 0 { throw SessionError(file: path, message: "is empty") }
  }

  /// SQLite gives names such as `:memory:` and `file:x` a meaning of their own.
  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }
}
