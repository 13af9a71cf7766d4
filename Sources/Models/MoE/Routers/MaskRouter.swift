public import Tensor

/// Top-k among the experts that the token's id may see; the table of visible experts is drawn before training.
///
/// Source: Su et al. 2024, "MaskMoE", arXiv:2407.09816.
public struct MaskRouter: Router {
  /// Its word in `RouterCatalog`.
  public static let name = "mask"
  /// Needs token ids; otherwise as top-k.
  public static let traits: RouterTraits = {
    var traits = RouterTraits()
    traits.usesTokenIDs = true
    return traits
  }()

  private let weight: Parameter
  private let vocabulary: Int
  private let experts: Int
  private let options: TableOptions
  /// (V, E), 1 where visible
  private var visible: [UInt8]

  /// Declares `router.weight`, (E, D); until a table is loaded every expert is visible to every token.
  public init(_ shape: RouterShape, in block: ParameterBlock, prefix: String) {
    weight = block.declare(prefix + "router.weight", [shape.experts, shape.width])
    (vocabulary, experts) = (shape.vocabulary, shape.experts)
    options = shape.table
    visible = Array(repeating: 1, count: vocabulary * experts)
  }

  /// The table `mask.visible`, (V, E), 1 where visible.
  public var buffers: [RouterBuffer] {
    [RouterBuffer(name: "mask.visible", shape: [vocabulary, experts], values: .bytes(visible))]
  }

  /// Replaces the table of visible experts.
  ///
  /// - Throws: when it is not (V, E), holds other values than 0 and 1, or leaves a token id without an expert.
  public mutating func load(_ buffer: RouterBuffer) throws(MoEError) {
    guard buffer.name == "mask.visible", buffer.shape == [vocabulary, experts], case .bytes(let table) = buffer.values
    else { throw .unfit(buffer, wants: "mask.visible, bytes of shape [\(vocabulary), \(experts)]") }
    for id in 0..<vocabulary {
      let row = table[id * experts..<(id + 1) * experts]
      if let other = row.first(where: { $0 > 1 }) {
        throw MoEError(buffer.name, "\(buffer.name): row \(id) holds \(other); only 0 and 1 are allowed")
      }
      if !row.contains(1) { throw MoEError(buffer.name, "\(buffer.name): row \(id) has no visible expert") }
    }
    visible = table
  }

  /// Lets every frequent id see V experts and every other id one. V experts are drawn uniformly; the one of a rare id
  /// too, or, balanced, so that the rare ids' text is shared out evenly.
  public mutating func drawTables(counts: [Int], random: CounterRandom) {
    let draw = ExpertTable(experts: experts, vocabulary: vocabulary, counts: counts, random: random)
    let frequent = Set(draw.frequentIDs(share: options.frequentShare))
    let rare = draw.byFrequency.filter { !frequent.contains($0) }
    let balanced = options.isBalanced ? draw.balanced(rare, count: 1) : [:]
    visible = Array(repeating: 0, count: vocabulary * experts)
    for id in 0..<vocabulary {
      let seen = balanced[id] ?? draw.order(of: id, count: frequent.contains(id) ? options.visible : 1)
      for expert in seen { visible[id * experts + Int(expert)] = 1 }
    }
  }

  /// Sets the logits of hidden experts to −∞, then scores and chooses as top-k does. A token all of whose visible
  /// experts are masked sees all the others.
  public func route(_ request: RoutingRequest, on tape: Tape) -> Routing {
    let logits = request.logits(weight, on: tape)
    let ids = request.ids(below: vocabulary)
    visible.withUnsafeBufferPointer { visible in
      for (i, id) in ids.enumerated() {
        let row = UnsafeBufferPointer(rebasing: visible[Int(id) * experts..<(Int(id) + 1) * experts])
        if !request.masked.isEmpty, !(0..<experts).contains(where: { row[$0] == 1 && !request.masked.contains($0) }) {
          continue
        }
        for j in 0..<experts where row[j] == 0 { logits.data[i * experts + j] = -.infinity }
      }
    }
    request.exclude(from: logits)
    let scored = tape.routerScores(logits, .softmax)
    return Routing(
      scores: scored.scores, z: scored.z, entropy: scored.entropy, selection: UnsafePointer(logits.data),
      choices: tape.topChoices(logits.data, tokens: logits.rows, experts: experts, width: request.width),
      width: request.width)
  }
}
