import Foundation
import Models
import Tensor

/// A random layer with inputs, and what the rules make of it.
struct MoECase {
  var spec = ReferenceSpec()
  var tokens = 4
  var d = 3
  /// F and F′ by sub-layer, V.
  var f = [2, 2]
  var sharedF = [2, 2]
  var vocabulary = 5
  var values: [String: [Double]] = [:]
  var shapes: [String: [Int]] = [:]
  var tables: [String: [Int]] = [:]
  var tokenIDs: [Int] = []

  var prefixes: [String] { spec.block == "moe" ? [""] : ["a.", "b."] }
  var trained: [String] {
    values.keys.filter { !["x", "dy"].contains($0) && !$0.hasSuffix("bias") || $0.hasSuffix("coefficient.bias") }
      .sorted()
  }

  /// Draws everything from `seed`; integer inputs and router weights make many exact ties.
  init(seed: UInt64) {
    var random = SplitMix(state: seed)
    let router = ["topk", "topk", "topk", "mask", "hash", "expert-choice", "bias-balanced"].randomElement(
      using: &random)!
    spec.router = router
    spec.experts = [1, 2, 3, 4, 6, 8].randomElement(using: &random)!
    let e = spec.experts
    spec.k = Int.random(in: 1...min(e, 4), using: &random)
    spec.activation = Bool.random(using: &random) ? "swiglu" : "gelu-tanh"
    spec.devices = [1, 2, 3, 4].filter { e % $0 == 0 }.randomElement(using: &random)!
    tokens = spec.devices * Int.random(in: 1...6, using: &random)
    if Bool.random(using: &random) || router == "expert-choice" {
      spec.capacityFactor = [0.3, 0.5, 0.8, 1, 1.1, 1.5, 4].randomElement(using: &random)
    }
    if Bool.random(using: &random) { spec.priority = "score" }
    if router == "bias-balanced", Bool.random(using: &random) { spec.scores = "sigmoid" }
    if router != "hash", router != "expert-choice", spec.capacityFactor != nil {
      spec.intraGPU = Bool.random(using: &random)
      spec.fillIn = spec.k < e && Bool.random(using: &random)
      if Bool.random(using: &random) { spec.fillPriority = "top1-score" }
    }
    spec.renormalize = Bool.random(using: &random)
    spec.straightThrough =
      Bool.random(using: &random) && (spec.renormalize || (spec.k == 1 && !spec.fillIn && router != "expert-choice"))
    spec.shared = ["none", "none", "add", "coefficient"].randomElement(using: &random)!
    if Bool.random(using: &random) { spec.balanceCoef = 0.3 }
    if Bool.random(using: &random) { spec.zCoef = 0.1 }
    if Bool.random(using: &random) { spec.biasRate = 0.01 }
    if Int.random(in: 0..<5, using: &random) == 0 { spec.block = "cartesian" }
    if Bool.random(using: &random) { spec.normEps = 0.01 }
    d = Int.random(in: 2...6, using: &random)
    f = [Int.random(in: 1...5, using: &random), Int.random(in: 1...5, using: &random)]
    sharedF = [Int.random(in: 1...5, using: &random), Int.random(in: 1...5, using: &random)]
    let hasTies = spec.block == "moe" && Int.random(in: 0..<4, using: &random) == 0
    fill(&random, hasTies: hasTies)
  }

  private mutating func fill(_ random: inout SplitMix, hasTies: Bool) {
    let e = spec.experts
    func draw(_ name: String, _ shape: [Int], _ scale: Double, whole: Bool = false) {
      shapes[name] = shape
      values[name] = (0..<shape.reduce(1, *)).map { _ in
        whole ? Double(Int.random(in: -1...1, using: &random)) : Double(Float(random.normal() * scale))
      }
    }
    draw("x", [tokens, d], 1, whole: hasTies)
    draw("dy", [tokens, d], 1)
    for (index, prefix) in prefixes.enumerated() {
      if spec.block == "cartesian" { draw(prefix + "norm.weight", [d], 1) }
      if spec.router != "hash" { draw(prefix + "router.weight", [e, d], 0.7, whole: hasTies) }
      for (name, lead, inner) in [("experts", [e], f[index]), ("shared", [], sharedF[index])] {
        if name == "shared", spec.shared == "none" { continue }
        draw("\(prefix)\(name).up", lead + [d, inner], 0.6)
        if spec.activation == "swiglu" { draw("\(prefix)\(name).gate", lead + [d, inner], 0.6) }
        draw("\(prefix)\(name).down", lead + [inner, d], 0.6)
      }
      if spec.shared == "coefficient" {
        draw(prefix + "coefficient.weight", [2, d], 0.5)
        draw(prefix + "coefficient.bias", [2], 0.5)
      }
      if spec.router == "bias-balanced" { draw(prefix + "bias", [e], 0.1) }
      if spec.router == "mask" {
        tables[prefix + "mask.visible"] = (0..<vocabulary).flatMap { _ -> [Int] in
          var row = (0..<e).map { _ in Int.random(in: 0...1, using: &random) }
          row[Int.random(in: 0..<e, using: &random)] = 1
          return row
        }
      }
      if spec.router == "hash" {
        tables[prefix + "hash.table"] = (0..<vocabulary).flatMap { _ in
          Array((0..<e).shuffled(using: &random).prefix(spec.k))
        }
      }
    }
    if ["mask", "hash"].contains(spec.router) {
      tokenIDs = (0..<tokens).map { _ in Int.random(in: 0..<vocabulary, using: &random) }
    }
  }

