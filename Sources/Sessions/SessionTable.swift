/// A table of a session file.
struct SessionTable {
  let name: String
  /// The version of the layout that brought it.
  let version: Int
  /// The kinds of events that have rows in it, by their sequence numbers; empty for `event` itself and for `quantity`.
  let kinds: [SessionFormat.Kind]
  /// The statement that makes it, letter by letter as SQLite keeps it in the file.
  let sql: String

  init(_ name: String, version: Int = 1, of kinds: [SessionFormat.Kind], _ sql: String) {
    self.name = name
    self.version = version
    self.kinds = kinds
    self.sql = sql
  }
}

extension SessionTable {
  /// The tables of version 1. Sessions carry their text, so no letter of it may change.
  static let first: [SessionTable] = [
    SessionTable(
      "event", of: [],
      """
      CREATE TABLE event (
        sequence INTEGER PRIMARY KEY, -- counts from 0 without gaps
        time REAL, -- seconds since 1970; in all REAL columns NULL is a NaN, a blob of 8 bytes is -0.0
        kind TEXT NOT NULL -- name of the table that has the rest
      )
      """
    ),
    SessionTable(
      "started", of: [.started],
      """
      CREATE TABLE started (
        sequence INTEGER PRIMARY KEY, name TEXT, workload TEXT, recipe TEXT, -- the whole recipe as TOML
        seed INTEGER, -- unsigned 64 bits, stored as signed
        first_step INTEGER, total_steps INTEGER, tokens_per_step INTEGER, sequence_length INTEGER, vocabulary INTEGER,
        layers INTEGER, total_parameters INTEGER, active_parameters INTEGER, flops_per_token REAL,
        processor TEXT, cores INTEGER, threads INTEGER, blas_core TEXT, sgemm_gflops REAL, version TEXT
      )
      """
    ),
    SessionTable(
      "started_domain", of: [.started],
      """
      CREATE TABLE started_domain (
        sequence INTEGER, position INTEGER, name TEXT, PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "started_layer", of: [.started],
      """
      CREATE TABLE started_layer (
        sequence INTEGER, position INTEGER, layer INTEGER, part TEXT, router TEXT, experts INTEGER, devices INTEGER,
        k INTEGER, PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "quantity", of: [],
      """
      CREATE TABLE quantity (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL, -- term or phase
        name TEXT NOT NULL
      )
      """
    ),
    SessionTable(
      "step", of: [.step, .twinStep],
      """
      CREATE TABLE step (
        sequence INTEGER PRIMARY KEY, step INTEGER, tokens INTEGER, loss REAL, learning_rate REAL, gradient_norm REAL,
        tokens_per_second REAL, seconds REAL, gflops REAL, resident_bytes INTEGER,
        terms BLOB, -- for each term: id of its quantity (int32), value (float64), little-endian
        phases BLOB -- seconds of each phase, in the same layout
      )
      """
    ),
    SessionTable(
      "ledger", of: [.step, .twinStep],
      """
      CREATE TABLE ledger (
        sequence INTEGER, -- of the step
        position INTEGER, -- order of the layers
        layer INTEGER, part TEXT, devices INTEGER, experts INTEGER,
        capacity INTEGER, -- slots of an expert for one device; -1: no limit
        -- Counts by (device, expert), row-major, little-endian. Empty: all are zero. Otherwise each takes
        -- length / (devices * experts) bytes: 1 or 2, unsigned, or 4, signed. routed is never empty.
        routed BLOB, kept BLOB, dropped BLOB, padded BLOB, rectified BLOB, filled BLOB,
        gate_mass BLOB, -- float32 by expert, little-endian
        entropy REAL,
        PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "evaluated", of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated (
        sequence INTEGER PRIMARY KEY, step INTEGER, tokens INTEGER, loss REAL, bits_per_byte REAL, seconds REAL,
        positions BLOB -- mean loss at each position: float32, little-endian
      )
      """
    ),
    SessionTable(
      "evaluated_domain", of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated_domain (
        sequence INTEGER, position INTEGER, domain TEXT, loss REAL, tokens INTEGER, PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "checkpointed", of: [.checkpointed],
      """
      CREATE TABLE checkpointed (
        sequence INTEGER PRIMARY KEY, step INTEGER, file TEXT, bytes INTEGER, is_best INTEGER
      )
      """
    ),
    SessionTable(
      "alert", of: [.alert],
      """
      CREATE TABLE alert (sequence INTEGER PRIMARY KEY, rule TEXT, severity TEXT, step INTEGER, message TEXT)
      """
    ),
    SessionTable(
      "control", of: [.control],
      """
      CREATE TABLE control (
        sequence INTEGER PRIMARY KEY, action TEXT, step INTEGER, key TEXT, before TEXT, after TEXT
      )
      """
    ),
    SessionTable(
      "note", of: [.note], "CREATE TABLE note (sequence INTEGER PRIMARY KEY, step INTEGER, text TEXT)"),
    SessionTable(
      "log", of: [.log], "CREATE TABLE log (sequence INTEGER PRIMARY KEY, level TEXT, text TEXT)"),
    SessionTable(
      "finished", of: [.finished],
      "CREATE TABLE finished (sequence INTEGER PRIMARY KEY, reason TEXT, step INTEGER, message TEXT)"),
  ]
}
