import Models
import Tensor
import TestSupport
import Testing

@Suite struct EncoderTests {
  static let options = EncoderOptions(vocabulary: 30, positions: 16, width: 24, inner: 40, heads: 3, layers: 4)

  private func encoder(_ levels: EncoderLevels? = nil) -> Encoder {
    var options = Self.options
    options.levels = levels
    let encoder = Encoder(options)
    encoder.initialise(seed: 5, std: 0.2)
    return encoder
  }

  static let sequences: [[Int32]] = [[3, 9, 1, 7, 22], [4, 4], [1, 2, 3, 4, 5, 6, 7, 8, 9], [29], [8, 0, 12]]
  static let route = EncoderRoute(groups: [0, 1, 1, 0, 2], tasks: [3, 0, 1, 3, 2])

  private func run(_ encoder: Encoder, _ batch: EncoderBatch, _ route: EncoderRoute? = nil) -> (
    hidden: [Float], sentence: [Float]
  ) {
    let tape = Tape(pool: ThreadPool(threads: 2))
    tape.begin(recording: false)
    let hidden = encoder.forward(tape, batch, route: route)
    return (hidden.values, encoder.sentence(tape, hidden: hidden, batch).values)
  }

  /// Every copy starts from the same values, so every way through the levels is the plain encoder.
  @Test(arguments: [(0, 0), (0, 4), (4, 4), (1, 3), (2, 2), (0, 2)])
  func equalCopiesAreThePlainEncoder(bottom: Int, mid: Int) {
    let batch = EncoderBatch(Self.sequences)
    let plain = run(encoder(), batch)
    let levels = encoder(EncoderLevels(bottom: bottom, mid: mid, groups: 3, tasks: 4))
    let routed = run(levels, batch, Self.route)
    for (name, got, want) in [("hidden", routed.hidden, plain.hidden), ("sentence", routed.sentence, plain.sentence)] {
      #expect(Tolerance(relative: 1e-5).violation(name, got, want.map(Double.init)) == nil)
    }
  }

  @Test func paddingChangesNothing() {
    let encoder = encoder()
    let together = run(encoder, EncoderBatch(Self.sequences)).sentence
    for (row, sequence) in Self.sequences.enumerated() {
      let alone = run(encoder, EncoderBatch([sequence])).sentence
      let wrong = Tolerance(relative: 1e-5).violation(
        "row \(row)", Array(together[row * 24..<(row + 1) * 24]), alone.map(Double.init))
      #expect(wrong == nil, "\(wrong ?? "")")
    }
  }

  /// Positions without a token are left out; what is read, and every gradient, is as if they had been computed.
  @Test(arguments: [nil, EncoderLevels(bottom: 1, mid: 3, groups: 3, tasks: 4)])
  func paddingIsLeftOut(levels: EncoderLevels?) {
    func run(computesPadding: Bool) -> (hidden: [Float], gradients: [String: [Float]]) {
      let encoder = encoder(levels)
      var batch = EncoderBatch(Self.sequences)
      batch.computesPadding = computesPadding
      let tape = Tape(pool: ThreadPool(threads: 2))
      tape.begin(recording: true)
      encoder.block.forgetGradients()
      let hidden = encoder.forward(tape, batch, route: levels == nil ? nil : Self.route)
      let sentence = encoder.sentence(tape, hidden: hidden, batch)
      tape.backward(from: [(tensor: sentence, gradient: SampleNumbers.uniform(sentence.count, seed: 1))])
      tape.finish(encoder.block)
      let gradients = encoder.block.parameters.map { parameter in
        (parameter.name, (0..<parameter.count).map { parameter.gradients[$0] })
      }
      return (hidden.values, Dictionary(uniqueKeysWithValues: gradients))
    }
    let (short, long) = (run(computesPadding: false), run(computesPadding: true))
    let mask = EncoderBatch(Self.sequences).mask
    for (position, isToken) in mask.enumerated() {
      let range = position * 24..<(position + 1) * 24
      if isToken {
        let wrong = Tolerance(relative: 1e-5).violation(
          "position \(position)", Array(short.hidden[range]), long.hidden[range].map(Double.init))
        #expect(wrong == nil, "\(wrong ?? "")")
      } else {
        #expect(short.hidden[range].allSatisfy { $0 == 0 })
      }
    }
    for (name, want) in long.gradients {
      let wrong = Tolerance(relative: 1e-4).violation(name, short.gradients[name] ?? [], want.map(Double.init))
      #expect(wrong == nil, "\(wrong ?? "")")
    }
  }

  @Test func sentencesHaveLengthOne() {
    let sentence = run(encoder(), EncoderBatch(Self.sequences)).sentence
    for row in Self.sequences.indices {
      let squares = sentence[row * 24..<(row + 1) * 24].reduce(0) { $0 + $1 * $1 }
      #expect(abs(squares - 1) < 1e-5)
    }
  }

  /// A batch of one task moves the way that it takes and nothing else.
  @Test func onlyTheCopiesOnTheWayGetGradients() {
    let encoder = encoder(EncoderLevels(bottom: 1, mid: 3, groups: 2, tasks: 3))
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    encoder.block.forgetGradients()
    let batch = EncoderBatch(Self.sequences)
    let hidden = encoder.forward(tape, batch, route: EncoderRoute(group: 1, task: 2, rows: 5))
    let sentence = encoder.sentence(tape, hidden: hidden, batch)
    tape.backward(from: [(tensor: sentence, gradient: SampleNumbers.uniform(sentence.count, seed: 1))])
    tape.finish(encoder.block)
    for parameter in encoder.block.parameters {
      let isOnTheWay =
        ["mid.", "top."].allSatisfy { !parameter.name.hasPrefix($0) } || parameter.name.hasPrefix("mid.1.")
        || parameter.name.hasPrefix("top.2.")
      let moves = (0..<parameter.count).contains { parameter.gradients[$0] != 0 }
      #expect(moves == isOnTheWay, "\(parameter.name)")
    }
  }

  /// Each copy is one stretch of the block, so that an optimiser can keep a state for it.
  @Test func copiesAreStretchesOfTheBlock() {
    let names = encoder(EncoderLevels(bottom: 1, mid: 2, groups: 2, tasks: 2)).block.parameters.map {
      let parts = $0.name.split(separator: ".")
      return ["mid", "top"].contains(parts[0]) ? parts[0...1].joined(separator: ".") : String(parts[0])
    }
    var stretches: [String] = []
    for name in names where stretches.last != name { stretches.append(name) }
    #expect(stretches == ["embed", "bottom", "mid.0", "mid.1", "top.0", "top.1"])
  }

  @Test func bucketsHoldSequencesOfLikeLength() {
    let lengths = [5, 2, 9, 1, 3, 2, 5]
    let buckets = EncoderBatch.buckets(lengths: lengths, most: 3)
    #expect(buckets == [[3, 1, 5], [4, 0, 6], [2]])
    #expect(EncoderBatch.buckets(lengths: [], most: 3).isEmpty)
  }
}
