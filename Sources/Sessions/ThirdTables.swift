extension SessionTable {
  /// The tables that version 3 adds. Sessions carry their text, so no letter of it may change.
  static let third: [SessionTable] = [
    SessionTable(
      "started_tokenizer", version: 3, of: [.started],
      """
      CREATE TABLE started_tokenizer (
        sequence INTEGER PRIMARY KEY, algorithm TEXT, vocabulary INTEGER, scaffold_tokens INTEGER,
        bytes_per_token REAL, entropy REAL, redundancy REAL -- over the training text; entropy in bits
      )
      """
    ),
    SessionTable(
      "started_sampling", version: 3, of: [.started],
      // Runs that draw by clusters alone have a row.
      "CREATE TABLE started_sampling (sequence INTEGER PRIMARY KEY, sampler TEXT)"
    ),
    SessionTable(
      "started_cluster", version: 3, of: [.started],
      """
      CREATE TABLE started_cluster (
        sequence INTEGER, position INTEGER, name TEXT, documents INTEGER, tokens INTEGER, windows INTEGER,
        cap INTEGER, -- most draws; -1: no limit
        PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "step_draws", version: 3, of: [.step, .twinStep],
      """
      CREATE TABLE step_draws (
        sequence INTEGER PRIMARY KEY, windows INTEGER,
        -- For each window its cluster, little-endian: each takes length / windows bytes: 1 or 2, unsigned, or 4, signed.
        clusters BLOB
      )
      """
    ),
    SessionTable(
      "evaluated_domain_bits", version: 3, of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated_domain_bits (
        sequence INTEGER, position INTEGER, -- as in evaluated_domain
        bits_per_byte REAL, PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "evaluated_clusters", version: 3, of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated_clusters (
        sequence INTEGER PRIMARY KEY, count INTEGER, -- of clusters that have held-out text
        -- By cluster, little-endian. Whole numbers take length / count bytes: 1 or 2, unsigned, or 4, signed.
        clusters BLOB, -- positions in started_cluster
        losses BLOB, -- mean loss in nats: float32
        tokens BLOB
      )
      """
    ),
  ]
}
