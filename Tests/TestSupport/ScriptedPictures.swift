public import Experiment
import Foundation
import Synchronization

/// A run of a vision transformer that merges tokens and never happened: the events a trainer could have emitted, the
/// same each time.
///
/// Pictures are disc, square and triangle on a slope of colour, of 10 × 10 patches with 2 × 2 pixels each. Every block
/// but one merges the neighbouring groups whose colours are nearest; PYRA's factors follow from chance.
public struct ScriptedPictures: Sendable {
  /// Number of steps.
  public var steps = 160
  /// Steps between evaluations.
  public var evaluationEvery = 40
  /// Number of pictures that are shown.
  public var images = 3
  /// Tokens that each block removes.
  public var removed = [12, 14, 0, 16, 16, 14]
  /// Names of the classes.
  public var classes = ["disc", "square", "triangle", "ring", "cross", "star"]
  /// Whether merging has trained factors.
  public var hasGates = true
  /// Whether no figure is a number.
  public var isNaN = false
  /// What is added to the accuracy, and the images a second without merging.
  public var (gain, plainRate) = (0.0, 62.0)
  /// What is learnt.
  public var task = "shapes"
  /// Name and seed of the run.
  public var (name, seed) = ("scripted-pictures", 11)
  /// Whether the run ends with `finished`.
  public var finishes = true

  /// The standard run.
  public init() {}

  static let side = 10
  private static let scale = 2

  private func draw(_ a: Int, _ b: Int = 0, _ c: Int = 0) -> Double {
    var run = ScriptedRun()
    run.seed = 11
    return run.draw(a, b, c)
  }

  /// What the run says of itself.
  public var header: Header {
    var recipe = Recipe()
    recipe[Keys.Run.name] = name
    recipe[Keys.Run.seed] = seed
    recipe[Keys.Run.workload] = .tokenMerging
    recipe[Keys.Run.steps] = steps
    recipe[Keys.Images.task] = task
    recipe[Keys.Merging.schedule] = .listed
    recipe[Keys.Merging.removed] = Numbers(removed.map(Double.init))
    return Header(
      name: name, workload: "token-merging", recipe: recipe.toml, seed: UInt64(seed), firstStep: 0, totalSteps: steps,
      tokensPerStep: 3232, sequenceLength: 101, vocabulary: 0, domains: [task], moeLayers: [],
      layers: removed.count, totalParameters: 21_589_000, activeParameters: 21_589_000, flopsPerToken: 9.1e7,
      machine: Machine(
        processor: "Example CPU @ 2.50GHz", cores: 2, threads: 2, blasCore: "SkylakeX", sgemmGflops: 310.5),
      version: "0.1.0", trainedParameters: 91_508)
  }

  /// All events, stamped from sequence number 0 on.
  public var events: [Stamped] { events(through: steps) }

  /// The events up to and including a step, with what belongs to it.
  public func events(through last: Int) -> [Stamped] {
    var script = Script(sequence: 0, time: 1_700_000_000)
    script.emit(.started(header), after: 0)
    script.emit(.log(LogLine(text: "800 pictures of shapes to train on, 200 to validate")), after: 0.4)
    script.emit(.evaluated(evaluation(0)), after: 2)
    for number in 1...max(1, last) where number <= last {
      let seconds = 0.42 + 0.05 * draw(number, 2)
      script.emit(
        .step(
          Step(
            step: number, tokens: number * 3232,
            loss: isNaN ? .nan : 0.2 + 1.6 * exp(-Double(number) / 45) + 0.1 * draw(number, 3),
            learningRate: 1e-3 * min(1, Double(number) / 16), gradientNorm: 1 + draw(number, 4),
            tokensPerSecond: 3232 / seconds, seconds: seconds,
            phases: [NamedValue("forward", seconds * 0.41), NamedValue("backward", seconds * 0.52)],
            gflops: 3232 / seconds * 9.1e7 / 1e9, residentBytes: 388_000_000)), after: seconds)
      if number.isMultiple(of: evaluationEvery) || number == steps {
        script.emit(.evaluated(evaluation(number)), after: 1.5)
      }
    }
    if finishes, last == steps { script.emit(.finished(Finish(reason: .completed, step: last)), after: 0.01) }
    return script.events
  }

