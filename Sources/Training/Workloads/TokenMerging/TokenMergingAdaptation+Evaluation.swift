internal import Data
internal import Experiment
internal import Foundation
internal import Models
public import Tensor

extension TokenMergingAdaptation {
  /// Pictures of which merging is shown.
  private static let shown = 4

  /// Loss and accuracy on validation pictures, at the end of the run also on test pictures, and what merging did.
  ///
  /// Speeds are those of the forward passes over validation pictures, and of some of them with the same weights and
  /// without merging, by the median over this run's evaluations. Groups of merged patches are drawn in the first and the
  /// last evaluation.
  public func evaluate(_ tape: Tape) -> EvaluationResult {
    let isLast = steps >= settings.lastStep
    let length = min(data.validation.count, settings.validationBatches * settings.batchSize)
    let validation = score(tape, data.validation, count: length, isTimed: true)
    let options = model.options
    let tokens = options.tokens(height: data.training.size, width: data.training.size)
    let operations =
      Double(options.operations(tokens: tokens)) + 2 * Double(options.adaptationMultiplications(tokens: tokens))
    var figures = [NamedValue("accuracy", validation.accuracy)]
    var matrices = [confusion("confusion", validation)]
    if isLast || settings.testsEachEvaluation && steps > 0, data.test.count > 0 {
      let test = score(tape, data.test, count: data.test.count)
      best = max(best.isNaN ? 0 : best, test.accuracy)
      figures += [NamedValue("accuracy.test", test.accuracy), NamedValue("loss.test", test.loss)]
      if settings.testsEachEvaluation { figures.append(NamedValue("accuracy.test.best", best)) }
      matrices.append(confusion("confusion.test", test))
    }
    figures += [
      NamedValue("images_per_second", times.rate),
      NamedValue("plain_images_per_second", times.plainRate),
      NamedValue("gflops_per_image", operations * 1e-9),
    ]
    let counts = options.tokenCounts(from: tokens)
    matrices.append(
      NamedMatrix(
        name: "tokens", rows: ["after"], columns: counts.indices.map(String.init), values: counts.map { Float($0) }))
    matrices += validation.gates.matrices
    let pictures = hasShown && !isLast ? [] : mergePictures(tape)
    hasShown = true
    return EvaluationResult(
      loss: validation.loss, bitsPerByte: .nan,
      domains: [DomainLoss(domain: data.task, loss: validation.loss, tokens: length * tokens)], positions: [],
      figures: figures, matrices: matrices, pictures: pictures)
  }

  /// What the model made of pictures.
  private struct Score {
    var loss = 0.0
    var accuracy = 0.0
    /// True class first: counts, (classes, classes).
    var confusion: [Float]
    var gates: GateStatistics
  }

  /// - Parameters:
  ///   - count: how many pictures; fewer than there are are taken evenly from all, which lie in order of class.
  ///   - isTimed: whether the times of its batches count for the speeds.
  private func score(_ tape: Tape, _ examples: ImageExamples, count: Int, isTimed: Bool = false) -> Score {
    let classes = data.classes.count
    var score = Score(
      confusion: Array(repeating: 0, count: classes * classes),
      gates: GateStatistics(blocks: model.options.blocks.count))
    let isReduced = model.options.blocks.contains { $0.removed > 0 }
    var (merging, plain): ([Double], [Double]) = ([], [])
    var right = 0
    for first in stride(from: 0, to: count, by: settings.batchSize) {
      let indices = (first..<min(first + settings.batchSize, count)).map { $0 * examples.count / count }
      let observer = MergeObserver()
      let (logits, time) = forward(tape, examples, indices, ViTPass(observer: observer))
      let labels = indices.map { examples.labels[$0] }
      let loss = ClassificationLoss(logits, labels: labels)
      score.loss += loss.losses.reduce(0, +)
      for (label, prediction) in zip(labels, loss.predictions) {
        score.confusion[label * classes + prediction] += 1
        if label == prediction { right += 1 }
      }
      score.gates.add(observer)
      // A short batch at the end costs more an image.
      guard isTimed, first == 0 || indices.count == settings.batchSize else { continue }
      merging.append(time / Double(indices.count))
      if isReduced, plain.count < ForwardTimes.plainBatches {
        plain.append(forward(tape, examples, indices, ViTPass(merges: false)).seconds / Double(indices.count))
      }
    }
    if isTimed { times.add(merging: merging, plain: isReduced ? plain : merging) }
    score.loss = count > 0 ? score.loss / Double(count) : .nan
    score.accuracy = count > 0 ? Double(right) / Double(count) : .nan
    return score
  }

  /// The forward pass alone is timed, without the copying of pictures.
  private func forward(
    _ tape: Tape, _ examples: ImageExamples, _ indices: some Collection<Int>, _ pass: ViTPass
  ) -> (logits: Tensor, seconds: Double) {
    tape.begin(recording: false)
    let images = self.images(tape, examples, indices)
    let start = monotonicSeconds()
    guard let logits = model.forward(tape, images: images, pass).logits else {
      preconditionFailure("a transformer without head")
    }
    return (logits, monotonicSeconds() - start)
  }

  private func confusion(_ name: String, _ score: Score) -> NamedMatrix {
    NamedMatrix(name: name, rows: data.classes, columns: data.classes, values: score.confusion)
  }

  private func mergePictures(_ tape: Tape) -> [Picture] {
    let images = 0..<min(Self.shown, data.validation.count)
    if images.isEmpty { return [] }
    let observer = MergeObserver()
    tape.begin(recording: false)
    let output = model.forward(tape, images: self.images(tape, data.validation, images), ViTPass(observer: observer))
    return MergePictures(data.validation, images, patch: model.options.patch)
      .pictures(output.state, observer, classes: data.classes)
  }
}
