public import Experiment
import Foundation

/// A run that adapts a model from photographs to sketches and never happened: the events a trainer could have emitted, the
/// same each time.
///
/// Steps alternate between source and target. Accuracy on targets is best before the end, the criterion without labels is
/// highest in between, so that last, chosen and best evaluation are three.
public struct ScriptedAdaptation: Sendable {
  /// Number of steps.
  public var steps = 240
  /// Steps between evaluations.
  public var evaluationEvery = 40
  /// Names of the classes.
  public var classes = ["disc", "square", "triangle", "ring", "cross", "star"]
  /// Whether steps are on one domain each, with prototypes and both dispersals; otherwise on both, with a discriminator.
  public var isAlternating = true
  /// Whether the recipe has both dispersals; what the run shows is the same.
  public var mixes = true
  /// Whether no figure is a number.
  public var isNaN = false
  /// What is added to the accuracy on targets.
  public var gain = 0.0
  /// Name and seed of the run.
  public var (name, seed) = ("scripted-adaptation", 5)
  /// Whether the run ends with `finished`.
  public var finishes = true

  /// The standard run.
  public init() {}

  static let side = 24

  private func draw(_ a: Int, _ b: Int = 0, _ c: Int = 0) -> Double {
    var run = ScriptedRun()
    run.seed = UInt64(seed)
    return run.draw(a, b, c)
  }

  /// What the run says of itself.
  public var header: Header {
    var recipe = Recipe()
    recipe[Keys.Run.name] = name
    recipe[Keys.Run.seed] = seed
    recipe[Keys.Run.workload] = .domainAdaptation
    recipe[Keys.Run.steps] = steps
    if !mixes { (recipe[Keys.Dispersal.crossWeight], recipe[Keys.Dispersal.insideWeight]) = (0, 0) }
    return Header(
      name: name, workload: "domain-adaptation", recipe: recipe.toml, seed: UInt64(seed), firstStep: 0,
      totalSteps: steps, tokensPerStep: 3232, sequenceLength: 101, vocabulary: 0, domains: ["photo", "sketch"],
      moeLayers: [], layers: 12, totalParameters: 21_589_000, activeParameters: 21_589_000, flopsPerToken: 9.1e7,
      machine: Machine(
        processor: "Example CPU @ 2.50GHz", cores: 2, threads: 2, blasCore: "SkylakeX", sgemmGflops: 310.5),
      version: "0.1.0",
      tasks: isAlternating
        ? ["source", "target"].map {
          TaskShape(name: $0, kind: "classification", metric: "accuracy", examples: $0 == "source" ? 900 : 600)
        } : [])
  }

  /// All events, stamped from sequence number 0 on.
  public var events: [Stamped] { events(through: steps) }

  /// The events up to and including a step, with what belongs to it.
  public func events(through last: Int) -> [Stamped] {
    var script = Script(sequence: 0, time: 1_700_000_000)
    script.emit(.started(header), after: 0)
    script.emit(.log(LogLine(text: "photo to sketch: 900 pictures, 18 of them labelled; 600 targets")), after: 0.4)
    script.emit(.evaluated(evaluation(0)), after: 2)
    for number in 1...max(1, last) where number <= last {
      let seconds = 0.42 + 0.05 * draw(number, 2)
      let terms = terms(number)
      script.emit(
        .step(
          Step(
            step: number, tokens: number * 3232, loss: isNaN ? .nan : terms.reduce(0) { $0 + $1.value } + 1.5,
            terms: terms, learningRate: 1e-2, gradientNorm: 1 + draw(number, 4), tokensPerSecond: 3232 / seconds,
            seconds: seconds,
            phases: [NamedValue("forward", seconds * 0.41), NamedValue("backward", seconds * 0.52)],
            gflops: 3232 / seconds * 9.1e7 / 1e9, residentBytes: 412_000_000,
            task: isAlternating ? (number - 1) % 2 : nil)), after: seconds)
      if number.isMultiple(of: evaluationEvery) || number == steps {
        script.emit(.evaluated(evaluation(number)), after: 1.5)
      }
    }
    if finishes, last == steps { script.emit(.finished(Finish(reason: .completed, step: last)), after: 0.01) }
    return script.events
  }

