internal import Tensor

/// The balance loss and the scores' mass by expert.
struct Balance {
  /// Without its coefficient, a scalar; nil where it has no meaning.
  let loss: Tensor?
  /// Σ_i g_ie, (E)
  let mass: [Float]
}

extension Tape {
  /// balance = (1/G) Σ_s E Σ_e f_se · P_se: on each device, the share of tokens whose first choice is e (before any
  /// dropping, no gradient) times the mean of q_e over its tokens, q = g / Σ g.
  ///
  /// Source: Fedus et al. 2022, arXiv:2101.03961, eq. 4; formed per device and averaged, as data-parallel training
  /// would.
  ///
  /// - Parameter isNormalised: whether the scores of a token already sum to 1.
  func balance(_ scores: Tensor, _ assignment: Assignment, isNormalised: Bool, wanted: Bool) -> Balance {
    let (tokens, e, devices) = (assignment.tokens, assignment.experts, assignment.devices)
    let n = tokens / devices
    // E f_se / (G n): what one token's q_ie adds to the loss.
    let shares = arena.floats(devices * e)
    var mass = Array(repeating: 0.0, count: e)
    var value = 0.0
    let sums = arena.allocate(Double.self, count: 2 * e)
    for device in 0..<devices {
      let share = shares + device * e
      share.update(repeating: 0, count: e)
      sums.update(repeating: 0, count: 2 * e)
      for i in device * n..<(device + 1) * n {
        let first = assignment.choices[i * assignment.width]
        if first >= 0 { share[Int(first)] += 1 }
        let g = scores.data + i * e
        for j in 0..<e { sums[j] += Double(g[j]) }
        if !isNormalised {
          let total = rowSum(g, e)
          if total > 0 { for j in 0..<e { sums[e + j] += Double(g[j]) / total } }
        }
      }
      let q = isNormalised ? sums : sums + e
      for j in 0..<e {
        share[j] *= Float(e) / (Float(devices) * Float(n) * Float(n))
        value += Double(share[j]) * q[j]
        mass[j] += sums[j]
      }
    }
    guard wanted else { return Balance(loss: nil, mass: mass.map { Float($0) }) }
    let loss = result(of: [scores], shape: [1])
    loss.data[0] = Float(value)
    record(loss) { [self] dLoss in
      guard let dScores = destination(scores) else { return }
      let seed = dLoss[0]
      pool.parallel(count: tokens, grain: max(1, 8192 / e)) { range, _ in
        for i in range {
          let (share, g, slopes) = (shares + i / n * e, scores.data + i * e, dScores.data + i * e)
          if !dScores.accumulates { slopes.update(repeating: 0, count: e) }
          if isNormalised {
            for j in 0..<e { slopes[j] += seed * share[j] }
          } else {
            let total = Float(rowSum(g, e))
            if !(total > 0) { continue }
            var mean: Float = 0
            for j in 0..<e { mean += share[j] * g[j] / total }
            for j in 0..<e { slopes[j] += seed * (share[j] - mean) / total }
          }
        }
      }
    }
    return Balance(loss: loss, mass: mass.map { Float($0) })
  }
}

private func rowSum(_ row: UnsafePointer<Float>, _ count: Int) -> Double {
  var sum = 0.0
  for j in 0..<count { sum += Double(row[j]) }
  return sum
}
