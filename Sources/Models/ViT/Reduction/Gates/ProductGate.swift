internal import Tensor

/// PYRA with both factors and no activation: M_s' = M_s + M_s ∘ δ_r ∘ δ_D.
struct ProductGate: TokenReducer {
  static let name = "both"
  private let matrix: PairMatrix
  private let rank: RankVector
  private let channel: ChannelVector

  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {
    matrix = PairMatrix(shape, declare)
    rank = RankVector(shape, declare)
    channel = ChannelVector(shape, declare)
  }

  func reactivate(_ pairs: MergePairs, on tape: Tape) -> Tensor {
    let p = matrix(pairs, on: tape)
    let columns = rank.channels(p, length: pairs.length, on: tape)
    let rows = channel.pairs(p, on: tape)
    pairs.report(columns: columns, rows: rows)
    return tape.modulate(pairs.sources, columns: columns, rows: rows, length: pairs.length, isAdded: true)
  }
}
