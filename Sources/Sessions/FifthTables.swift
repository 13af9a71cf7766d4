extension SessionTable {
  /// The tables that version 5 adds: tasks, and the figures, tables and pictures of a workload's own. Sessions carry their
  /// text, so no letter of it may change.
  ///
  /// Names in `quantity` are of the further kinds `metric` and `figure`.
  static let fifth: [SessionTable] = [
    SessionTable(
      "started_task", version: 5, of: [.started],
      """
      CREATE TABLE started_task (
        sequence INTEGER, position INTEGER, name TEXT, kind TEXT, metric TEXT, task_group INTEGER, examples INTEGER,
        PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "step_task", version: 5, of: [.step, .twinStep],
      // Steps whose batch is of one task alone have a row.
      """
      CREATE TABLE step_task (
        sequence INTEGER PRIMARY KEY, task INTEGER -- position in started_task
      )
      """
    ),
    SessionTable(
      "evaluated_task", version: 5, of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated_task (
        sequence INTEGER, position INTEGER, task INTEGER, -- position in started_task
        task_group INTEGER, loss REAL, examples INTEGER,
        metrics BLOB, -- for each: id of its quantity (int32), value (float64), little-endian; the main one first
        PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "evaluated_figures", version: 5, of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated_figures (
        sequence INTEGER PRIMARY KEY, figures BLOB -- in the layout of metrics in evaluated_task
      )
      """
    ),
    SessionTable(
      "evaluated_matrix", version: 5, of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated_matrix (
        sequence INTEGER, position INTEGER, name TEXT,
        row_names BLOB, column_names BLOB, -- UTF-8, each name followed by a byte of 0
        numbers BLOB, -- float32 by (row, column), row-major, little-endian
        PRIMARY KEY (sequence, position)
      ) WITHOUT ROWID
      """
    ),
    SessionTable(
      "evaluated_picture", version: 5, of: [.evaluated, .evaluatedUnder, .twinEvaluated],
      """
      CREATE TABLE evaluated_picture (
        sequence INTEGER, position INTEGER, name TEXT, caption TEXT, width INTEGER,
        pixels BLOB, -- red, green and blue, a byte each, row by row
        PRIMARY KEY (sequence, position)
      )
      """
    ),
  ]
}
