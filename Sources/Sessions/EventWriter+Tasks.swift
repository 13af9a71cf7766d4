import Experiment
import Foundation
import GRDB

/// What version 5 brought.
extension EventWriter {
  func write(_ tasks: [TaskShape], _ sequence: Int, _ database: Database) throws {
    for (position, task) in tasks.enumerated() {
      if let fault = task.malformed {
        throw SessionError(file: "", message: "task \(position) is malformed: its \(fault)")
      }
      try insert(
        "started_task", [sequence, position, task.name, task.kind, task.metric, task.group, task.examples], database)
    }
  }

  func writeTask(of step: Step, _ sequence: Int, _ database: Database) throws {
    guard let task = step.task else { return }
    guard (0...TaskShape.limit).contains(task) else {
      throw SessionError(file: "", message: "step \(step.step): there can be no task \(task)")
    }
    try insert("step_task", [sequence, task], database)
  }

  mutating func writeWorkloadFigures(
    of evaluation: Evaluation, _ sequence: Int, _ database: Database
  ) throws {
    func malformed(_ what: String, _ fault: String) -> SessionError {
      SessionError(file: "", message: "step \(evaluation.step): \(what) is malformed: its \(fault)")
    }
    for (position, score) in evaluation.tasks.enumerated() {
      if let fault = score.malformed { throw malformed("the score of task \(score.task)", fault) }
      try insert(
        "evaluated_task",
        [
          sequence, position, score.task, score.group, score.loss, score.examples,
          try encode(score.metrics, kind: "metric", database),
        ], database)
    }
    if !evaluation.figures.isEmpty {
      if let fault = evaluation.figures.lazy.compactMap(\.malformed).first { throw malformed("a figure", fault) }
      try insert("evaluated_figures", [sequence, try encode(evaluation.figures, kind: "figure", database)], database)
    }
    for (position, matrix) in evaluation.matrices.enumerated() {
      if let fault = matrix.malformed { throw malformed("matrix \(position)", fault) }
      try insert(
        "evaluated_matrix",
        [
          sequence, position, matrix.name, Blobs.encode(matrix.rows), Blobs.encode(matrix.columns),
          Blobs.encode(matrix.values),
        ], database)
    }
    for (position, picture) in evaluation.pictures.enumerated() {
      if let fault = picture.malformed { throw malformed("picture \(position)", fault) }
      try insert(
        "evaluated_picture",
        [sequence, position, picture.name, picture.caption, picture.width, Data(picture.pixels)], database)
    }
  }
}
