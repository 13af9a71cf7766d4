import Foundation

/// The rules of a mixture-of-experts layer in double precision and in the plainest way, as a yardstick: no tensor
/// library, no sorting tricks, gradients by central differences. Written from the rules, not from the layer.
struct ReferenceSpec {
  var block = "moe"
  var router = "topk"
  var activation = "gelu-tanh"
  var experts = 4
  var k = 1
  var scores = "softmax"
  var devices = 1
  var capacityFactor: Double?
  var priority = "position"
  var renormalize = false
  var straightThrough = false
  var intraGPU = false
  var fillIn = false
  var fillPriority = "kplus1-score"
  var shared = "none"
  var balanceCoef = 0.0
  var zCoef = 0.0
  var biasRate = 0.0
  var normEps = 1e-6

  var json: String {
    """
    {"block": "\(block)", "router": "\(router)", "activation": "\(activation)", "experts": \(experts), "k": \(k), \
    "scores": "\(scores)", "devices": \(devices), "capacity_factor": \(capacityFactor.map { "\($0)" } ?? "null"), \
    "priority": "\(priority)", "renormalize": \(renormalize), "straight_through": \(straightThrough), \
    "rectify": {"intra_gpu": \(intraGPU), "fill_in": \(fillIn), "fill_priority": "\(fillPriority)"}, \
    "shared_expert": "\(shared)", "balance_coef": \(balanceCoef), "z_coef": \(zCoef), "bias_rate": \(biasRate), \
    "norm_eps": \(normEps)}
    """
  }
}

/// What is decided once and has no derivative.
struct ReferenceDecisions {
  /// Choices in order, −1 for none.
  var choices: [[Int]]
  var accepted: [[Bool]]
  /// h_i or −1, and m_i.
  var local: [Int]
  var missing: [Int]
  /// S and g at the point of departure, for stop-gradients.
  var sums: [Double]
  var scores: [[Double]]
  var counts: [String: [Int]]
  var capacity: Int?
}

/// One sub-layer.
final class ReferenceLayer {
  let spec: ReferenceSpec
  let prefix: String
  let (d, f, sharedF): (Int, Int, Int)
  /// Row of the mask or hash table for every token.
  let tableRows: [[Int]]
  /// Smallest difference, other than 0, between values that were compared.
  var margin = Double.infinity

  init(_ spec: ReferenceSpec, prefix: String, d: Int, f: Int, sharedF: Int, tableRows: [[Int]]) {
    (self.spec, self.prefix, self.d, self.f, self.sharedF, self.tableRows) = (spec, prefix, d, f, sharedF, tableRows)
  }

  typealias Values = [String: [Double]]

  /// Logits and scores. Sums are taken in ascending order, so that the same logits in any order give the same scores.
  func scores(_ u: [[Double]], _ values: Values) -> (logits: [[Double]], g: [[Double]]) {
    let e = spec.experts
    if spec.router == "hash" {
      let g = tableRows.map { row in (0..<e).map { row.contains($0) ? 1 / Double(spec.k) : 0 } }
      return ([], g)
    }
    let weight = values[prefix + "router.weight"]!
    var logits = u.map { row in (0..<e).map { j in (0..<d).reduce(0) { $0 + row[$1] * weight[j * d + $1] } } }
    if spec.router == "mask" {
      for i in u.indices { for j in 0..<e where tableRows[i][j] == 0 { logits[i][j] = -.infinity } }
    }
    let g = logits.map { a -> [Double] in
      if spec.scores == "sigmoid" { return a.map { 1 / (1 + exp(-$0)) } }
      let top = a.max()!
      let powers = a.map { exp($0 - top) }
      let sum = powers.sorted().reduce(0, +)
      return powers.map { $0 / sum }
    }
    return (logits, g)
  }

