extension SessionTable {
  /// The tables that version 4 adds. Sessions carry their text, so no letter of it may change.
  static let fourth: [SessionTable] =
    probe + [
      SessionTable(
        "started_branch", version: 4, of: [.started],
        // Runs that are a branch of another alone have a row.
        """
        CREATE TABLE started_branch (
          sequence INTEGER PRIMARY KEY, parent TEXT, step INTEGER, -- file name of the other session; steps in common
          change TEXT
        )
        """
      ),
      SessionTable(
        "weight_hash", version: 4, of: [.evaluated, .evaluatedUnder, .checkpointed, .twinEvaluated],
        """
        CREATE TABLE weight_hash (
          sequence INTEGER PRIMARY KEY, hash INTEGER -- of the weights' bits; unsigned 64 bits, stored as signed
        )
        """
      ),
      SessionTable(
        "detailed", version: 4, of: [.detailed],
        "CREATE TABLE detailed (sequence INTEGER PRIMARY KEY, step INTEGER)"
      ),
      SessionTable(
        "detailed_layer", version: 4, of: [.detailed],
        """
        CREATE TABLE detailed_layer (
          sequence INTEGER, position INTEGER, step INTEGER, layer INTEGER, part TEXT,
          router_gradient REAL, router_norm REAL, stretches INTEGER, -- of the sequence
          dropped BLOB, -- choices lost by stretch, little-endian: each takes length / stretches bytes: 1 or 2, unsigned, or 4
          PRIMARY KEY (sequence, position)
        ) WITHOUT ROWID
        """
      ),
      SessionTable(
        "twin_started", version: 4, of: [.twinStarted],
        "CREATE TABLE twin_started (sequence INTEGER PRIMARY KEY, step INTEGER, steps INTEGER)"
      ),
      SessionTable(
        "twin_change", version: 4, of: [.twinStarted],
        """
        CREATE TABLE twin_change (
          sequence INTEGER, position INTEGER, key TEXT, before TEXT, after TEXT, PRIMARY KEY (sequence, position)
        ) WITHOUT ROWID
        """
      ),
      SessionTable(
        "twin_step", version: 4, of: [.twinStep],
        // The figures are in step, ledger, ledger_measures and step_draws.
        "CREATE TABLE twin_step (sequence INTEGER PRIMARY KEY)"
      ),
      SessionTable(
        "twin_evaluated", version: 4, of: [.twinEvaluated],
        // The figures are in evaluated and the tables that belong to it.
        "CREATE TABLE twin_evaluated (sequence INTEGER PRIMARY KEY)"
      ),
      SessionTable(
        "twin_ended", version: 4, of: [.twinEnded],
        "CREATE TABLE twin_ended (sequence INTEGER PRIMARY KEY, step INTEGER, choice TEXT, branch TEXT)"
      ),
    ]
}
