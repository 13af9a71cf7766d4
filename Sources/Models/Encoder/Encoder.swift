public import Tensor

/// A BERT encoder whose middle and top layers may exist in several copies, one for each group or task.
///
/// Without levels it is BERT without its pooler. With levels every row of a batch walks the bottom, then the middle of
/// its group, then the top of its task; rows that take the same copy are computed together. With a mixture the middle is
/// one of experts, which each task mixes in its own way.
public final class Encoder {
  /// The shape that the model was built with.
  public let options: EncoderOptions
  /// Holds the parameters; others, such as heads, may be declared in it too.
  public let block: ParameterBlock
  /// The encoder's own parameters, each copy of a level in one stretch: embeddings, bottom, middles by group (or experts
  /// by level), tops by task. Gates are not among them: no file has them.
  public let parameters: [Parameter]
  /// The weights and biases of a mixture's gates; none without one.
  public let gates: [Parameter]

  private let token: Parameter  // (V, D)
  private let position: Parameter  // (Q, D)
  private let type: Parameter  // (types, D)
  private let norm: EncoderLayer.Norm
  private let bottom: [EncoderLayer]
  /// By group.
  private let middle: [[EncoderLayer]]
  /// By task.
  private let top: [[EncoderLayer]]
  let mixture: [MixtureLevel]

  /// Declares all parameters; their values are zero until `initialise` or `load` sets them.
  ///
  /// - Precondition: the sizes are above 0, `heads` divides `width`, the levels lie within the depth; a mixture has levels,
  ///   and no more parts than there are layers in the middle.
  public init(_ options: EncoderOptions, in block: ParameterBlock = ParameterBlock()) {
    precondition(options.heads > 0 && options.width % options.heads == 0, "\(options.heads) heads of \(options.width)")
    precondition((options.levels?.mid ?? 0) <= options.layers, "levels beyond \(options.layers) layers")
    self.options = options
    self.block = block
    let first = block.parameters.count
    token = block.declare("embed.token", [options.vocabulary, options.width])
    position = block.declare("embed.position", [options.positions, options.width])
    type = block.declare("embed.type", [options.types, options.width])
    norm = EncoderLayer.Norm(block, "embed.norm", options.width, epsilon: options.epsilon)
    func layers(_ prefix: String, _ range: Range<Int>) -> [EncoderLayer] {
      range.map { EncoderLayer(block, path: "\(prefix)layers.\($0).", options) }
    }
    var mixture: [MixtureLevel] = []
    if let levels = options.levels {
      let (groups, tasks) = levels.copies(depth: options.layers)
      bottom = layers("bottom.", 0..<levels.bottom)
      if let experts = options.mixture {
        mixture = experts.parts(of: levels).enumerated().map { index, range in
          MixtureLevel(
            layers: range,
            experts: (0..<experts.count(tasks: levels.tasks)).map { layers("expert.\(index).\($0).", range) })
        }
        middle = []
      } else {
        middle = (0..<groups).map { layers("mid.\($0).", levels.bottom..<levels.mid) }
      }
      top = (0..<tasks).map { layers("top.\($0).", levels.mid..<options.layers) }
    } else {
      precondition(options.mixture == nil, "a mixture needs levels")
      (bottom, middle, top) = (layers("", 0..<options.layers), [], [])
    }
    let own = Array(block.parameters[first...])
    parameters = own
    let tasks = options.levels?.tasks ?? 0
    for level in mixture.indices {
      mixture[level].declareGates(
        block, level: level, of: mixture.count, tasks: tasks, width: options.width, options.mixture!)
    }
    self.mixture = mixture
    gates = Array(block.parameters[(first + own.count)...])
  }

  /// The last layer's output, (B·S, D); zero where there is no token, unless the batch asks for these positions.
  ///
  /// - Precondition: ids and types lie within their tables, the sequences are no longer than the position table, and an
  ///   encoder with levels gets a route with one entry a row.
  /// - Parameter noise: what training drops; nil drops nothing.
  public func forward(
    _ tape: Tape, _ batch: EncoderBatch, route: EncoderRoute? = nil, noise: EncoderNoise? = nil
  ) -> Tensor {
    output(tape, batch, route: route, noise: noise).hidden
  }

