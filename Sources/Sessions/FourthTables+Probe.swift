extension SessionTable {
  /// The tables that version 4 adds for what a fixed text chooses. Sessions carry their text, so no letter of it may change.
  static let probe: [SessionTable] = [
    SessionTable(
      "evaluated_probe", version: 4, of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated_probe (
        sequence INTEGER PRIMARY KEY,
        fingerprint INTEGER, -- of the text's token ids; unsigned 64 bits, stored as signed
        tokens INTEGER
      )
      """
    ),
    SessionTable(
      "evaluated_probe_layer", version: 4, of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated_probe_layer (
        sequence INTEGER, position INTEGER, -- of the layer, as in evaluated_layer
        width INTEGER, -- most choices of a token
        -- By (token, choice), row-major, little-endian: the expert, counted from 1; 0 for none. Each takes
        -- length / (tokens * width) bytes: 1 or 2, unsigned, or 4, signed.
        choices BLOB,
        PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
  ]
}
