import Foundation

/// The encoder's definition in double precision, one number after another.
struct EncoderReference {
  let test: EncoderCase
  /// (B·S, D)
  private(set) var hidden: [Double] = []
  /// (B, D)
  private(set) var sentence: [Double] = []

  init(_ test: EncoderCase) {
    self.test = test
    for row in 0..<test.rows {
      let x = (0..<test.layers).reduce(embedding(row)) { layer($0, test.path($1, row: row), row: row) }
      hidden += x.flatMap { $0 }
      let seen = (0..<test.length).filter { isToken(row, $0) }
      let mean = (0..<test.width).map { column in seen.reduce(0) { $0 + x[$1][column] } / Double(seen.count) }
      let length = max(mean.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-12)
      sentence += mean.map { $0 / length }
    }
  }

  /// The parts of the definition alone, for walks of one's own.
  init(partsOf test: EncoderCase) { self.test = test }

  /// Σ hidden · dhidden + Σ sentence · dsentence
  var objective: Double {
    func dot(_ x: [Double], _ name: String) -> Double {
      zip(x, test.tensors[name]?.values ?? []).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return dot(hidden, "dhidden") + dot(sentence, "dsentence")
  }

  func isToken(_ row: Int, _ place: Int) -> Bool {
    test.integers["mask"]!.values[row * test.length + place] == 1
  }

  private func values(_ name: String) -> [Double] { test.tensors[name]!.values }

  func embedding(_ row: Int) -> [[Double]] {
    let d = test.width
    return (0..<test.length).map { place in
      let id = test.integers["ids"]!.values[row * test.length + place]
      let type = test.integers["types"]?.values[row * test.length + place] ?? 0
      let sum = (0..<d).map {
        values("embed.token")[id * d + $0] + values("embed.position")[place * d + $0]
          + values("embed.type")[type * d + $0]
      }
      return norm(sum, "embed.norm")
    }
  }

  private func norm(_ x: [Double], _ path: String) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    let (weight, bias) = (values(path + ".weight"), values(path + ".bias"))
    return x.indices.map { (x[$0] - mean) / (variance + test.epsilon).squareRoot() * weight[$0] + bias[$0] }
  }

  func linear(_ x: [Double], _ path: String) -> [Double] {
    let (weight, bias) = (values(path + ".weight"), values(path + ".bias"))
    return bias.indices.map { output in
      x.indices.reduce(bias[output]) { $0 + weight[output * x.count + $1] * x[$1] }
    }
  }

  func layer(_ x: [[Double]], _ path: String, row: Int) -> [[Double]] {
    let (q, k, v) = (
      x.map { linear($0, path + "attn.q") }, x.map { linear($0, path + "attn.k") },
      x.map { linear($0, path + "attn.v") }
    )
    let headWidth = test.width / test.heads
    let seen = x.indices.filter { isToken(row, $0) }
    return x.indices.map { query in
      var mixed = Array(repeating: 0.0, count: test.width)
      for head in 0..<test.heads {
        let channels = head * headWidth..<(head + 1) * headWidth
        let scores = seen.map { key in
          channels.reduce(0) { $0 + q[query][$1] * k[key][$1] } / Double(headWidth).squareRoot()
        }
        let total = scores.reduce(0) { $0 + exp($1) }
        for (score, key) in zip(scores, seen) {
          for channel in channels { mixed[channel] += exp(score) / total * v[key][channel] }
        }
      }
      let h = norm(zip(x[query], linear(mixed, path + "attn.out")).map { $0 + $1 }, path + "attn.norm")
      let inner = linear(h, path + "ffn.in").map { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) }
      return norm(zip(h, linear(inner, path + "ffn.out")).map { $0 + $1 }, path + "ffn.norm")
    }
  }
}
