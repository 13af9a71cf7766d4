import Experiment
import TestSupport

/// A short run on three tasks that has everything version 5 of the layout brought, with odd values in it, and a twin.
enum TaskedRun {
  /// SQL that takes the tables of version 5 and of what came after away.
  static let withoutTables = """
    DROP TABLE started_task; DROP TABLE step_task; DROP TABLE evaluated_task; DROP TABLE evaluated_figures;
    DROP TABLE evaluated_matrix; DROP TABLE evaluated_picture; DROP TABLE started_trained;
    """

  static let tasks = [
    TaskShape(name: "topics", kind: "classification", metric: "accuracy", group: 0, examples: 900),
    TaskShape(name: "näh,\"e\"\n", kind: "similarity", metric: "pearson", group: 1, examples: 0),
    TaskShape(name: "", kind: "", metric: "", group: 1 << 16, examples: 1 << 53),
  ]

  static func evaluation(step: Int, score: Double = 0.5) -> Evaluation {
    Evaluation(
      step: step, tokens: 100 * step, loss: 1.25, bitsPerByte: .nan,
      tasks: [
        TaskScore(
          task: 0, group: 0, loss: 0.5, metrics: [NamedValue("accuracy", 0.1 + score), NamedValue("f1", -0.0)],
          examples: 200),
        TaskScore(
          task: 1, group: 1, loss: .nan, metrics: [NamedValue("pearson", .nan), NamedValue("spearman", .infinity)],
          examples: 1 << 40),
        TaskScore(task: 2, group: 7, loss: -0.0, metrics: [], examples: 0),
      ],
      figures: [NamedValue("score", score), NamedValue("harmed", -0.0), NamedValue("accuracy", .nan)],
      matrices: [
        NamedMatrix(
          name: "relevance.data", rows: ["topics", "näh,\"e\"\n"], columns: ["a", "", "c"],
          values: [1, .nan, -0.0, .infinity, 0.25, Float.leastNonzeroMagnitude]),
        NamedMatrix(name: "", rows: [], columns: [], values: []),
        NamedMatrix(name: "rows alone", rows: ["x"], columns: [], values: []),
        NamedMatrix(name: "columns alone", rows: [], columns: ["x"], values: []),
      ],
      pictures: [
        Picture(name: "image.0", caption: "a photo", width: 2, pixels: [0, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        Picture(name: "", caption: "", width: 9, pixels: []),
      ],
      weightHash: 3)
  }

  static var header: Header {
    var header = ScriptedRun(steps: 4).header()
    (header.workload, header.tasks, header.moeLayers, header.domains) = ("nlu", tasks, [], [])
    return header
  }

  static var events: [Stamped] {
    func step(_ number: Int, task: Int?) -> Step {
      Step(step: number, tokens: 100 * number, loss: 1, terms: [NamedValue("accuracy", 2)], task: task)
    }
    let events: [Event] = [
      .started(header), .step(step(1, task: 0)), .evaluated(evaluation(step: 1)),
      .twin(.started(TwinStart(step: 1, steps: 3, changes: []))), .step(step(2, task: 2)),
      .twin(.step(step(2, task: 1))), .evaluated(evaluation(step: 2)),
      .twin(.evaluated(evaluation(step: 2, score: 0.25))), .step(step(3, task: nil)),
      .twin(.ended(TwinEnd(step: 3, choice: .cancelled, branch: ""))), .step(step(4, task: 1)),
      .evaluated(Evaluation(step: 4, tokens: 400, loss: 1, bitsPerByte: .nan, figures: [NamedValue("score", 0.75)])),
      .finished(Finish(reason: .completed, step: 4)),
      .evaluatedUnder(
        ConditionalEvaluation(checkpoint: "c", conditions: ["x"], evaluation: evaluation(step: 4, score: 0.125))),
    ]
    return events.enumerated().map { Stamped(sequence: $0.offset, time: Double($0.offset), event: $0.element) }
  }
}
