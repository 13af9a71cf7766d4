internal import Data
internal import Experiment
internal import Models
public import Tensor

/// One part of the held-out data of all tasks, in batches of like length.
struct HeldOutBatches: Sendable {
  /// By task: the numbers of the examples of each batch, and the batch.
  let tasks: [[(examples: [Int], batch: TaskBatch)]]
}

extension UnderstandingData {
  /// Sequences a batch in evaluation.
  private static let heldOutBatch = 32

  /// Validation, then test.
  var heldOutBatches: [HeldOutBatches] {
    [\EncodedTask.validation, \.test].map { part in
      HeldOutBatches(
        tasks: tasks.enumerated().map { number, task in
          let examples = task[keyPath: part]
          return EncoderBatch.buckets(lengths: examples.map(\.ids.count), most: Self.heldOutBatch)
            .map { ($0, batch(of: number, examples, $0)) }
        })
    }
  }
}

extension Understanding {
  /// Loss and metrics of every task on validation examples; after the run's last step also on test examples, whose
  /// metrics are named `test.…`.
  ///
  /// The loss is the mean of the tasks' scaled losses, `score` the mean of their main metrics. `distance` tells how far
  /// each copy has moved from the common start.
  public func evaluate(_ tape: Tape) -> EvaluationResult {
    let groups = encoder.groupOfTask
    let isLast = stepsDone >= header.totalSteps
    var (scores, tests): ([TaskScore], [Double]) = ([], [])
    var gates = encoder.gateMeans
    for (number, task) in data.tasks.enumerated() {
      let validation = look(tape, number, heldOut[0], task.validation) { gates?.add($0, task: number) }
      var metrics = validation.metrics
      if isLast {
        let test = look(tape, number, heldOut[1], task.test)
        metrics += test.metrics.map { NamedValue("test.\($0.name)", $0.value) }
        tests.append(test.metrics.first?.value ?? .nan)
      }
      scores.append(
        TaskScore(
          task: number, group: groups[number], loss: validation.loss, metrics: metrics,
          examples: TaskScores.count(task.validation)))
    }
    var result = EvaluationResult(loss: Self.mean(scores.map(\.loss)), bitsPerByte: .nan, domains: [], positions: [])
    result.tasks = scores
    result.figures = [NamedValue("score", Self.mean(scores.map { $0.metrics.first?.value ?? .nan }))]
    if isLast { result.figures.append(NamedValue("score.test", Self.mean(tests))) }
    result.matrices = [distance, weights].compactMap { $0 } + (gates.map(expertMatrices) ?? [])
    if isFirstEvaluation { result.matrices += (data.relevance?.matrices ?? []) + [reference].compactMap { $0 } }
    isFirstEvaluation = false
    return result
  }

  /// `single`: what each task comes to alone, by the recipe, with a column for each step or one for the end; nil where it
  /// does not say.
  private var reference: NamedMatrix? {
    let values = recipe[Keys.Tasks.reference].values
    if values.isEmpty { return nil }
    let steps = recipe[Keys.Tasks.referenceSteps].values
    let columns = steps.isEmpty ? ["alone"] : steps.map { "step \(Int($0))" }
    let names = data.tasks.map(\.name)
    return NamedMatrix(
      name: "single", rows: names, columns: columns,
      values: names.indices.flatMap { task in
        columns.indices.map { Float(values[$0 * names.count + task]) }
      })
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// One task on one part: the mean scaled loss over its examples, or words, and its metrics.
  private func look(
    _ tape: Tape, _ number: Int, _ part: HeldOutBatches, _ examples: [EncodedExample],
    gates: ([MixtureStatistics]) -> Void = { _ in }
  ) -> (loss: Double, metrics: [NamedValue]) {
    let (task, head) = (data.tasks[number], heads[number])
    var predictions = HeadPredictions(of: task, count: examples.count)
    var (sum, count) = (0.0, 0)
    for (numbers, batch) in part.tasks[number] where !batch.positions.isEmpty {
      tape.begin(recording: false)
      let (outputs, mixture) = self.outputs(tape, batch, noise: nil)
      gates(mixture)
      let loss = head.loss(tape, outputs: outputs, targets: batch.targets)
      sum += Double(loss.data[0]) * Double(batch.positions.count)
      count += batch.positions.count
      predictions.take(outputs, of: numbers, examples)
    }
    return (
      count == 0 ? .nan : sum / Double(count) * Double(head.kind.lossScale),
      TaskScores.scores(of: task, predictions: predictions.all, on: examples)
        .map { NamedValue($0.metric.rawValue, $0.value) }
    )
  }

  /// How far every copy of every layer has moved.
  private var distance: NamedMatrix? {
    let rows = encoder.distances
    if rows.isEmpty { return nil }
    let names = data.tasks.map(\.name)
    let middle =
      encoder.options.mixture.map { $0.names(tasks: names).map { "expert \($0)" } }
      ?? Set(encoder.groupOfTask).sorted().map { "group \($0)" }
    return NamedMatrix(
      name: "distance", rows: ["bottom"] + middle + names.map { "task \($0)" },
      columns: (0..<encoder.options.layers).map { "layer \($0)" }, values: Array(rows.joined()))
  }
}

/// What a head said of a task's examples, put together from batches.
private struct HeadPredictions {
  private let kind: TaskKind
  private var classes: [Int]
  private var numbers: [Double]
  private var tags: [[Int]]

  init(of task: EncodedTask, count: Int) {
    kind = task.kind
    (classes, numbers) = (Array(repeating: 0, count: count), Array(repeating: 0, count: count))
    tags = Array(repeating: [], count: count)
  }

  /// Takes the outputs of a batch; answers are ranked by the log-odds of being right.
  mutating func take(_ outputs: Tensor, of examples: [Int], _ all: [EncodedExample]) {
    let columns = outputs.columns
    func best(_ row: Int) -> Int {
      let values = outputs.data + row * columns
      return (1..<columns).reduce(0) { values[$1] > values[$0] ? $1 : $0 }
    }
    var row = 0
    for example in examples {
      switch kind {
      case .classification, .pairs: classes[example] = best(row)
      case .similarity: numbers[example] = Double(outputs.data[row])
      case .ranking: numbers[example] = Double(outputs.data[2 * row + 1]) - Double(outputs.data[2 * row])
      case .labelling:
        let words = all[example].wordStarts.count
        tags[example] = (row..<row + words).map(best)
        row += words
        continue
      }
      row += 1
    }
  }

  var all: TaskPredictions {
    switch kind {
    case .classification, .pairs: .classes(classes)
    case .similarity, .ranking: .numbers(numbers)
    case .labelling: .tags(tags)
    }
  }
}
