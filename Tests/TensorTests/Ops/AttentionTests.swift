import Foundation
import Tensor
import TestSupport
import Testing

@Suite struct AttentionTests {
  struct Size: Sendable, CustomTestStringConvertible {
    let sequences, length, heads, width: Int
    var testDescription: String { "\(sequences) × \(length), \(heads) heads of \(width)" }
  }

  static let sizes = [
    Size(sequences: 1, length: 1, heads: 1, width: 2), Size(sequences: 2, length: 7, heads: 3, width: 4),
    // Just below, at and above a block of queries.
    Size(sequences: 2, length: 63, heads: 1, width: 6), Size(sequences: 1, length: 64, heads: 2, width: 8),
    Size(sequences: 1, length: 131, heads: 2, width: 10),
  ]

  /// The definition: softmax(q · kᵀ / √K) · v, one query after another.
  static func reference(_ qkv: [Double], _ size: Size, causal: Bool, rotaryBase: Double?) -> [Double] {
    let (t, h, k) = (size.length, size.heads, size.width)
    let model = h * k
    func part(_ index: Int) -> [Double] {
      (0..<size.sequences * t).flatMap { row in
        (0..<model).map { qkv[row * 3 * model + index * model + $0] }
      }
    }
    func turned(_ x: [Double]) -> [Double] {
      rotaryBase.map { rotaryReference(x, [size.sequences, t, h, k], base: $0) } ?? x
    }
    let (queries, keys, values) = (turned(part(0)), turned(part(1)), part(2))
    var output = Array(repeating: 0.0, count: size.sequences * t * model)
    for sequence in 0..<size.sequences {
      for head in 0..<h {
        func at(_ time: Int) -> Int { (sequence * t + time) * model + head * k }
        for query in 0..<t {
          let seen = causal ? query + 1 : t
          let scores = (0..<seen).map { key in
            (0..<k).reduce(0) { $0 + queries[at(query) + $1] * keys[at(key) + $1] } / Double(k).squareRoot()
          }
          for (key, probability) in softmaxReference(scores).enumerated() {
            for i in 0..<k { output[at(query) + i] += probability * values[at(key) + i] }
          }
        }
      }
    }
    return output
  }

  @Test(arguments: sizes, [true, false]) func attention(_ size: Size, causal: Bool) {
    for base in [nil, 100.0] as [Double?] {
      let table = base.map { RotaryTable(length: size.length, headWidth: size.width, base: $0) }
      var test = OperationCase(
        [.init([size.sequences * size.length, 3 * size.heads * size.width], seed: 1, -2...2)],
        { tape, x in
          tape.attention(qkv: x[0], heads: size.heads, length: size.length, causal: causal, rotary: table)
        },
        reference: { Self.reference($0[0], size, causal: causal, rotaryBase: base) })
      test.samples = size.length > 60 ? 12 : 48
      expectCorrect(test)
    }
  }

  @Test func laterTokensDoNotReachEarlierOnes() {
    let size = Size(sequences: 1, length: 80, heads: 2, width: 4)
    var qkv = SampleNumbers.uniform(80 * 24, seed: 2)
    let tape = Tape(pool: ThreadPool(threads: 1))
    func run() -> [Float] {
      tape.begin(recording: false)
      let x = tape.constant(qkv, [80, 24])
      return tape.attention(qkv: x, heads: size.heads, length: 80, causal: true, rotary: nil).values
    }
    let before = run()
    for i in 70 * 24..<80 * 24 { qkv[i] = 100 }
    let after = run()
    #expect(before[..<(70 * 8)] == after[..<(70 * 8)])
    #expect(before[(70 * 8)...] != after[(70 * 8)...])
  }
}
