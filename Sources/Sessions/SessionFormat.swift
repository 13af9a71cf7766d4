import Experiment

/// The layout of a session file.
///
/// One row of `event` for each event of the run, in order, and one row with the same sequence number in the table of its
/// kind. SQLite stores a NaN as NULL, so a NULL in a REAL column is a NaN; infinities are kept as such. SQLite forgets the
/// sign of −0, so that is stored as a blob of its eight bytes, little-endian.
enum SessionFormat {
  /// `SWYD` in ASCII, in the file's header.
  static let applicationID: Int32 = 0x5357_5944
  /// Version of the layout below. A newer one is refused.
  static let version = 1

  /// The tables by name. A session whose tables read otherwise is refused.
  static let tables: [(name: String, sql: String)] = [
    (
      "event",
      """
      CREATE TABLE event (
        sequence INTEGER PRIMARY KEY, -- counts from 0 without gaps
        time REAL, -- seconds since 1970; in all REAL columns NULL is a NaN, a blob of 8 bytes is -0.0
        kind TEXT NOT NULL -- name of the table that has the rest
      )
      """
    ),
    (
      "started",
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
    (
      "started_domain",
      """
      CREATE TABLE started_domain (
        sequence INTEGER, position INTEGER, name TEXT, PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    (
      "started_layer",
      """
      CREATE TABLE started_layer (
        sequence INTEGER, position INTEGER, layer INTEGER, part TEXT, router TEXT, experts INTEGER, devices INTEGER,
        k INTEGER, PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    (
      "quantity",
      """
      CREATE TABLE quantity (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL, -- term or phase
        name TEXT NOT NULL
      )
      """
    ),
    (
      "step",
      """
      CREATE TABLE step (
        sequence INTEGER PRIMARY KEY, step INTEGER, tokens INTEGER, loss REAL, learning_rate REAL, gradient_norm REAL,
        tokens_per_second REAL, seconds REAL, gflops REAL, resident_bytes INTEGER,
        terms BLOB, -- for each term: id of its quantity (int32), value (float64), little-endian
        phases BLOB -- seconds of each phase, in the same layout
      )
      """
    ),
    (
      "ledger",
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
    (
      "evaluated",
      """
      CREATE TABLE evaluated (
        sequence INTEGER PRIMARY KEY, step INTEGER, tokens INTEGER, loss REAL, bits_per_byte REAL, seconds REAL,
        positions BLOB -- mean loss at each position: float32, little-endian
      )
      """
    ),
    (
      "evaluated_domain",
      """
      CREATE TABLE evaluated_domain (
        sequence INTEGER, position INTEGER, domain TEXT, loss REAL, tokens INTEGER, PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    (
      "checkpointed",
      """
      CREATE TABLE checkpointed (
        sequence INTEGER PRIMARY KEY, step INTEGER, file TEXT, bytes INTEGER, is_best INTEGER
      )
      """
    ),
    (
      "alert",
      """
      CREATE TABLE alert (sequence INTEGER PRIMARY KEY, rule TEXT, severity TEXT, step INTEGER, message TEXT)
      """
    ),
    (
      "control",
      """
      CREATE TABLE control (
        sequence INTEGER PRIMARY KEY, action TEXT, step INTEGER, key TEXT, before TEXT, after TEXT
      )
      """
    ),
    ("note", "CREATE TABLE note (sequence INTEGER PRIMARY KEY, step INTEGER, text TEXT)"),
    ("log", "CREATE TABLE log (sequence INTEGER PRIMARY KEY, level TEXT, text TEXT)"),
    ("finished", "CREATE TABLE finished (sequence INTEGER PRIMARY KEY, reason TEXT, step INTEGER, message TEXT)"),
  ]

  /// The kinds of events, named as their tables.
  enum Kind: String, CaseIterable {
    case started, step, evaluated, evaluatedUnder = "evaluated_under", counterfactual, checkpointed, alert, control,
      note, log, finished

    init(_ event: Event) {
      switch event {
      case .started: self = .started
      case .step: self = .step
      case .evaluated: self = .evaluated
      case .evaluatedUnder: self = .evaluatedUnder
      case .counterfactual: self = .counterfactual
      case .checkpointed: self = .checkpointed
      case .alert: self = .alert
      case .control: self = .control
      case .note: self = .note
      case .log: self = .log
      case .finished: self = .finished
      }
    }
  }
}
