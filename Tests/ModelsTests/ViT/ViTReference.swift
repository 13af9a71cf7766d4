import Foundation

/// A transformer as the probe's rules define it, in Double, one image and one token after another.
struct ViTReference {
  struct Specification {
    var heads = 2
    var patch = 2
    var epsilon = 1e-6
    var merge = [0]
    var grid = [1, 1]
    var isProportional = true
    var scale = 1.0
    var gate = "none"
    var gateEpsilon = 1e-5
  }

  struct Answer {
    var floats: [String: [Double]] = [:]
    var wholes: [String: [Int]] = [:]
    /// The smallest distance of two numbers whose order decided something.
    var margin = Double.infinity
  }

  let specification: Specification
  /// Weights and images by name.
  var tensors: [String: [Double]]
  let shapes: [String: [Int]]

  private var d: Int { shapes["cls"]![0] }
  private func has(_ name: String) -> Bool { tensors[name] != nil }

  /// Σ logits · dlogits.
  func objective() -> Double { zip(run().floats["logits"]!, tensors["dlogits"]!).reduce(0) { $0 + $1.0 * $1.1 } }

  func run() -> Answer {
    let shape = shapes["images"]!
    let size = shape[1] * shape[2] * shape[3]
    var answer = Answer()
    for image in 0..<shape[0] {
      forward(Array(tensors["images"]![image * size..<(image + 1) * size]), shape, &answer)
    }
    return answer
  }

  private func forward(_ image: [Double], _ shape: [Int], _ answer: inout Answer) {
    let depth = specification.merge.count
    var x = embed(image, shape)
    let start = x.count
    var sizes = Array(repeating: 1.0, count: start)
    var owners = Array(0..<start)
    var counts: [Int] = []
    for block in 0..<depth {
      let path = "blocks.\(block)."
      let qkv = queries(x, path)
      let attended = attention(qkv, sizes)
      for token in x.indices {
        let branch = affine(attended[token], path + "proj")
        for i in 0..<d { x[token][i] += (tensors[path + "ls1"]?[i] ?? 1) * branch[i] }
      }
      let r = min(specification.merge[block], (x.count - 1) / 2)
      if r > 0 { merge(&x, &sizes, &owners, qkv, r, path, block, &answer) }
      counts.append(x.count)
      for token in x.indices {
        let hidden = affine(norm(x[token], path + "norm2", specification.epsilon), path + "fc1").map(gelu)
        let branch = affine(hidden, path + "fc2")
        for i in 0..<d { x[token][i] += (tensors[path + "ls2"]?[i] ?? 1) * branch[i] }
      }
    }
    let tokens = x.map { norm($0, "norm", specification.epsilon) }
    func add(_ name: String, _ values: [Double]) { answer.floats[name, default: []] += values }
    add("cls", tokens[0])
    if has("head.weight") { add("logits", affine(tokens[0], "head")) }
    let total = sizes[1...].reduce(0, +)
    add("patch_mean", (0..<d).map { i in (1..<x.count).reduce(0) { $0 + sizes[$1] * tokens[$1][i] } / total })
    add("sizes", sizes)
    answer.wholes["owner", default: []] += owners
    answer.wholes["counts"] = counts
  }

  // MARK: - Embedding

  private func embed(_ image: [Double], _ shape: [Int]) -> [[Double]] {
    let (c, h, w, p) = (shape[1], shape[2], shape[3], specification.patch)
    let positions = self.positions(h / p, w / p)
    var tokens = [zip(tensors["cls"]!, positions[0]).map(+)]
    for row in 0..<h / p {
      for column in 0..<w / p {
        var pixels: [Double] = []
        for channel in 0..<c {
          for i in 0..<p {
            for j in 0..<p { pixels.append(image[(channel * h + row * p + i) * w + column * p + j]) }
          }
        }
        tokens.append(zip(affine(pixels, "patch"), positions[tokens.count]).map(+))
      }
    }
    return tokens
  }

