internal import Foundation
internal import Tensor

/// Scores made of logits, and what falls out on the way.
struct RouterScores {
  /// g, (N, E)
  let scores: Tensor
  /// mean of (log Σ exp a)², a scalar
  let z: Tensor
  /// Mean entropy of the scores as a distribution over experts, in nats.
  let entropy: Float
}

extension Tape {
  /// Softmax over the logits of each token, or the sigmoid of each, with the z loss of the same logits.
  ///
  /// Hidden experts have logit −∞: their score is 0 and no gradient reaches them. Sums are taken in double
  /// precision, so that equal logits in another order of experts give equal scores.
  ///
  /// Shapes: logits (N, E); scores (N, E), z (1).
  func routerScores(_ logits: Tensor, _ function: ScoreFunction) -> RouterScores {
    let (n, e) = (logits.rows, logits.columns)
    let scores = result(of: [logits], shape: [n, e])
    let logSums = arena.floats(n)
    let entropies = arena.floats(n)
    pool.parallel(count: n, grain: max(1, 4096 / e)) { tokens, _ in
      for i in tokens {
        (logSums[i], entropies[i]) = scoreRow(logits.data + i * e, scores.data + i * e, e, function)
      }
    }
    var (squares, entropy) = (0.0, 0.0)
    for i in 0..<n {
      squares += Double(logSums[i]) * Double(logSums[i])
      entropy += Double(entropies[i])
    }
    record(scores) { [self] dScores in
      guard let dLogits = destination(logits) else { return }
      pool.parallel(count: n, grain: max(1, 4096 / e)) { tokens, _ in
        for i in tokens {
          scoreRowBackward(scores.data + i * e, dScores + i * e, dLogits.data + i * e, e, function, dLogits.accumulates)
        }
      }
    }
    let z = result(of: [logits], shape: [1])
    z.data[0] = Float(squares / Double(n))
    record(z) { [self] dZ in
      guard let dLogits = destination(logits) else { return }
      let factor = 2 * dZ[0] / Float(n)
      pool.parallel(count: n, grain: max(1, 4096 / e)) { tokens, _ in
        for i in tokens {
          let (a, dA) = (logits.data + i * e, dLogits.data + i * e)
          for j in 0..<e {
            let share = function == .softmax ? scores.data[i * e + j] : exp(a[j] - logSums[i])
            dA[j] = (dLogits.accumulates ? dA[j] : 0) + factor * logSums[i] * share
          }
        }
      }
    }
    return RouterScores(scores: scores, z: z, entropy: Float(entropy / Double(n)))
  }
}

/// Scores of one token; returns log Σ exp a and the entropy of the scores.
private func scoreRow(
  _ a: UnsafePointer<Float>, _ g: UnsafeMutablePointer<Float>, _ e: Int, _ function: ScoreFunction
) -> (logSum: Float, entropy: Float) {
  var top = a[0]
  for j in 1..<max(e, 1) where a[j] > top { top = a[j] }
  var sum = 0.0
  for j in 0..<e {
    g[j] = exp(a[j] - top)
    sum += Double(g[j])
  }
  let logSum = Float(log(sum)) + top
  var entropy = 0.0
  switch function {
  case .softmax:
    let scale = 1 / sum
    for j in 0..<e {
      g[j] = Float(Double(g[j]) * scale)
      if g[j] > 0 { entropy += Double(g[j]) * Double(logSum - a[j]) }
    }
  case .sigmoid:
    sum = 0
    for j in 0..<e {
      g[j] = 1 / (1 + exp(-a[j]))
      sum += Double(g[j])
      if g[j] > 0 { entropy -= Double(g[j]) * Double(log(g[j])) }
    }
    // The entropy of q = g / Σ g.
    entropy = sum > 0 ? log(sum) + entropy / sum : 0
  }
  return (logSum, Float(entropy))
}

private func scoreRowBackward(
  _ g: UnsafePointer<Float>, _ dG: UnsafePointer<Float>, _ dA: UnsafeMutablePointer<Float>, _ e: Int,
  _ function: ScoreFunction, _ accumulates: Bool
) {
  var mean: Float = 0
  if function == .softmax { for j in 0..<e { mean += g[j] * dG[j] } }
  for j in 0..<e {
    let slope = function == .softmax ? g[j] * (dG[j] - mean) : g[j] * (1 - g[j]) * dG[j]
    dA[j] = (accumulates ? dA[j] : 0) + slope
  }
}
