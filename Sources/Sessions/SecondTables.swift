extension SessionTable {
  /// The tables that version 2 adds. Sessions carry their text, so no letter of it may change.
  static let second: [SessionTable] = [
    SessionTable(
      "started_visibility", version: 2, of: [.started],
      """
      CREATE TABLE started_visibility (
        sequence INTEGER, position INTEGER, -- of the layer, as in started_layer; layers without a mask have no row
        visibility BLOB, -- share of the tokens that may see an expert: float32 by (frequency, expert), little-endian
        PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "ledger_measures", version: 2, of: [.step, .twinStep],
      // One row a step, not one a layer: every step writes it.
      """
      CREATE TABLE ledger_measures (
        sequence INTEGER PRIMARY KEY, -- of the step
        -- A float32 for each ledger of the step, by its position, little-endian.
        chosen_mass BLOB, margin BLOB, balance BLOB, z BLOB
      )
      """
    ),
    SessionTable(
      "evaluated_frequency", version: 2, of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated_frequency (
        sequence INTEGER, position INTEGER, -- 0: the bucket of the most frequent ids
        loss REAL, tokens INTEGER, ids INTEGER, PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "evaluated_layer", version: 2, of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated_layer (
        sequence INTEGER, position INTEGER, layer INTEGER, part TEXT, experts INTEGER,
        domains INTEGER, -- rows of domain_counts
        frequencies INTEGER, -- rows of frequency_counts
        drop_shares BLOB, -- float32 by position of the sequence, little-endian
        -- Counts, row-major, little-endian: each takes length / (rows * experts) bytes: 1 or 2, unsigned, or 4, signed.
        domain_counts BLOB, -- by (domain, expert)
        frequency_counts BLOB, -- by (frequency, expert)
        coactivation BLOB, -- by (expert, expert), or empty
        pair_counts BLOB, -- by (expert of sub-layer a, expert of b), on the row of b, or empty
        flips_since_last REAL, flips_since_start REAL,
        flipped_away BLOB, row_shares BLOB, gradient_shares BLOB, -- float32 by expert, little-endian, or empty
        PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "evaluated_under", version: 2, of: [.evaluatedUnder],
      // The figures are in evaluated, evaluated_domain, evaluated_frequency and evaluated_layer.
      """
      CREATE TABLE evaluated_under (
        sequence INTEGER PRIMARY KEY, -- also of the figures in evaluated and the tables that belong to it
        checkpoint TEXT
      )
      """
    ),
    SessionTable(
      "evaluated_under_condition", version: 2, of: [.evaluatedUnder],
      """
      CREATE TABLE evaluated_under_condition (
        sequence INTEGER, position INTEGER, condition TEXT, PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "counterfactual", version: 2, of: [.counterfactual],
      "CREATE TABLE counterfactual (sequence INTEGER PRIMARY KEY, step INTEGER, loss REAL)"
    ),
    SessionTable(
      "counterfactual_layer", version: 2, of: [.counterfactual],
      """
      CREATE TABLE counterfactual_layer (
        sequence INTEGER, position INTEGER, layer INTEGER, part TEXT, experts INTEGER,
        tokens BLOB, -- counts by expert, little-endian: each takes length / experts bytes, as in evaluated_layer
        chosen BLOB, next BLOB, random BLOB, nobody BLOB, -- mean losses: float32 by expert, little-endian
        PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
  ]
}
