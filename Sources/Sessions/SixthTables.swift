extension SessionTable {
  /// The table that version 6 adds: how much of a model is trained. Sessions carry its text, so no letter of it may change.
  static let sixth: [SessionTable] = [
    SessionTable(
      "started_trained", version: 6, of: [.started],
      // Only runs that leave parameters as they are have a row.
      """
      CREATE TABLE started_trained (
        sequence INTEGER PRIMARY KEY, parameters INTEGER -- that training moves
      )
      """
    )
  ]
}