  func decide(_ u: [[Double]], _ values: Values) -> ReferenceDecisions {
    let (e, k, n) = (spec.experts, spec.k, u.count / spec.devices)
    let (logits, g) = scores(u, values)
    let bias = spec.router == "bias-balanced" ? values[prefix + "bias"]! : Array(repeating: 0, count: e)
    let v = g.map { row in (0..<e).map { row[$0] + bias[$0] } }
    func isVisible(_ i: Int, _ j: Int) -> Bool { spec.router != "mask" || tableRows[i][j] == 1 }
    func compare(_ list: [Double]) {
      let sorted = list.sorted()
      for (a, b) in zip(sorted, sorted.dropFirst()) where b > a { margin = min(margin, b - a) }
    }
    if spec.router != "hash" {
      for i in u.indices { compare((0..<e).filter { isVisible(i, $0) }.map { v[i][$0] }) }
      if spec.priority == "score" || spec.fillIn || spec.router == "expert-choice" { compare(g.flatMap { $0 }) }
    }
    _ = logits

    let cells = spec.devices * e
    var counts: [String: [Int]] = [:]
    for name in ["routed", "kept", "dropped", "filled", "padded", "rectified"] {
      counts[name] = Array(repeating: 0, count: cells)
    }
    let capacity = spec.capacityFactor.map {
      max(1, Int((($0 * Double(k) * Double(n) / Double(e)) - 0.000001).rounded(.up)))
    }
    var decisions = ReferenceDecisions(
      choices: [], accepted: [], local: Array(repeating: -1, count: u.count),
      missing: Array(repeating: 0, count: u.count), sums: [], scores: g, counts: counts, capacity: capacity)

    if spec.router == "expert-choice" {
      let slots = min(n, capacity!)
      var takers = Array(repeating: [Int](), count: u.count)
      for s in 0..<spec.devices {
        for j in 0..<e {
          let order = (s * n..<(s + 1) * n).sorted { g[$0][j] != g[$1][j] ? g[$0][j] > g[$1][j] : $0 < $1 }
          for i in order.prefix(slots) { takers[i].append(j) }
          decisions.counts["routed"]![s * e + j] = slots
          decisions.counts["kept"]![s * e + j] = slots
        }
      }
      decisions.choices = takers.map { $0 + Array(repeating: -1, count: e - $0.count) }
      decisions.accepted = decisions.choices.map { $0.map { $0 >= 0 } }
      decisions.sums = u.indices.map { sum(decisions, g, $0) }
      return decisions
    }

    let width = spec.fillIn ? k + 1 : k
    decisions.choices = u.indices.map { i in
      if spec.router == "hash" { return tableRows[i] }
      let order = (0..<e).filter { isVisible(i, $0) }.sorted { v[i][$0] != v[i][$1] ? v[i][$0] > v[i][$1] : $0 < $1 }
      return Array((order + Array(repeating: -1, count: width)).prefix(width))
    }
    decisions.accepted = decisions.choices.map { $0.map { _ in false } }
    for s in 0..<spec.devices {
      let tokens = Array(s * n..<(s + 1) * n)
      var free = Array(repeating: capacity ?? Int.max, count: e)
      for round in 0..<width {
        var line = tokens.filter { decisions.choices[$0][round] >= 0 }
        func byScore(_ column: Int) {
          let key = { (i: Int) in g[i][decisions.choices[i][column]] }
          line.sort { key($0) != key($1) ? key($0) > key($1) : $0 < $1 }
        }
        if round == k {
          byScore(spec.fillPriority == "top1-score" ? 0 : k)
        } else if spec.priority == "score" {
          byScore(0)
        }
        for i in line {
          let j = decisions.choices[i][round]
          let isTaken = free[j] > 0
          if isTaken {
            free[j] -= 1
            decisions.accepted[i][round] = true
          }
          if round < k {
            decisions.counts["routed"]![s * e + j] += 1
            decisions.counts[isTaken ? "kept" : "dropped"]![s * e + j] += 1
          } else if isTaken {
            decisions.counts["filled"]![s * e + j] += 1
          }
        }
      }
      if capacity != nil { for j in 0..<e { decisions.counts["padded"]![s * e + j] = free[j] } }
    }
    if spec.intraGPU {
      let owned = e / spec.devices
      for i in u.indices {
        let wanted = decisions.choices[i].prefix(k).filter { $0 >= 0 }.count
        let taken = decisions.accepted[i].filter { $0 }.count
        if taken >= wanted { continue }
        let s = i / n
        let best = (s * owned..<(s + 1) * owned).filter { isVisible(i, $0) }.max {
          v[i][$0] != v[i][$1] ? v[i][$0] < v[i][$1] : $0 > $1
        }
        guard let best else { continue }
        decisions.local[i] = best
        decisions.missing[i] = wanted - taken
        decisions.counts["rectified"]![s * e + best] += 1
      }
    }
    decisions.sums = u.indices.map { sum(decisions, g, $0) }
    return decisions
  }