  private func positions(_ rows: Int, _ columns: Int) -> [[Double]] {
    let (table, grid) = (tensors["pos"]!, specification.grid)
    func row(_ index: Int) -> [Double] { Array(table[index * d..<(index + 1) * d]) }
    if grid == [rows, columns] { return (0...rows * columns).map(row) }
    func cubic(_ distance: Double) -> Double {
      let (x, a) = (abs(distance), -0.75)
      if x <= 1 { return (a + 2) * x * x * x - (a + 3) * x * x + 1 }
      return x < 2 ? a * (x * x * x - 5 * x * x + 8 * x - 4) : 0
    }
    var result = [row(0)]
    for i in 0..<rows {
      for j in 0..<columns {
        let y = (Double(i) + 0.5) * Double(grid[0]) / Double(rows) - 0.5
        let x = (Double(j) + 0.5) * Double(grid[1]) / Double(columns) - 0.5
        var sum = Array(repeating: 0.0, count: d)
        for a in Int(y.rounded(.down)) - 1...Int(y.rounded(.down)) + 2 {
          for b in Int(x.rounded(.down)) - 1...Int(x.rounded(.down)) + 2 {
            let cell = min(max(a, 0), grid[0] - 1) * grid[1] + min(max(b, 0), grid[1] - 1)
            for (k, value) in row(1 + cell).enumerated() {
              sum[k] += cubic(y - Double(a)) * cubic(x - Double(b)) * value
            }
          }
        }
        result.append(sum)
      }
    }
    return result
  }

  // MARK: - Attention

  private func queries(_ x: [[Double]], _ path: String) -> [[Double]] {
    x.map { token in
      let h = norm(token, path + "norm1", specification.epsilon)
      let plain = affine(h, path + "qkv")
      guard has(path + "lora.a") else { return plain }
      let correction = product(tensors[path + "lora.b"]!, product(tensors[path + "lora.a"]!, h))
      return zip(plain, correction).map { $0 + specification.scale * $1 }
    }
  }

  private func attention(_ qkv: [[Double]], _ sizes: [Double]) -> [[Double]] {
    let width = d / specification.heads
    var result = qkv.map { _ in Array(repeating: 0.0, count: d) }
    for head in 0..<specification.heads {
      for (i, query) in qkv.enumerated() {
        let logits = qkv.enumerated().map { j, key in
          (0..<width).reduce(0) { $0 + query[head * width + $1] * key[d + head * width + $1] }
            / Double(width).squareRoot() + (specification.isProportional ? log(sizes[j]) : 0)
        }
        let maximum = logits.max()!
        let exponentials = logits.map { exp($0 - maximum) }
        let sum = exponentials.reduce(0, +)
        for (j, value) in exponentials.enumerated() {
          for k in 0..<width { result[i][head * width + k] += value / sum * qkv[j][2 * d + head * width + k] }
        }
      }
    }
    return result
  }

  // MARK: - Merging