  private func accuracy(_ step: Int) -> Double {
    isNaN ? .nan : 0.82 - 0.6 * exp(-Double(step) / 40) + 0.03 * (draw(step, 5) - 0.5) + gain
  }

  private func evaluation(_ step: Int) -> Evaluation {
    let after = removed.indices.map { block in 101 - removed[...block].reduce(0, +) }
    let isLast = step == steps
    let saving = Double(after.reduce(0, +)) / Double(101 * max(1, removed.count))
    var figures = [NamedValue("accuracy", accuracy(step))]
    if isLast { figures += [NamedValue("accuracy.test", accuracy(step) - 0.021), NamedValue("loss.test", 0.61)] }
    figures += [
      NamedValue("images_per_second", isNaN ? .nan : plainRate / saving),
      NamedValue("plain_images_per_second", plainRate),
      NamedValue("gflops_per_image", isNaN ? .nan : 9.2 * saving),
    ]
    var matrices = [
      confusion(step),
      NamedMatrix(
        name: "tokens", rows: ["after"], columns: removed.indices.map(String.init), values: after.map { Float($0) }),
    ]
    if isLast { matrices.insert(confusion(step, "confusion.test", images: 120), at: 1) }
    if hasGates { matrices += ["gates.token", "gates.channel"].enumerated().map { gates($1, step, $0) } }
    return Evaluation(
      step: step, tokens: step * 3232, loss: isNaN ? .nan : 1.8 - 1.7 * accuracy(step), bitsPerByte: .nan,
      figures: figures, matrices: matrices, pictures: step == 0 || isLast ? pictures : [], seconds: 1.4)
  }

  /// The counts of the true and the predicted classes, of so many images a class.
  private func confusion(_ step: Int, _ name: String = "confusion", images: Double = 33) -> NamedMatrix {
    let count = classes.count
    let values = (0..<count).flatMap { row in
      (0..<count).map { column -> Float in
        if isNaN { return .nan }
        let right = accuracy(step)
        return Float((images * (row == column ? right : (1 - right) * draw(row, column, 6))).rounded())
      }
    }
    return NamedMatrix(name: name, rows: classes, columns: classes, values: values)
  }

  private func gates(_ name: String, _ step: Int, _ kind: Int) -> NamedMatrix {
    let grown = 1 - exp(-Double(step) / 60)
    let rows: [(Int) -> Double] = [
      { 0.2 * grown * (draw($0, kind, 7) - 0.4) }, { 0.04 + 0.1 * grown * draw($0, kind, 8) },
      { -0.1 - 0.5 * grown * draw($0, kind, 9) }, { 0.1 + 0.6 * grown * draw($0, kind, 10) },
    ]
    return NamedMatrix(
      name: name, rows: ["mean", "deviation", "lowest", "highest"], columns: removed.indices.map(String.init),
      values: rows.flatMap { row in
        removed.indices.map { block in removed[block] == 0 || isNaN ? .nan : Float(row(block)) }
      })
  }

  // MARK: Pictures

  private func colour(_ image: Int, _ cell: Int) -> SIMD3<Double> {
    let (x, y) = (Double(cell % Self.side) - 4.5, Double(cell / Self.side) - 4.5)
    let isInside =
      switch image % 3 {
      case 0: x * x + y * y < 10
      case 1: max(abs(x), abs(y)) < 3
      default: y < 3 && abs(x) < (y + 4) / 2
      }
    let noise = 14 * draw(image, cell, 12)
    if isInside { return [SIMD3(214, 74, 52), SIMD3(240, 196, 60), SIMD3(70, 170, 90)][image % 3] + noise }
    return SIMD3(40 + 8 * (x + 5), 70 + 6 * (y + 5), 120 + 6 * (5 - y)) + noise
  }

