public import Tensor

/// An encoder whose middle level is a mixture of experts: the baselines MMoE and PLE.
///
/// Bottom and tops are those of the hierarchy; in place of copies of the middle for groups there are experts, which each
/// task mixes by a gate of its own. There are no groups.
public final class MixtureEncoder: TaskEncoder {
  /// The encoder with its experts, gates and tops.
  public let encoder: Encoder
  /// Bottom, the experts and gates that every task moves, then for each task its own experts, gates and top.
  public let parts: [EncoderPart]
  private let partsOfTask: [[Int]]
  private let seed: UInt64
  /// The parameters of each layer of each copy, by what their names have in common: `expert.0.3.layers.2`.
  private let layers: [String: [Parameter]]
  /// The common start of every layer, by parameter; empty before there are weights.
  private var start: [[[Float]]] = []

  /// Width, depth, tables.
  public var options: EncoderOptions { encoder.options }
  /// The experts of each part of the mixture, E.
  public var experts: Int { options.mixture!.count(tasks: groupOfTask.count) }
  /// All in one.
  public let groupOfTask: [Int]

  /// Declares the parameters; they are zero until `load` or `initialise`.
  ///
  /// - Parameters:
  ///   - hierarchy: its copies and stages have no meaning here.
  ///   - gateRate: factor of the learning rate for gates.
  ///   - seed: what gates are drawn from, whose weights no file has.
  /// - Precondition: the depths agree, and the middle has a layer for each part of the mixture.
  public init(
    _ options: EncoderOptions, _ hierarchy: HierarchyOptions, mixture: EncoderMixture, gateRate: Double = 1,
    seed: UInt64, in block: ParameterBlock
  ) {
    precondition(options.layers == hierarchy.depth, "levels of \(hierarchy.depth) layers, depth \(options.layers)")
    var options = options
    options.levels = hierarchy.levels
    options.mixture = mixture
    let encoder = Encoder(options, in: block)
    let stretches = encoder.mixtureStretches
    var parts = [
      EncoderPart(
        name: "bottom",
        parameters: encoder.parameters.filter { !$0.name.hasPrefix("expert.") && !$0.name.hasPrefix("top.") })
    ]
    func add(_ name: String, _ parameters: [Parameter], rate: Double = 1) {
      if !parameters.isEmpty { parts.append(EncoderPart(name: name, parameters: parameters, rate: rate)) }
    }
    func moved(by task: Int?, isGate: Bool) -> [Parameter] {
      stretches.filter { $0.task == task && $0.isGate == isGate }.flatMap(\.parameters)
    }
    add("experts", moved(by: nil, isGate: false))
    add("gates", moved(by: nil, isGate: true), rate: gateRate)
    let common = Array(parts.indices)
    partsOfTask = (0..<hierarchy.tasks).map { task in
      let first = parts.count
      add("experts \(task)", moved(by: task, isGate: false))
      add("gates \(task)", moved(by: task, isGate: true), rate: gateRate)
      add("top \(task)", encoder.parameters.filter { $0.name.hasPrefix("top.\(task).") })
      return common + Array(first..<parts.count)
    }
    (self.encoder, self.parts) = (encoder, parts)
    layers = Dictionary(grouping: encoder.parameters) { MixtureEncoder.layer(of: $0.name) }
    groupOfTask = Array(repeating: 0, count: hierarchy.tasks)
    self.seed = seed
  }

  /// Takes over pretrained weights in every expert and top, and draws the gates.
  public func load(_ weights: EncoderWeights) throws(EncoderError) {
    try encoder.load(weights)
    encoder.initialiseGates(seed: seed)
    rememberStart()
  }

  /// Draws all weights; experts of a level, and tops, start alike.
  public func initialise(seed: UInt64) {
    encoder.initialise(seed: seed)
    rememberStart()
  }

  /// Takes over the start of an encoder of the same shape.
  public func takeStart(of other: MixtureEncoder) { start = other.start }

  /// Bottom, what all tasks move, and what is the task's own.
  public func parts(of task: Int) -> [Int] { partsOfTask[task] }

  /// All rows through bottom, the mixture of the task and its top.
  public func output(_ tape: Tape, _ batch: EncoderBatch, task: Int, noise: EncoderNoise?) -> EncoderOutput {
    encoder.output(tape, batch, route: EncoderRoute(group: 0, task: task, rows: batch.rows), noise: noise)
  }

  /// How far the weights of each layer have moved from the common start: rows for the bottom, each expert through all
  /// parts of the mixture, and each task.
  public var distances: [[Float]] {
    if start.isEmpty { return [] }
    func row(expert: Int, task: Int, in range: Range<Int>) -> [Float] {
      (0..<options.layers).map { layer in
        guard range.contains(layer), let own = layers[path(of: layer, expert: expert, task: task)] else { return .nan }
        return HierarchicalEncoder.distance(of: own, from: start[layer])
      }
    }
    let levels = options.levels!
    let bottom = row(expert: 0, task: 0, in: 0..<levels.bottom)
    let middle = (0..<experts).map { row(expert: $0, task: 0, in: levels.bottom..<levels.mid) }
    return [bottom] + middle + groupOfTask.indices.map { row(expert: 0, task: $0, in: levels.mid..<options.layers) }
  }

  private func rememberStart() {
    start = (0..<options.layers).map { layer in
      (layers[path(of: layer, expert: 0, task: 0)] ?? []).map {
        Array(UnsafeBufferPointer(start: $0.values, count: $0.count))
      }
    }
  }

  /// What the parameters of a layer are called in the copy that a task takes, by an expert where it is in the middle.
  private func path(of layer: Int, expert: Int, task: Int) -> String {
    let levels = options.levels!
    if layer < levels.bottom { return "bottom.layers.\(layer)" }
    guard let part = options.mixture!.parts(of: levels).firstIndex(where: { $0.contains(layer) }) else {
      return "top.\(task).layers.\(layer)"
    }
    return "expert.\(part).\(expert).layers.\(layer)"
  }

  /// The name of a parameter up to the number of its layer.
  private static func layer(of name: String) -> String {
    let words = name.split(separator: ".")
    guard let place = words.firstIndex(of: "layers") else { return name }
    return words.prefix(place + 2).joined(separator: ".")
  }

  /// The same, without what the gates did.
  public func forward(_ tape: Tape, _ batch: EncoderBatch, task: Int, noise: EncoderNoise?) -> Tensor {
    output(tape, batch, task: task, noise: noise).hidden
  }
}