  private func terms(_ step: Int) -> [NamedValue] {
    func term(_ name: String, _ from: Double, _ to: Double, _ pace: Double) -> NamedValue {
      let noise = 0.12 * abs(from - to) * (draw(step, name.utf8.count, 3) - 0.5)
      return NamedValue(name, isNaN ? .nan : to + (from - to) * exp(-Double(step) / pace) + noise)
    }
    if !isAlternating { return [term("labelled", 1.7, 0.04, 35), term("domain", 0.69, 0.52, 60)] }
    if (step - 1).isMultiple(of: 2) {
      return [term("labelled", 1.7, 0.05, 35), term("prototypes", 2.6, 1.3, 70), term("cross", 1.9, 0.8, 90)]
    }
    return [
      term("prototypes", 2.8, 1.6, 80), term("cross", 1.8, 0.9, 90), term("diversity", 0.6, 0.03, 40),
      term("entropy", 1.5, 0.35, 60), term("xvd", 1.6, 0.5, 50), term("ivd", 1.7, 0.9, 70),
    ]
  }

  /// The share of right ones among easy, hard and outlying targets.
  private func accuracies(_ step: Int) -> [Double] {
    if isNaN { return [.nan, .nan, .nan] }
    let late = max(0, Double(step) - 160) / 1600
    let groups: [(end: Double, pace: Double, loss: Double)] = [(0.97, 40, 0), (0.78, 70, 1), (0.52, 100, 1.6)]
    return groups.enumerated().map { place, group -> Double in
      let learnt = group.end - (group.end - 0.3) * exp(-Double(step) / group.pace)
      return min(0.99, learnt - late * group.loss + 0.02 * (draw(step, place, 5) - 0.5) + gain)
    }
  }

  private func evaluation(_ step: Int) -> Evaluation {
    let parts = accuracies(step)
    let all = (parts[0] + parts[1] + parts[2]) / 3
    let earlier = Array(stride(from: 0, through: step, by: evaluationEvery))
    func mean(_ step: Int) -> Double { accuracies(step).reduce(0, +) / 3 }
    let chosen = earlier.max { criterion($0) < criterion($1) } ?? 0
    let figures = [
      NamedValue("accuracy", all), NamedValue("accuracy.easy", parts[0]), NamedValue("accuracy.hard", parts[1]),
      NamedValue("accuracy.outlier", parts[2]), NamedValue("accuracy.best", earlier.map(mean).max() ?? .nan),
      NamedValue("criterion", isNaN ? .nan : criterion(step)), NamedValue("accuracy.chosen", mean(chosen)),
      NamedValue("accuracy.source", isNaN ? .nan : 0.985 - 0.6 * exp(-Double(step) / 25)),
      NamedValue("threshold.easy", isNaN ? .nan : 0.26 - 0.0005 * Double(step)),
      NamedValue("threshold.hard", isNaN ? .nan : 0.74 - 0.0009 * Double(step)),
    ]
    let loss = log(6) - criterion(step)
    var matrices = [confidence(step), confusion(step, all)] + map(step)
    if isAlternating { matrices += [mixed] }
    let isShown = isAlternating && (step == 0 || step == steps)
    return Evaluation(
      step: step, tokens: step * 3232, loss: isNaN ? .nan : loss, bitsPerByte: .nan,
      domains: [DomainLoss(domain: "sketch", loss: isNaN ? .nan : loss, tokens: 60_600)], figures: figures,
      matrices: matrices, pictures: isShown ? pictures : [], seconds: 1.4)
  }

  private func criterion(_ step: Int) -> Double {
    let time = Double(step)
    return 1.52 - 1.3 * exp(-time / 45) - max(0, time - 200) / 700
  }