  /// Pictures that were made before: they take long, and are the same at every step.
  private static let made = Mutex<[String: [Picture]]>([:])

  private var pictures: [Picture] {
    let key = "\(images) \(removed) \(hasGates) \(classes.prefix(images))"
    if let known = Self.made.withLock({ $0[key] }) { return known }
    let pictures = drawnPictures
    Self.made.withLock { $0[key] = pictures }
    return pictures
  }

  private var drawnPictures: [Picture] {
    (0..<images).flatMap { image -> [Picture] in
      let cells = Self.side * Self.side
      let colours = (0..<cells).map { colour(image, $0) }
      var owners = Array(0..<cells)
      var sums = colours.map { (colour: $0, count: 1.0) }
      var result = [
        picture("image.\(image)", classes.isEmpty ? "" : classes[image % classes.count]) { cell, _, _ in colours[cell] }
      ]
      var left = cells + 1
      for (block, count) in removed.enumerated() where count > 0 {
        let before = owners
        var sources: [Int: Double] = [:]
        for pair in 0..<count {
          guard let (source, target) = nearest(owners, sums) else { break }
          sources[source] = 1.6 * (draw(image, 100 * block + pair, 13) - 0.5)
          sums[target] = (sums[target].colour + sums[source].colour, sums[target].count + sums[source].count)
          for cell in owners.indices where owners[cell] == source { owners[cell] = target }
        }
        left -= count
        if hasGates {
          result.append(
            picture("gate.\(image).\(block)", "before block \(block)'s merging: \(count) sources, factors -0.8 to 0.8")
            {
              cell, _, _ in
              sources[before[cell]].map { SIMD3(repeating: 128 + 127 * $0) } ?? colours[cell] * 0.12
            })
        }
        let after = owners
        result.append(
          picture("merged.\(image).\(block)", "after block \(block): \(left) tokens") { cell, row, column in
            let isRight = column == 1 && cell % Self.side < Self.side - 1 && after[cell + 1] != after[cell]
            let isBelow = row == 1 && cell + Self.side < cells && after[cell + Self.side] != after[cell]
            let mean = sums[after[cell]].colour / sums[after[cell]].count
            return isRight || isBelow ? mean * 0.35 : mean
          })
      }
      return result
    }
  }

  /// The two neighbouring groups whose mean colours are nearest.
  private func nearest(_ owners: [Int], _ sums: [(colour: SIMD3<Double>, count: Double)]) -> (Int, Int)? {
    var best: (source: Int, target: Int, distance: Double)?
    for cell in owners.indices {
      for other in [cell % Self.side < Self.side - 1 ? cell + 1 : cell, cell + Self.side]
      where other < owners.count && owners[other] != owners[cell] {
        let (one, two) = (owners[cell], owners[other])
        let gap = sums[one].colour / sums[one].count - sums[two].colour / sums[two].count
        let distance = (gap * gap).sum() * min(sums[one].count, sums[two].count)
        if distance < best?.distance ?? .infinity { best = (two, one, distance) }
      }
    }
    return best.map { ($0.source, $0.target) }
  }

  private func picture(
    _ name: String, _ caption: String, _ colour: (_ cell: Int, _ row: Int, _ column: Int) -> SIMD3<Double>
  ) -> Picture {
    let width = Self.side * Self.scale
    let pixels = (0..<width * width).flatMap { at -> [UInt8] in
      let (x, y) = (at % width, at / width)
      let value = colour(y / Self.scale * Self.side + x / Self.scale, y % Self.scale, x % Self.scale)
      return (0..<3).map { UInt8(min(max(value[$0].rounded(), 0), 255)) }
    }
    return Picture(name: name, caption: caption, width: width, pixels: pixels)
  }
}