  /// The probe's input.
  var file: Safetensors {
    var file = Safetensors(metadata: ["spec": spec.json])
    for (name, numbers) in values { file[name] = .init(numbers.map { Float($0) }, shapes[name]!) }
    for (name, table) in tables {
      let shape = [vocabulary, table.count / vocabulary]
      file[name] =
        name.hasSuffix("visible") ? .init(table.map { UInt8($0) }, shape) : .init(table.map { Int64($0) }, shape)
    }
    if !tokenIDs.isEmpty { file["token_ids"] = .init(tokenIDs.map { Int64($0) }, [tokens]) }
    return file
  }
}

/// What the rules make of a case.
struct MoEAnswer {
  var floats: [String: [Double]] = [:]
  var wholes: [String: [Int]] = [:]
  /// Smallest difference, other than 0, between values that were compared.
  var margin = Double.infinity

  init(_ test: MoECase, gradients: Bool = true) {
    var values = test.values
    let layers = test.prefixes.enumerated().map { index, prefix in
      let table = test.tables[prefix + "mask.visible"] ?? test.tables[prefix + "hash.table"] ?? []
      let columns = table.count / test.vocabulary
      return ReferenceLayer(
        test.spec, prefix: prefix, d: test.d, f: test.f[index], sharedF: test.sharedF[index],
        tableRows: test.tokenIDs.map { Array(table[$0 * columns..<($0 + 1) * columns]) })
    }
    /// Runs all sub-layers; decides on the way unless told what was decided.
    func run(_ decided: [ReferenceDecisions]?) -> (
      y: [[Double]], decisions: [ReferenceDecisions], balance: [Double], z: [Double]
    ) {
      var x = rows(values["x"]!, test.d)
      var (decisions, balances, zs): ([ReferenceDecisions], [Double], [Double]) = ([], [], [])
      for (index, layer) in layers.enumerated() {
        let isCartesian = test.spec.block == "cartesian"
        let u = isCartesian ? x.map { norm($0, values[layer.prefix + "norm.weight"]!, test.spec.normEps) } : x
        let decision = decided?[index] ?? layer.decide(u, values)
        let (output, balance, z) = layer.evaluate(u, values, decision)
        x = isCartesian ? zip(x, output).map { zip($0, $1).map(+) } : output
        decisions.append(decision)
        balances.append(balance)
        zs.append(z)
      }
      return (x, decisions, balances, zs)
    }
    func objective(_ decided: [ReferenceDecisions]) -> Double {
      let result = run(decided)
      return zip(result.y.flatMap { $0 }, values["dy"]!).reduce(0) { $0 + $1.0 * $1.1 }
        + test.spec.balanceCoef * result.balance.reduce(0, +) + test.spec.zCoef * result.z.reduce(0, +)
    }
    let result = run(nil)
    floats["y"] = result.y.flatMap { $0 }
    for (index, layer) in layers.enumerated() { describe(test, layer, result.decisions[index], values) }
    for (index, prefix) in test.prefixes.enumerated() {
      floats[prefix + "aux.balance"] = [result.balance[index]]
      floats[prefix + "aux.z"] = [result.z[index]]
    }
    margin = layers.map(\.margin).min()!
    guard gradients else { return }
    for name in test.trained + ["x"] {
      floats[name == "x" ? "dx" : "d.\(name)"] = values[name]!.indices.map { element in
        let (value, h) = (values[name]![element], 1e-5)
        values[name]![element] = value + h
        let above = objective(result.decisions)
        values[name]![element] = value - h
        let below = objective(result.decisions)
        values[name]![element] = value
        return (above - below) / (2 * h)
      }
    }
  }

  private mutating func describe(
    _ test: MoECase, _ layer: ReferenceLayer, _ decisions: ReferenceDecisions, _ values: [String: [Double]]
  ) {
    let prefix = layer.prefix
    wholes[prefix + "expert_index"] = decisions.choices.flatMap { $0 }
    wholes[prefix + "accepted"] = decisions.accepted.flatMap { $0.map { $0 ? 1 : 0 } }
    wholes[prefix + "rectified_expert"] = decisions.local
    for (name, counts) in decisions.counts { wholes["\(prefix)counts.\(name)"] = counts }
    let weights = decisions.choices.indices.map { layer.weights(decisions, decisions.scores, $0) }
    floats[prefix + "expert_weight"] = weights.flatMap(\.own)
    floats[prefix + "rectified_weight"] = weights.map(\.local)
    guard test.spec.router == "bias-balanced" else { return }
    let e = test.spec.experts
    let counts = (0..<e).map { j in
      decisions.choices.reduce(0) { $0 + ($1.prefix(test.spec.k).contains(j) ? 1 : 0) }
    }
    floats[prefix + "bias.next"] = (0..<e).map { j in
      values[prefix + "bias"]![j] + test.spec.biasRate * Double((counts.reduce(0, +) - e * counts[j]).signum())
    }
  }
}

private func rows(_ list: [Double], _ d: Int) -> [[Double]] {
  (0..<list.count / d).map { Array(list[$0 * d..<($0 + 1) * d]) }
}

private func norm(_ x: [Double], _ weight: [Double], _ epsilon: Double) -> [Double] {
  let scale = 1 / (x.reduce(0) { $0 + $1 * $1 } / Double(x.count) + epsilon).squareRoot()
  return zip(x, weight).map { $0 * $1 * scale }
}

/// Numbers that follow from a seed alone.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func normal() -> Double {
    let u = Double.random(in: 1e-12..<1, using: &self)
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
  }
}