  private func confidence(_ step: Int) -> NamedMatrix {
    let pace = 0.12 + 0.6 * exp(-Double(step) / 60)
    let weights = (0..<20).map { bin in exp(-(Double(bin) + 0.5) / 20 / pace) + 0.02 }
    let total = weights.reduce(0, +)
    let counts = weights.enumerated().map { bin, weight in 600 * weight / total * (0.85 + 0.3 * draw(step, bin, 6)) }
    let right = counts.indices.map { bin in 0.98 - 0.8 * (Double(bin) + 0.5) / 20 }
    let rows = [zip(counts, right).map { $0 * $1 }, zip(counts, right).map { $0 * (1 - $1) }]
    return NamedMatrix(
      name: "confidence", rows: ["right", "wrong"], columns: (0..<20).map { "\(Double($0) / 20)" },
      values: rows.joined().map { isNaN ? .nan : Float($0.rounded()) })
  }

  private func confusion(_ step: Int, _ accuracy: Double) -> NamedMatrix {
    let count = classes.count
    let values = (0..<count).flatMap { row in
      (0..<count).map { column -> Float in
        if isNaN { return .nan }
        return Float((100 * (row == column ? accuracy : (1 - accuracy) * draw(row, column, 7) / 2)).rounded())
      }
    }
    return NamedMatrix(name: "confusion", rows: classes, columns: classes, values: values)
  }

  // MARK: The map

  private func centre(_ classIndex: Int, isTarget: Bool, _ step: Int) -> (x: Double, y: Double) {
    let angle = 2 * Double.pi * (Double(classIndex) + 0.25) / Double(max(1, classes.count))
    // Targets begin in the middle, and come to the source classes.
    let apart = isTarget ? 0.75 * exp(-Double(step) / 90) : 0
    return (x: (1 - apart) * cos(angle) * 1.4 + 0.5 * apart, y: (1 - apart) * sin(angle) - 0.3 * apart)
  }

  private func place(_ classIndex: Int, isTarget: Bool, _ number: Int, _ step: Int) -> (x: Double, y: Double) {
    let middle = centre(classIndex, isTarget: isTarget, step)
    let salt = isTarget ? 9 : 8
    let spread = isTarget ? 0.34 : 0.2
    func normal(_ axis: Int) -> Double {
      (0..<4).reduce(0) { $0 + draw(number, 10 * axis + $1, salt) } - 2
    }
    return (x: middle.x + spread * normal(1), y: middle.y + spread * normal(2))
  }

  private func map(_ step: Int) -> [NamedMatrix] {
    guard !classes.isEmpty else { return [] }
    func matrix(_ name: String, _ columns: [String], _ rows: [[Double]]) -> NamedMatrix {
      NamedMatrix(
        name: name, rows: rows.indices.map(String.init), columns: columns,
        values: rows.joined().map { isNaN ? .nan : Float($0) })
    }
    let sources = (0..<66).map { number -> [Double] in
      let at = place(number % classes.count, isTarget: false, number, step)
      return [at.x, at.y, Double(number % classes.count), number < 3 * classes.count ? 0 : 1]
    }
    let targets = (0..<84).map { number -> [Double] in
      let at = place(number % classes.count, isTarget: true, number, step)
      return [at.x, at.y, Double(number % classes.count), Double(number / classes.count % 7 / 3)]
    }
    var tables = [
      matrix("map.source", ["x", "y", "class", "kind"], sources),
      matrix("map.target", ["x", "y", "class", "kind"], targets),
    ]
    guard isAlternating else { return tables }
    let prototypes = (0..<2 * classes.count).map { number -> [Double] in
      let at = centre(number / 2, isTarget: number % 2 == 1, step)
      return [at.x, at.y, Double(number % 2), Double(number / 2)]
    }
    let pairs = (0..<12).map { number -> [Double] in
      let (from, to) = (targets[7 * number], number < 6 ? sources[7 * number % 18] : targets[(7 * number + 24) % 84])
      return [from[0], from[1], to[0], to[1], number < 6 ? 0 : 1]
    }
    tables.append(matrix("map.prototypes", ["x", "y", "domain", "class"], prototypes))
    tables.append(matrix("map.pairs", ["x0", "y0", "x1", "y1", "kind"], pairs))
    return tables
  }

