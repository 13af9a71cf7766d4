import Foundation
import GRDB
import GRDBSQLite

/// Opens session files.
enum SessionConnection {
  /// No value of a session is longer than this.
  static let longestValue: Int32 = 64 << 20

  /// Opens a session that may come from a stranger: read-only, nothing in the file is run, values have a longest length.
  /// What is in it must be looked at with `check` before it is read.
  static func openForReading(_ path: String) throws -> DatabaseQueue {
    try checkFile(path)
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(2)
    configuration.prepareDatabase { database in
      try defend(database)
      try database.execute(sql: "PRAGMA query_only = ON")
    }
    return try DatabaseQueue(path: absolute(path), configuration: configuration)
  }

  /// Opens a session to add to it. One of an older version becomes one of the present version, in one transaction.
  static func openForAppending(_ path: String, maximumBytes: Int?) throws -> DatabaseQueue {
    try checkFile(path)
    let queue = try openForWriting(path, maximumBytes: maximumBytes)
    let version = try queue.read { try check($0, path: path) }
    if version < SessionFormat.version {
      // Nobody else writes meanwhile: the caller holds the session's lock.
      try queue.write { try makeTables($0, after: version) }
    }
    return queue
  }

  /// Makes a new session file. An existing file is left alone.
  static func create(_ path: String, maximumBytes: Int?) throws -> DatabaseQueue {
    let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o644)
    if descriptor < 0 {
      throw SessionError(
        file: path,
        message: errno == EEXIST
          ? "exists already; choose another name" : "cannot be made: \(String(cString: strerror(errno)))")
    }
    close(descriptor)
    let queue = try openForWriting(path, maximumBytes: maximumBytes)
    try queue.write { database in
      try database.execute(sql: "PRAGMA application_id = \(SessionFormat.applicationID)")
      try makeTables(database, after: 0)
    }
    return queue
  }

  /// Makes all tables that came after a version.
  private static func makeTables(_ database: Database, after version: Int) throws {
    for table in SessionFormat.tables(ofVersion: SessionFormat.version) where table.version > version {
      try database.execute(sql: table.sql)
    }
    try database.execute(sql: "PRAGMA user_version = \(SessionFormat.version)")
  }

  /// Keeps a second writer away from a session for as long as the descriptor is open.
  ///
  /// A lock of its own kind: it does not meet those that SQLite takes, and readers do not ask for it.
  ///
  /// - Returns: the descriptor, which whoever writes closes at the end.
  static func lock(_ path: String) throws(SessionError) -> Int32 {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SessionError(file: path, message: "cannot be opened: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw SessionError(
        file: path,
        message: "is being written by another process; stop that run first, or watch it with `switchyard replay`")
    }
    return descriptor
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

  /// Refuses what is no session of a version known here.
  ///
  /// - Returns: the version of its layout.
  @discardableResult
  static func check(_ database: Database, path: String) throws -> Int {
    let identifier = try Int32.fetchOne(database, sql: "PRAGMA application_id")
    if identifier != SessionFormat.applicationID {
      throw SessionError(file: path, message: "is not a session: an SQLite file of another program")
    }
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if version > SessionFormat.version {
      throw SessionError(
        file: path,
        message: "has format \(version), made by a newer version of switchyard; this one reads formats up to "
          + "\(SessionFormat.version)")
    }
    if version < 1 {
      throw SessionError(file: path, message: "has the unknown format \(version)")
    }
    // Views, generated columns or triggers of a stranger would be run on reading: only the very tables are accepted.
    for table in SessionFormat.tables(ofVersion: version) {
      let sql = try String.fetchOne(
        database, sql: "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", arguments: [table.name])
      if sql != table.sql {
        throw SessionError(file: path, message: "is damaged: its table \(table.name) is missing or not as it must be")
      }
    }
    return version
  }

  private static func checkFile(_ path: String) throws {
    var isFolder: ObjCBool = false
    if !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      throw SessionError(file: path, message: "does not exist")
    }
    if isFolder.boolValue { throw SessionError(file: path, message: "is a folder, not a session") }
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
