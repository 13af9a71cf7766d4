public import Experiment
import Foundation

/// A run on several tasks that never happened: the events a trainer could have emitted, the same each time.
///
/// Thirteen tasks of five kinds in four groups; relevance in three views and combined, figures of each task alone, and
/// distances of the levels. Some tasks are harmed by the others.
public struct ScriptedTasks: Sendable {
  /// Number of steps.
  public var steps = 240
  /// Number of tasks; those beyond the thirteen have numbers for names.
  public var count = 13
  /// Steps between evaluations.
  public var evaluationEvery = 40
  /// Layers of a path through the hierarchy.
  public var layers = 6
  /// Whether the tasks share experts (MMoE) whose gates are told.
  public var hasExperts = false
  /// Whether a twin with other groups trains beside it from step 120 to 180.
  public var hasTwin = false
  /// Names in place of the usual ones, such as those of a stranger.
  public var names: [String] = []
  /// Whether no figure is a number.
  public var isNaN = false
  /// Whether the run ends with `finished`.
  public var finishes = true

  /// The standard run.
  public init() {}

  private static let known: [(name: String, kind: String, metric: String, group: Int, examples: Int, top: Double)] = [
    ("sst2", "classification", "accuracy", 0, 67_349, 0.91), ("cola", "classification", "matthews", 2, 8_551, 0.46),
    ("trec", "classification", "accuracy", 0, 5_452, 0.95), ("subj", "classification", "accuracy", 0, 8_000, 0.96),
    ("mrpc", "pairs", "f1", 1, 3_668, 0.86), ("sick-e", "pairs", "accuracy", 1, 4_439, 0.84),
    ("rte", "pairs", "accuracy", 1, 2_490, 0.63), ("sick-r", "similarity", "pearson", 1, 4_439, 0.85),
    ("sts-b", "similarity", "spearman", 1, 5_749, 0.83), ("trec-qa", "ranking", "map", 2, 4_718, 0.79),
    ("snips", "labelling", "span_f1", 3, 13_084, 0.94), ("atis", "labelling", "span_f1", 3, 4_478, 0.95),
    ("wnut17", "labelling", "span_f1", 3, 3_394, 0.41),
  ]

  /// The tasks as the header has them.
  public var tasks: [TaskShape] {
    (0..<count).map { index in
      let known = Self.known[index % Self.known.count]
      let name =
        index < names.count ? names[index] : index < Self.known.count ? known.name : "\(known.name)-\(index)"
      return TaskShape(
        name: name, kind: known.kind, metric: known.metric, group: known.group, examples: known.examples)
    }
  }

  private func draw(_ a: Int, _ b: Int = 0, _ c: Int = 0) -> Double {
    var run = ScriptedRun()
    run.seed = 11
    return run.draw(a, b, c)
  }

  /// What the run says of itself.
  public var header: Header {
    var recipe = Recipe()
    recipe[Keys.Run.name] = "scripted-tasks"
    recipe[Keys.Run.workload] = .nlu
    recipe[Keys.Run.steps] = steps
    return Header(
      name: "scripted-tasks", workload: "nlu", recipe: recipe.toml, seed: 11, firstStep: 0, totalSteps: steps,
      tokensPerStep: 1024, sequenceLength: 64, vocabulary: 30_522, domains: [], moeLayers: [], layers: layers,
      totalParameters: 58_112_000, activeParameters: 22_713_000, flopsPerToken: 6.4e7,
      machine: Machine(
        processor: "Example CPU @ 2.50GHz", cores: 2, threads: 2, blasCore: "SkylakeX", sgemmGflops: 310.5),
      version: "0.1.0", tasks: tasks)
  }

  /// All events, stamped from sequence number 0 on.
  public var events: [Stamped] { events(through: steps) }

  /// The events up to and including a step, with what belongs to it.
  public func events(through last: Int) -> [Stamped] {
    var script = Script(sequence: 0, time: 1_700_000_000)
    script.emit(.started(header), after: 0)
    script.emit(.log(LogLine(text: "\(count) tasks, groups by combined relevance")), after: 0.4)
    script.emit(.evaluated(evaluation(0)), after: 2)
    let weights = tasks.map { pow(Double(max(1, $0.examples)), 0.75) }
    let whole = weights.reduce(0, +)
    for number in 1...max(1, last) where number <= last {
      var point = draw(number, 1) * whole
      let task = weights.firstIndex { weight in
        point -= weight
        return point < 0
      }
      let step = step(number, task: task ?? 0)
      script.emit(.step(step), after: step.seconds)
      if hasTwin { emitTwin(number, step, into: &script) }
      if number.isMultiple(of: evaluationEvery) || number == steps {
        script.emit(.evaluated(evaluation(number)), after: 1.5)
        if hasTwin, (121...180).contains(number) {
          script.emit(.twin(.evaluated(evaluation(number, twin: true))), after: 1.5)
        }
      }
    }
    if finishes, last == steps { script.emit(.finished(Finish(reason: .completed, step: last)), after: 0.01) }
    return script.events
  }

  private func emitTwin(_ number: Int, _ step: Step, into script: inout Script) {
    if number == 120 {
      let change = RecipeChange(key: "hierarchy.groups", before: "[]", after: "[\"sst2 trec subj cola\", …]")
      script.emit(.twin(.started(TwinStart(step: 120, steps: 60, changes: [change]))), after: 0)
    }
    guard (121...180).contains(number) else { return }
    var twin = step
    twin.loss -= 0.02 * draw(number, 9)
    script.emit(.twin(.step(twin)), after: 0.3)
  }

