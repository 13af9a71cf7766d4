import Experiment
import Foundation
import Models
import Tensor
import Training

/// `switchyard bench --vit`: images a second of a ViT-S/14 at 224 pixels, without merging and with, evaluating and
/// training low-rank corrections.
///
/// All ways do their steps in turn, one of each, so that what else the machine does falls on all of them. The values of
/// weights and images are drawn: they do not change the work.
struct ViTBench {
  /// Images a step.
  let batch: Int
  let steps: Int
  let threads: Int

  /// What one way came to.
  struct Row: Encodable {
    /// `plain`, or by how much the multiplications are to fall and what happens to the sources.
    let way: String
    /// `evaluate` or `train`.
    let work: String
    let images_per_second: Double
    /// Against the plain way in the same run.
    let speed: Double
    /// Multiplications of the plain way over those of this one.
    let saving: Double
    /// Tokens each block removes.
    let merge: [Int]

    static let heading = "way                work       images/s    speed  multiplications"

    var text: String {
      func left(_ text: String, _ width: Int) -> String { text.padding(toLength: width, withPad: " ", startingAt: 0) }
      return left(way, 19) + left(work, 9)
        + String(format: "%10.1f %7.2f× %9.2f× fewer", images_per_second, speed, saving)
    }
  }

  private static let side = 224
  private static let classes = 10
  private static let lora = LoRAOptions(rank: 4)

  /// ViT-S/14 with LayerScale, as the weights that `data fetch` brings.
  private static var options: ViTOptions {
    var options = ViTOptions(
      width: 384, heads: 6, depth: 12, patch: 14, inner: 1536, classes: classes,
      positionGrid: GridSize(height: side / 14, width: side / 14), hasLayerScale: true)
    options.lora = lora
    return options
  }

  private static let ways: [(name: String, ratio: Double, reducer: String)] = [
    ("plain", 1, "none"), ("1.7 ToMe", 1.7, "none"), ("1.7 PYRA", 1.7, "pyra"), ("3.2 ToMe", 3.2, "none"),
    ("3.2 PYRA", 3.2, "pyra"),
  ]

  /// Measures all ways; `report` gets each row.
  func run(report: (Row) -> Void) {
    let pool = ThreadPool(threads: threads)
    let tokens = Self.options.tokens(height: Self.side, width: Self.side)
    let subjects = Self.ways.map { way in
      var options = Self.options
      if way.ratio > 1 { options.merge(FoundSchedule(ratio: way.ratio).removed(options, tokens: tokens)) }
      options.reducer = way.reducer
      return Subject(options, batch: batch, side: Self.side, pool: pool)
    }
    for work in [Work.evaluate, .train] {
      for step in -1..<steps {
        for subject in subjects { subject.step(work, measures: step >= 0) }
      }
      let plain = subjects[0].median(work)
      for (way, subject) in zip(Self.ways, subjects) {
        report(
          Row(
            way: way.name, work: work.rawValue, images_per_second: Double(batch) / subject.median(work),
            speed: plain / subject.median(work),
            saving: Double(Self.options.multiplications(tokens: tokens))
              / Double(subject.options.multiplications(tokens: tokens)),
            merge: subject.options.blocks.map(\.removed)))
      }
    }
  }

  private enum Work: String {
    case evaluate
    case train
  }

  /// A model under measurement.
  private final class Subject {
    let options: ViTOptions
    private let model: VisionTransformer
    private let optimizer: AdamW
    private let tape: Tape
    private let images: [Float]
    private let shape: [Int]
    private let labels: [Int]
    private var seconds: [Work: [Double]] = [:]

    init(_ options: ViTOptions, batch: Int, side: Int, pool: ThreadPool) {
      self.options = options
      model = VisionTransformer(options, trains: ViTParameters.isAdaptation)
      model.initialise(seed: 1)
      optimizer = AdamW(model.parameters.trained)
      tape = Tape(pool: pool)
      shape = [batch, 3, side, side]
      labels = (0..<batch).map { $0 % options.classes }
      var values = [Float](repeating: 0, count: shape.reduce(1, *))
      values.withUnsafeMutableBufferPointer { CounterRandom(seed: 1, stream: 1).fillNormal($0, from: 0) }
      images = values
    }

    func step(_ work: Work, measures: Bool) {
      let start = monotonicSeconds()
      tape.begin(recording: work == .train)
      let output = model.forward(tape, images: tape.constant(images, shape))
      if work == .train, let logits = output.logits {
        model.parameters.trained.forgetGradients()
        tape.backward(from: [(logits, ClassificationLoss(logits, labels: labels).gradient)])
        tape.finish(model.parameters.trained)
        optimizer.step(learningRate: 1e-4, tape.pool)
      }
      if measures { seconds[work, default: []].append(monotonicSeconds() - start) }
    }

    func median(_ work: Work) -> Double { (seconds[work] ?? [0]).median }
  }
}