  // MARK: Mixed pairs

  /// Kind, share of the first, classes of the two.
  private static let pairs: [(kind: Int, share: Double, first: Int, second: Int)] = [
    (0, 0.71, 3, 3), (0, 0.64, 5, 4), (1, 0.83, 1, 2), (1, 0.58, 0, 3),
  ]

  private var mixed: NamedMatrix {
    NamedMatrix(
      name: "mixed", rows: Self.pairs.indices.map(String.init), columns: ["kind", "share", "first", "second"],
      values: Self.pairs.flatMap { pair in
        [Double(pair.kind), pair.share, Double(pair.first), Double(pair.second)].map { isNaN ? .nan : Float($0) }
      })
  }

  private var pictures: [Picture] {
    Self.pairs.enumerated().flatMap { number, pair -> [Picture] in
      let isOfSource = pair.kind == 0 || number == 3
      let first = pixels(pair.first, isTarget: true, 2 * number)
      let second = pixels(pair.second, isTarget: !isOfSource, 2 * number + 1)
      let mixed = zip(first, second).map { $0 * pair.share + $1 * (1 - pair.share) }
      func name(_ index: Int) -> String { index < classes.count ? classes[index] : "?" }
      let share = Int((100 * pair.share).rounded())
      let captions = [
        "target \(211 + number): \(name(pair.first)), \(share) %",
        isOfSource
          ? "source \(40 + number): \(name(pair.second)), \(100 - share) %"
          : "target \(96 + number): \(name(pair.second)), \(100 - share) %", "",
      ]
      return zip(["first", "second", "mixed"], zip([first, second, mixed], captions)).map { name, content in
        Picture(
          name: "pair.\(number).\(name)", caption: content.1, width: Self.side,
          pixels: content.0.map { UInt8(min(max($0.rounded(), 0), 255)) })
      }
    }
  }

  /// Coloured shapes before a dark slope, or their outlines on paper. Red, green and blue of each pixel.
  private func pixels(_ classIndex: Int, isTarget: Bool, _ salt: Int) -> [Double] {
    let half = Double(Self.side) / 2 - 0.5
    func isInside(_ column: Int, _ row: Int) -> Bool {
      let (x, y) = ((Double(column) - half) / half + 0.1 * (draw(salt, 1, 10) - 0.5), (Double(row) - half) / half)
      switch classIndex % 6 {
      case 0: return x * x + y * y < 0.5
      case 1: return max(abs(x), abs(y)) < 0.6
      case 2: return y < 0.6 && abs(x) < (y + 0.8) / 2
      case 3: return x * x + y * y < 0.6 && x * x + y * y > 0.2
      case 4: return min(abs(x), abs(y)) < 0.22 && max(abs(x), abs(y)) < 0.75
      default: return abs(x).squareRoot() + abs(y).squareRoot() < 0.92
      }
    }
    return (0..<Self.side * Self.side).flatMap { pixel -> [Double] in
      let (column, row) = (pixel % Self.side, pixel / Self.side)
      let inside = isInside(column, row)
      let noise = 12 * draw(salt, pixel, 11)
      if isTarget {
        let isEdge = inside != isInside(column + 1, row) || inside != isInside(column, row + 1)
        return isEdge ? [50, 46, 52] : [236 - noise, 230 - noise, 214 - noise]
      }
      let colours: [[Double]] = [
        [214, 74, 52], [240, 196, 60], [70, 170, 90], [90, 150, 230], [200, 110, 210], [235, 150, 70],
      ]
      if inside { return colours[classIndex % 6].map { $0 - noise } }
      return [30 + 2 * Double(row) + noise, 44 + 2 * Double(row), 66 + 3 * Double(column)]
    }
  }
}