  private func step(_ number: Int, task: Int) -> Step {
    let seconds = 0.21 + 0.03 * draw(number, 2)
    let start = 0.9 + 0.2 * Double(task % 5)
    return Step(
      step: number, tokens: number * 1024,
      loss: isNaN ? .nan : start * (0.25 + 0.75 * exp(-Double(number) / 70)) + 0.1 * draw(number, 3),
      learningRate: 3e-5 * min(1, Double(number) / 24), gradientNorm: 1 + draw(number, 4),
      tokensPerSecond: 1024 / seconds, seconds: seconds,
      phases: [NamedValue("forward", seconds * 0.36), NamedValue("backward", seconds * 0.58)],
      gflops: 1024 / seconds * 6.4e7 / 1e9, residentBytes: 612_000_000, task: task)
  }

  /// The main figure of a task after a step.
  private func figure(_ task: Int, _ step: Int) -> Double {
    let top = Self.known[task % Self.known.count].top
    return top * (0.35 + 0.65 * (1 - exp(-Double(step) / 60))) + 0.02 * (draw(task, step, 5) - 0.5)
  }

  func evaluation(_ step: Int, twin: Bool = false) -> Evaluation {
    let tasks = tasks
    let scores = tasks.indices.map { index -> TaskScore in
      let value = isNaN ? .nan : figure(index, step) + (twin ? 0.03 * (draw(index, step, 6) - 0.35) : 0)
      let shape = tasks[index]
      return TaskScore(
        task: index, group: twin && index == 1 ? 0 : shape.group, loss: isNaN ? .nan : 1.2 - 0.9 * value,
        metrics: [NamedValue(shape.metric, value), NamedValue("second", value * 0.9)], examples: 500)
    }
    let mean = scores.reduce(0) { $0 + ($1.metrics.first?.value ?? 0) } / Double(max(1, count))
    let loss = scores.reduce(0) { $0 + $1.loss } / Double(max(1, count))
    return Evaluation(
      step: step, tokens: step * 1024, loss: loss, bitsPerByte: .nan, tasks: scores,
      figures: [NamedValue("score", mean), NamedValue("harmed", 3)],
      matrices: (step == 0 ? first : []) + [distance(step)] + (hasExperts ? experts(step) : []), seconds: 1.4)
  }

  /// What only the first evaluation tells.
  private var first: [NamedMatrix] {
    let tasks = tasks
    let names = tasks.map(\.name)
    func alike(_ name: String, _ salt: Int, _ own: Double, _ noise: Double) -> NamedMatrix {
      NamedMatrix(
        name: name, rows: names, columns: names,
        values: (0..<count).flatMap { row in
          (0..<count).map { column -> Float in
            if isNaN { return .nan }
            if row == column { return 1 }
            let (a, b) = (min(row, column), max(row, column))
            let base = tasks[a].group == tasks[b].group ? own : tasks[a].kind == tasks[b].kind ? own / 2 : 0.15
            return Float(min(1, max(0, base + noise * (draw(a, b, salt) - 0.5))))
          }
        })
    }
    let alone = NamedMatrix(
      name: "single", rows: names, columns: ["score"],
      values: tasks.indices.map { isNaN ? .nan : Float(figure($0, 240) + 0.06 * (draw($0, 7) - 0.55)) })
    return [
      alike("relevance.data", 20, 0.62, 0.5), alike("relevance.manual", 21, 0.75, 0.1),
      alike("relevance.model", 22, 0.55, 0.7), alike("relevance.combined", 23, 0.66, 0.25), alone,
    ]
  }

  /// Two layers a level: the bottom moves least, the tops most.
  private func distance(_ step: Int) -> NamedMatrix {
    let tasks = tasks
    let groups = Set(tasks.map(\.group)).sorted()
    let rows = ["bottom"] + groups.map { "group \($0)" } + tasks.map { "task \($0.name)" }
    let grown = 1 - exp(-Double(step) / 120)
    let values = rows.indices.flatMap { row -> [Float] in
      let level = row == 0 ? 0 : row <= groups.count ? 1 : 2
      return (0..<layers).map { layer in
        guard layer * 3 / layers == level else { return .nan }
        return isNaN ? .infinity : Float(grown * (0.02 + 0.03 * Double(level) + 0.03 * draw(row, layer, 8)))
      }
    }
    return NamedMatrix(name: "distance", rows: rows, columns: (0..<layers).map(String.init), values: values)
  }

  private func experts(_ step: Int) -> [NamedMatrix] {
    let tasks = tasks
    let count = 6
    return (0..<2).map { layer in
      NamedMatrix(
        name: "experts \(layer)", rows: tasks.map(\.name), columns: (0..<count).map { "expert \($0)" },
        values: tasks.indices.flatMap { task -> [Float] in
          let raw = (0..<count).map { expert in
            0.2 + draw(task, expert, 30 + layer)
              + (expert == tasks[task].group ? 2 * (1 - exp(-Double(step) / 80)) : 0)
          }
          let sum = raw.reduce(0, +)
          return raw.map { isNaN ? .nan : Float($0 / sum) }
        })
    }
  }
}