  /// What `forward` gives, and what a mixture's gates did. The same conditions hold.
  public func output(
    _ tape: Tape, _ batch: EncoderBatch, route: EncoderRoute? = nil, noise: EncoderNoise? = nil
  ) -> EncoderOutput {
    precondition(batch.length <= options.positions, "sequences of \(batch.length), \(options.positions) positions")
    var x = embed(tape, batch)
    let all = Array(0..<batch.rows)
    x = run(tape, bottom, x, batch, rows: all, noise)
    guard options.levels != nil else { return EncoderOutput(hidden: x, mixture: []) }
    guard let route, route.groups.count == batch.rows else { preconditionFailure("an encoder with levels: no route") }
    var statistics: [MixtureStatistics] = []
    if mixture.isEmpty {
      x = runCopies(tape, middle, x, batch, copyOfRow: route.groups, noise)
    } else {
      (x, statistics) = mix(tape, x, batch, tasks: route.tasks, noise)
    }
    x = runCopies(tape, top, x, batch, copyOfRow: route.tasks, noise)
    return EncoderOutput(hidden: x, mixture: statistics)
  }

  /// The vector of each sequence: the mean of `hidden` over its tokens, divided by its length. Shape (B, D).
  public func sentence(_ tape: Tape, hidden: Tensor, _ batch: EncoderBatch) -> Tensor {
    tape.unitRows(tape.weightedMean(hidden, weights: batch.weights, length: batch.length))
  }

  private func embed(_ tape: Tape, _ batch: EncoderBatch) -> Tensor {
    tape.clock.enter("embedding")
    let places = (0..<batch.rows).flatMap { _ in (0..<batch.length).map { Int32(truncatingIfNeeded: $0) } }
    let tokens = tape.embedding(batch.ids, table: tape.parameter(token))
    let positions = tape.embedding(places, table: tape.parameter(position))
    let types = tape.embedding(batch.types, table: tape.parameter(type))
    return norm(tape, tape.add(tape.add(tokens, positions), types))
  }

  /// Layers one after another, on the sequences `rows` of the batch.
  ///
  /// Positions without a token are taken out before and put back as zeros after: nothing that is read depends on them.
  func run(
    _ tape: Tape, _ layers: [EncoderLayer], _ x: Tensor, _ batch: EncoderBatch, rows: [Int], _ noise: EncoderNoise?
  ) -> Tensor {
    if layers.isEmpty { return x }
    func run(_ x: Tensor, lengths: [Int], keyBias: Tensor? = nil) -> Tensor {
      layers.reduce(x) { x, layer in
        layer.forward(tape, x, heads: options.heads, lengths: lengths, keyBias: keyBias, noise: noise)
      }
    }
    let whole = Array(repeating: batch.length, count: rows.count)
    if batch.isFull { return run(x, lengths: whole) }
    if batch.computesPadding {
      return run(x, lengths: whole, keyBias: tape.constant(batch.keyBias(of: rows), [x.rows]))
    }
    let (places, lengths) = batch.packing(of: rows)
    let indices = tape.indices(places)
    return tape.scatterAdd(run(tape.gather(x, indices), lengths: lengths), indices, rows: x.rows)
  }

  /// Each row through the copy that it takes.
  private func runCopies(
    _ tape: Tape, _ copies: [[EncoderLayer]], _ x: Tensor, _ batch: EncoderBatch, copyOfRow: [Int],
    _ noise: EncoderNoise?
  ) -> Tensor {
    if copies.isEmpty { return x }
    return byWay(tape, x, batch, wayOfRow: copyOfRow, ways: copies.count) { copy, x, rows in
      run(tape, copies[copy], x, batch, rows: rows, noise)
    }
  }

  /// Takes the rows that go the same way through `body` together.
  ///
  /// - Parameter body: gets the way, the inputs of its rows, and which rows of the batch they are.
  func byWay(
    _ tape: Tape, _ x: Tensor, _ batch: EncoderBatch, wayOfRow: [Int], ways: Int,
    _ body: (_ way: Int, _ x: Tensor, _ rows: [Int]) -> Tensor
  ) -> Tensor {
    let parts = (0..<ways).map { way in (way: way, rows: wayOfRow.indices.filter { wayOfRow[$0] == way }) }
      .filter { !$0.rows.isEmpty }
    precondition(parts.reduce(0) { $0 + $1.rows.count } == batch.rows, "a copy that does not exist in \(wayOfRow)")
    // The usual batch is of one task: nothing has to be moved.
    if parts.count == 1 { return body(parts[0].way, x, parts[0].rows) }
    let length = batch.length
    let results = parts.map { way, rows in
      let tokens = tape.indices(
        rows.flatMap { row in (row * length..<(row + 1) * length).map { Int32(truncatingIfNeeded: $0) } })
      return (x: body(way, tape.gather(x, tokens), rows), indices: tokens)
    }
    return tape.joinRows(results, rows: x.rows)
  }
}

/// What an encoder computed.
public struct EncoderOutput {
  /// The last layer's output, (B·S, D); zero where there is no token, unless the batch asks for these positions.
  public let hidden: Tensor
  /// What a mixture's gates did, by level; empty without one.
  public let mixture: [MixtureStatistics]
}
