import Foundation

extension Tape {
  /// y = factor · exp(−s) · loss + s / 2: a loss weighted by how uncertain its task is, s = log σ².
  ///
  /// At its lowest point exp(s) is 2 · factor · loss, so that every task counts the same however large its loss is.
  /// Source: Kendall, Gal and Cipolla 2018, "Multi-Task Learning Using Uncertainty to Weigh Losses", arXiv:1705.07115,
  /// section 3: factor 1 for a likelihood of classes, ½ for a squared error.
  ///
  /// Shapes: loss and s have one element.
  public func uncertaintyWeighted(_ loss: Tensor, logVariance s: Tensor, factor: Float) -> Tensor {
    precondition(loss.count == 1 && s.count == 1, "uncertaintyWeighted: \(loss.shape), \(s.shape): not scalars")
    let y = result(of: [loss, s], shape: [1])
    let weight = factor * exp(-s.data[0])
    y.data[0] = weight * loss.data[0] + s.data[0] / 2
    record(y) { [self] dY in
      func add(_ value: Float, to tensor: Tensor) {
        guard let target = destination(tensor) else { return }
        target.data[0] = (target.accumulates ? target.data[0] : 0) + value
      }
      add(dY[0] * weight, to: loss)
      add(dY[0] * (0.5 - weight * loss.data[0]), to: s)
    }
    return y
  }
}
