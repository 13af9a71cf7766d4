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
      let rows = ScoreRows(logits: logits.data, scores: scores.data, experts: e, function: function)
      rows.exponentials(tokens)
      for i in tokens { (logSums[i], entropies[i]) = rows.finish(i) }
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

/// Rows of logits on their way to scores.
private struct ScoreRows {
  let logits: UnsafePointer<Float>
  let scores: UnsafeMutablePointer<Float>
  let experts: Int
  let function: ScoreFunction

  /// Writes exp(a − max a) of several tokens; rows are short, so the exponentials of all are taken in one loop.
  func exponentials(_ tokens: Range<Int>) {
    for i in tokens {
      let (a, g) = (logits + i * experts, scores + i * experts)
      let top = largest(i)
      for j in 0..<experts { g[j] = a[j] - top }
    }
    let first = scores + tokens.lowerBound * experts
    RowLoops.exp(first, into: first, count: tokens.count * experts)
  }

  private func largest(_ i: Int) -> Float {
    let a = logits + i * experts
    var top = a[0]
    for j in 1..<experts where a[j] > top { top = a[j] }
    return top
  }

  /// Turns the exponentials of one token into scores; returns log Σ exp a and the entropy of the scores.
  func finish(_ i: Int) -> (logSum: Float, entropy: Float) {
    let (a, g) = (logits + i * experts, scores + i * experts)
    var sum = 0.0
    for j in 0..<experts { sum += Double(g[j]) }
    let logSum = Float(log(sum)) + largest(i)
    return (logSum, function == .softmax ? softmax(a, g, sum, logSum) : sigmoid(a, g))
  }

  private func softmax(
    _ a: UnsafePointer<Float>, _ g: UnsafeMutablePointer<Float>, _ sum: Double, _ logSum: Float
  ) -> Float {
    let scale = 1 / sum
    var entropy: Float = 0
    for j in 0..<experts {
      g[j] = Float(Double(g[j]) * scale)
      if g[j] > 0 { entropy += g[j] * (logSum - a[j]) }
    }
    return entropy
  }

  private func sigmoid(_ a: UnsafePointer<Float>, _ g: UnsafeMutablePointer<Float>) -> Float {
    var (sum, weighted): (Float, Float) = (0, 0)
    for j in 0..<experts {
      g[j] = 1 / (1 + exp(-a[j]))
      sum += g[j]
      if g[j] > 0 { weighted += g[j] * log(g[j]) }
    }
    // The entropy of q = g / Σ g.
    return sum > 0 ? log(sum) - weighted / sum : 0
  }
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