  private func merge(
    _ x: inout [[Double]], _ sizes: inout [Double], _ owners: inout [Int], _ qkv: [[Double]], _ r: Int, _ path: String,
    _ block: Int, _ answer: inout Answer
  ) {
    let width = d / specification.heads
    let metric = qkv.map { row -> [Double] in
      let mean = (0..<width).map { i in (0..<specification.heads).reduce(0) { $0 + row[d + $1 * width + i] } }
      let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return mean.map { $0 / length }
    }
    let odds = Array(stride(from: 1, to: x.count, by: 2))
    var best: [(source: Int, target: Int, score: Double)] = []
    for a in stride(from: 2, to: x.count, by: 2) {
      let ranked = odds.map { b in (b, zip(metric[a], metric[b]).reduce(0) { $0 + $1.0 * $1.1 }) }
        .sorted { $0.1 > $1.1 }
      best.append((a, ranked[0].0, ranked[0].1))
      if ranked.count > 1 { answer.margin = min(answer.margin, ranked[0].1 - ranked[1].1) }
    }
    best.sort { $0.score > $1.score }
    for (first, second) in zip(best, best.dropFirst()) {
      answer.margin = min(answer.margin, first.score - second.score)
    }
    let pairs = best.prefix(r)
    answer.wholes["merge.\(block).src", default: []] += pairs.map(\.source)
    answer.wholes["merge.\(block).dst", default: []] += pairs.map(\.target)
    func weighted(_ token: Int) -> [Double] { x[token].map { $0 * sizes[token] } }
    let (sources, targets) = (pairs.map { weighted($0.source) }, pairs.map { weighted($0.target) })
    let gated = gate(sources, targets, path + "gate.")
    let gone = Set(pairs.map(\.source))
    let stays = stride(from: 0, to: x.count, by: 2).filter { !gone.contains($0) } + odds
    var (newX, newSizes): ([[Double]], [Double]) = ([], [])
    var place: [Int: Int] = [:]
    for token in stays {
      var (sum, size) = (weighted(token), sizes[token])
      for (k, pair) in pairs.enumerated() where pair.target == token {
        sum = zip(sum, gated[k]).map(+)
        size += sizes[pair.source]
      }
      place[token] = newX.count
      newX.append(sum.map { $0 / size })
      newSizes.append(size)
    }
    for pair in pairs { place[pair.source] = place[pair.target] }
    owners = owners.map { place[$0]! }
    (x, sizes) = (newX, newSizes)
  }

  private func gate(_ sources: [[Double]], _ targets: [[Double]], _ path: String) -> [[Double]] {
    let r = sources.count
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let name = specification.gate
    if name == "none" { return sources }
    if name == "full" {
      return (0..<r).map { k in (0..<d).map { sources[k][$0] * (1 + tensors[path + "w"]![k * d + $0]) } }
    }
    let p = zip(sources, targets).map { norm(zip($0, $1).map(+), path + "norm", specification.gateEpsilon) }
    if name == "mlp" {
      return (0..<r).map { k in
        let factors = product(tensors[path + "w2"]!, product(tensors[path + "w1"]!, p[k]).map(gelu))
        return (0..<d).map { sources[k][$0] * (1 + 2 * sigmoid(factors[$0]) - 1) }
      }
    }
    let dD = (0..<d).map { c in (0..<r).reduce(0) { $0 + (tensors[path + "wr"]?[$1] ?? 0) * p[$1][c] } }
    let dr = p.map { row in (0..<d).reduce(0) { $0 + row[$1] * (tensors[path + "wd"]?[$1] ?? 0) } }
    return (0..<r).map { k in
      (0..<d).map { c in
        let m = sources[k][c]
        return switch name {
        case "pyra": m + (m * 2 * sigmoid(dD[c])) * (2 * sigmoid(dr[k]) - 1)
        case "wr": m + m * dD[c]
        case "wr_act": 2 * sigmoid(dD[c]) * m
        case "wd": m + m * dr[k]
        case "wd_act": m + m * (2 * sigmoid(dr[k]) - 1)
        default: m + m * dr[k] * dD[c]
        }
      }
    }
  }

  // MARK: - Layers

  /// W · x.
  private func product(_ weight: [Double], _ x: [Double]) -> [Double] {
    (0..<weight.count / x.count).map { row in x.indices.reduce(0) { $0 + weight[row * x.count + $1] * x[$1] } }
  }

  private func affine(_ x: [Double], _ path: String) -> [Double] {
    zip(product(tensors[path + ".weight"]!, x), tensors[path + ".bias"]!).map(+)
  }

  private func norm(_ x: [Double], _ path: String, _ epsilon: Double) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return x.indices.map {
      (x[$0] - mean) / (variance + epsilon).squareRoot() * tensors[path + ".weight"]![$0] + tensors[path + ".bias"]![$0]
    }
  }

  private func gelu(_ x: Double) -> Double { x * 0.5 * erfc(-x / 2.0.squareRoot()) }
}
