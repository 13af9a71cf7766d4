import Experiment
import GRDB

/// What version 5 brought.
extension EventReader {
  /// What evaluations of some sequence numbers have of a workload's own.
  struct WorkloadFigures {
    fileprivate var tasks: [Int: [TaskScore]]
    fileprivate var figures: [Int: [NamedValue]]
    fileprivate var matrices: [Int: [NamedMatrix]]
    fileprivate var pictures: [Int: [Picture]]

    /// Gives an evaluation its own.
    func complete(_ evaluation: inout Evaluation, at sequence: Int) {
      evaluation.tasks = tasks[sequence] ?? []
      evaluation.figures = figures[sequence] ?? []
      evaluation.matrices = matrices[sequence] ?? []
      evaluation.pictures = pictures[sequence] ?? []
    }
  }

  func workloadFigures(_ range: ClosedRange<Int>) throws -> WorkloadFigures {
    WorkloadFigures(
      tasks: try lists("evaluated_task", range) { cells throws(RowFault) in try cells.taskScore(quantities) },
      figures: try singles("evaluated_figures", range) { cells throws(RowFault) in try cells.named(quantities) },
      matrices: try lists("evaluated_matrix", range) { cells throws(RowFault) in try cells.matrix() },
      pictures: try lists("evaluated_picture", range) { cells throws(RowFault) in try cells.picture() })
  }

  /// Bytes of pictures that are held at a time, those of one event excepted.
  private static let heldBytes = 32 << 20

  /// How many of the events after a sequence number are to be read at a time: fewer where they have large pictures.
  func portion(after sequence: Int, atMost most: Int) throws -> Int {
    guard tables.contains("evaluated_picture") else { return most }
    let cursor = try Row.fetchCursor(
      database,
      sql: """
        SELECT sequence, sum(length(pixels)) FROM evaluated_picture WHERE sequence > ? AND sequence <= ?
        GROUP BY sequence ORDER BY sequence
        """, arguments: [sequence, sequence + most])
    var bytes = 0
    while let row = try cursor.next() {
      var cells = RowCells(row)
      let place = try cells.integer()
      bytes += (try? cells.integer()) ?? 0
      if bytes > Self.heldBytes { return max(1, place - sequence) }
    }
    return most
  }
}

extension RowCells {
  mutating func task() throws(RowFault) -> TaskShape {
    let task = TaskShape(
      name: try text(), kind: try text(), metric: try text(), group: try integer(to: TaskShape.limit),
      examples: try integer())
    if let fault = task.malformed { throw RowFault(message: "a task's \(fault)") }
    return task
  }

  mutating func taskIndex() throws(RowFault) -> Int { try integer(to: TaskShape.limit) }

  fileprivate mutating func taskScore(_ quantities: [Int: String]) throws(RowFault) -> TaskScore {
    let (task, group, loss, examples) = (try taskIndex(), try taskIndex(), try double(), try integer())
    return TaskScore(task: task, group: group, loss: loss, metrics: try named(quantities), examples: examples)
  }

  fileprivate mutating func matrix() throws(RowFault) -> NamedMatrix {
    let matrix = NamedMatrix(
      name: try text(), rows: try Blobs.decodeNames(try blob()), columns: try Blobs.decodeNames(try blob()),
      values: try Blobs.decodeFloats(try blob()))
    if let fault = matrix.malformed { throw RowFault(message: "a matrix's \(fault)") }
    return matrix
  }

  fileprivate mutating func picture() throws(RowFault) -> Picture {
    let picture = Picture(
      name: try text(), caption: try text(), width: try integer(from: 1, to: Picture.widest),
      pixels: [UInt8](try blob()))
    if let fault = picture.malformed { throw RowFault(message: "a picture's \(fault)") }
    return picture
  }
}