  private func sum(_ decisions: ReferenceDecisions, _ g: [[Double]], _ i: Int) -> Double {
    var total = 0.0
    for (column, j) in decisions.choices[i].enumerated() where decisions.accepted[i][column] { total += g[i][j] }
    if decisions.local[i] >= 0 { total += Double(decisions.missing[i]) * g[i][decisions.local[i]] }
    return max(total, pow(2, -23))
  }

  /// w_ij by column, and ŵ_i.
  func weights(_ decisions: ReferenceDecisions, _ g: [[Double]], _ i: Int) -> (own: [Double], local: Double) {
    let frozen = decisions.sums[i]
    let s = spec.straightThrough ? frozen : sum(decisions, g, i)
    let h = decisions.local[i]
    let mass = h < 0 ? 0 : Double(decisions.missing[i]) * g[i][h]
    let own = decisions.choices[i].enumerated().map { column, j -> Double in
      if !decisions.accepted[i][column] { return 0 }
      if spec.renormalize { return g[i][j] / s }
      return spec.straightThrough ? g[i][j] - decisions.scores[i][j] + 1 : g[i][j]
    }
    return (own, spec.renormalize || spec.straightThrough ? mass / s : mass)
  }

  private func ffn(_ u: [Double], _ values: Values, _ name: String, _ j: Int, _ f: Int) -> [Double] {
    let (up, down) = (values["\(prefix)\(name).up"]!, values["\(prefix)\(name).down"]!)
    let gate = values["\(prefix)\(name).gate"]
    let base = j * d * f
    let hidden = (0..<f).map { c -> Double in
      let t = (0..<d).reduce(0) { $0 + u[$1] * up[base + $1 * f + c] }
      guard let gate else { return t / 2 * (1 + tanh((2 / Double.pi).squareRoot() * (t + 0.044715 * t * t * t))) }
      let s = (0..<d).reduce(0) { $0 + u[$1] * gate[base + $1 * f + c] }
      return s / (1 + exp(-s)) * t
    }
    return (0..<d).map { c in (0..<f).reduce(0) { $0 + hidden[$1] * down[base + $1 * d + c] } }
  }

  /// O, balance and z with everything that is decided held fast.
  func evaluate(
    _ u: [[Double]], _ values: Values, _ decisions: ReferenceDecisions
  ) -> (output: [[Double]], balance: Double, z: Double) {
    let (logits, g) = scores(u, values)
    let output = u.indices.map { i -> [Double] in
      var m = Array(repeating: 0.0, count: d)
      let (own, local) = weights(decisions, g, i)
      for (column, j) in decisions.choices[i].enumerated() where decisions.accepted[i][column] {
        for (c, y) in ffn(u[i], values, "experts", j, f).enumerated() { m[c] += own[column] * y }
      }
      if decisions.local[i] >= 0 {
        for (c, y) in ffn(u[i], values, "experts", decisions.local[i], f).enumerated() { m[c] += local * y }
      }
      guard spec.shared != "none" else { return m }
      let extra = ffn(u[i], values, "shared", 0, sharedF)
      guard spec.shared == "coefficient" else { return zip(m, extra).map(+) }
      let (weight, bias) = (values[prefix + "coefficient.weight"]!, values[prefix + "coefficient.bias"]!)
      let powers = (0..<2).map { side in exp((0..<d).reduce(bias[side]) { $0 + u[i][$1] * weight[side * d + $1] }) }
      let c = powers.map { $0 / (powers[0] + powers[1]) }
      return zip(m, extra).map { c[0] * $0 + c[1] * $1 }
    }
    var balance = 0.0
    let (e, n) = (spec.experts, u.count / spec.devices)
    if !["hash", "expert-choice"].contains(spec.router) {
      for s in 0..<spec.devices {
        for j in 0..<e {
          let tokens = s * n..<(s + 1) * n
          let share = Double(tokens.filter { decisions.choices[$0][0] == j }.count) / Double(n)
          let mean = tokens.reduce(0.0) { $0 + g[$1][j] / g[$1].reduce(0, +) } / Double(n)
          balance += Double(e) * share * mean / Double(spec.devices)
        }
      }
    }
    let z = logits.reduce(0.0) { $0 + pow(log($1.reduce(0) { $0 + exp($1) }), 2) } / Double(u.count)
    return (output, balance, z)
  }
}
