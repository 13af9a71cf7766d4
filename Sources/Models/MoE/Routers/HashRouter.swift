internal import Foundation
public import Tensor

/// The experts of a token follow from its id by a fixed table; nothing is learned and all weigh the same.
///
/// Source: Roller et al. 2021, "Hash Layers", arXiv:2106.04426.
public struct HashRouter: Router {
  /// Its word in `RouterCatalog`.
  public static let name = "hash"
  /// Needs token ids; has no weight, no rectification and no balance loss, as nothing is scored.
  public static let traits: RouterTraits = {
    var traits = RouterTraits()
    traits.usesTokenIDs = true
    traits.hasWeight = false
    traits.rectifies = false
    traits.balances = false
    return traits
  }()

  private let vocabulary: Int
  private let experts: Int
  private let k: Int
  private let options: TableOptions
  /// (V, k), distinct experts in every row
  private var table: [Int32]

  /// Declares no parameter; until a table is loaded it has experts dealt out in turn, id · k + column modulo E.
  public init(_ shape: RouterShape, in block: ParameterBlock, prefix: String) {
    (vocabulary, experts, k) = (shape.vocabulary, shape.experts, shape.k)
    options = shape.table
    table = (0..<vocabulary).flatMap { [experts, k] id in (0..<k).map { Int32((id * k + $0) % experts) } }
  }

  /// The table `hash.table`, (V, k).
  public var buffers: [RouterBuffer] {
    [RouterBuffer(name: "hash.table", shape: [vocabulary, k], values: .integers(table.map { Int64($0) }))]
  }

  /// Replaces the table.
  ///
  /// - Throws: when it is not (V, k), or a row names an unknown expert or one expert twice.
  public mutating func load(_ buffer: RouterBuffer) throws(MoEError) {
    guard buffer.name == "hash.table", buffer.shape == [vocabulary, k], case .integers(let rows) = buffer.values else {
      throw .unfit(buffer, wants: "hash.table, integers of shape [\(vocabulary), \(k)]")
    }
    for id in 0..<vocabulary {
      let row = rows[id * k..<(id + 1) * k]
      if let wrong = row.first(where: { $0 < 0 || $0 >= Int64(experts) }) {
        throw MoEError(buffer.name, "\(buffer.name): row \(id) names expert \(wrong) of \(experts)")
      }
      if Set(row).count < k { throw MoEError(buffer.name, "\(buffer.name): row \(id) names an expert twice") }
    }
    table = rows.map { Int32($0) }
  }

  /// Draws k experts for every id: uniformly, or from the most frequent id on those with the least text so far.
  public mutating func drawTables(counts: [Int], random: CounterRandom) {
    let draw = ExpertTable(experts: experts, vocabulary: vocabulary, counts: counts, random: random)
    let balanced = options.isBalanced ? draw.balanced(draw.byFrequency, count: k) : [:]
    table = (0..<vocabulary).flatMap { balanced[$0] ?? draw.order(of: $0, count: k) }
  }

  /// Looks the experts of each token up in the table. In place of a masked expert stands the next one that is neither
  /// masked nor the token's already.
  public func route(_ request: RoutingRequest, on tape: Tape) -> Routing {
    let ids = request.ids(below: vocabulary)
    let scores = tape.constant([ids.count, experts])
    scores.data.update(repeating: 0, count: scores.count)
    let choices = tape.arena.allocate(Int32.self, count: ids.count * k)
    for (i, id) in ids.enumerated() {
      for column in 0..<k {
        var expert = table[Int(id) * k + column]
        if !request.masked.isEmpty {
          expert = substitute(expert, masked: request.masked, taken: choices + i * k, column, row: Int(id) * k)
        }
        choices[i * k + column] = expert
        scores.data[i * experts + Int(expert)] = 1 / Float(k)
      }
    }
    return Routing(
      scores: scores, z: nil, entropy: log(Float(k)), selection: nil, choices: choices, width: k)
  }

  /// The expert itself unless it is masked, else the next in the round that is open, not taken in an earlier column and
  /// not the table's own for a later one.
  private func substitute(
    _ expert: Int32, masked: [Int], taken: UnsafePointer<Int32>, _ column: Int, row: Int
  ) -> Int32 {
    guard masked.contains(Int(expert)) else { return expert }
    let own = table[row..<row + k]
    for step in 1..<Int32(experts) {
      let next = (expert + step) % Int32(experts)
      if masked.contains(Int(next)) || own.contains(next) || (0..<column).contains(where: { taken[$0] == next }) {
        continue
      }
      return next
    }
    return expert
  }
}
