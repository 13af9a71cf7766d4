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
  static func reference(
    _ qkv: [Double], _ size: Size, causal: Bool, rotaryBase: Double?, keyBias: [Double]? = nil
  ) -> [Double] {
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
              + (keyBias?[sequence * t + key] ?? 0)
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

  /// −∞ for some keys, weights of 1 to 4 for the others; at least one key of each sequence stays.
  @Test(arguments: sizes, [true, false]) func biasOfKeys(_ size: Size, causal: Bool) {
    var bias = SampleNumbers.uniform(size.sequences * size.length, seed: 3, -1...4).map {
      $0 < 0 ? -.infinity : log(1 + $0)
    }
    for sequence in 0..<size.sequences { bias[sequence * size.length] = 0.5 }
    var test = OperationCase(
      [.init([size.sequences * size.length, 3 * size.heads * size.width], seed: 4, -2...2)],
      { tape, x in
        tape.attention(
          qkv: x[0], heads: size.heads, length: size.length, causal: causal, rotary: nil,
          keyBias: tape.constant(bias, [size.sequences, size.length]))
      },
      reference: {
        Self.reference($0[0], size, causal: causal, rotaryBase: nil, keyBias: bias.map(Double.init))
      })
    test.samples = size.length > 60 ? 12 : 48
    expectCorrect(test)
  }

  @Test func hiddenKeysDoNotCount() {
    let (length, hidden) = (80, 70)
    var qkv = SampleNumbers.uniform(length * 24, seed: 5)
    let tape = Tape(pool: ThreadPool(threads: 1))
    func run() -> [Float] {
      tape.begin(recording: false)
      let bias = (0..<length).map { $0 < hidden ? Float(0) : -.infinity }
      return tape.attention(
        qkv: tape.constant(qkv, [length, 24]), heads: 2, length: length, causal: false, rotary: nil,
        keyBias: tape.constant(bias, [length])
      ).values
    }
    let before = run()
    for i in hidden * 24..<length * 24 { qkv[i] = 100 }
    let after = run()
    #expect(before[..<(hidden * 8)] == after[..<(hidden * 8)])
    #expect(before.allSatisfy { $0.isFinite })
  }

  /// Nothing to see: zeros, and no gradient.
  @Test func sequenceOfHiddenKeys() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    let qkv = tape.variable(SampleNumbers.uniform(3 * 12, seed: 6), [3, 12])
    let y = tape.attention(
      qkv: qkv, heads: 2, length: 3, causal: false, rotary: nil,
      keyBias: tape.constant([-.infinity, -.infinity, -.infinity], [3]))
    tape.backward(from: [(tensor: y, gradient: Array(repeating: 1, count: y.count))])
    #expect(y.values.allSatisfy { $0 == 0 })
    #expect(tape.gradient(of: qkv).allSatisfy { $0 == 0 })
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

  /// One after another in one call is each by itself, forward and backward, with rotations and biases of keys too.
  @Test(arguments: [true, false]) func sequencesOfDifferentLengths(causal: Bool) {
    let lengths = [7, 1, 131, 64]
    let tokens = lengths.reduce(0, +)
    var test = OperationCase(
      [.init([tokens, 24], seed: 8, -2...2)],
      { tape, x in tape.attention(qkv: x[0], heads: 2, lengths: lengths, causal: causal, rotary: nil) },
      reference: { values in
        var start = 0
        return lengths.flatMap { length in
          defer { start += length }
          return Self.reference(
            Array(values[0][start * 24..<(start + length) * 24]),
            Size(sequences: 1, length: length, heads: 2, width: 4), causal: causal, rotaryBase: nil)
        }
      })
    test.samples = 24
    expectCorrect(test)

    let qkv = SampleNumbers.uniform(tokens * 24, seed: 9)
    let bias = SampleNumbers.uniform(tokens, seed: 10)
    let gradient = SampleNumbers.uniform(tokens * 8, seed: 11)
    func run(_ rows: Range<Int>, _ lengths: [Int]) -> (y: [Float], dX: [Float]) {
      let tape = Tape(pool: ThreadPool(threads: 2))
      tape.begin(recording: true)
      let x = tape.variable(Array(qkv[rows.lowerBound * 24..<rows.upperBound * 24]), [rows.count, 24])
      let y = tape.attention(
        qkv: x, heads: 2, lengths: lengths, causal: causal, rotary: RotaryTable(length: 131, headWidth: 4, base: 100),
        keyBias: tape.constant(Array(bias[rows]), [rows.count]))
      tape.backward(
        from: [(tensor: y, gradient: Array(gradient[rows.lowerBound * 8..<rows.upperBound * 8]))])
      return (y.values, tape.gradient(of: x))
    }
    let together = run(0..<tokens, lengths)
    var start = 0
    for length in lengths {
      let alone = run(start..<start + length, [length])
      #expect(Array(together.y[start * 8..<(start + length) * 8]) == alone.y)
      #expect(Array(together.dX[start * 24..<(start + length) * 24]) == alone.dX)
      start += length
    }
  }
}
