internal import Tensor

/// PYRA with the channels' factors alone and no activation: M_s' = M_s + M_s ∘ δ_D.
///
/// The wiring of this and the other ablations is our reading; the authors publish none.
struct RankGate: TokenReducer {
  static let name = "wr"
  private let matrix: PairMatrix
  private let rank: RankVector

  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {
    matrix = PairMatrix(shape, declare)
    rank = RankVector(shape, declare)
  }

  func reactivate(_ pairs: MergePairs, on tape: Tape) -> Tensor {
    let columns = rank.channels(matrix(pairs, on: tape), length: pairs.length, on: tape)
    pairs.report(columns: columns, rows: nil)
    return tape.modulate(pairs.sources, columns: columns, rows: nil, length: pairs.length, isAdded: true)
  }
}

/// PYRA with the channels' factors alone, activated: M_s' = 2 σ(δ_D) ∘ M_s.
struct ActivatedRankGate: TokenReducer {
  static let name = "wr_act"
  private let matrix: PairMatrix
  private let rank: RankVector

  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {
    matrix = PairMatrix(shape, declare)
    rank = RankVector(shape, declare)
  }

  func reactivate(_ pairs: MergePairs, on tape: Tape) -> Tensor {
    let sums = rank.channels(matrix(pairs, on: tape), length: pairs.length, on: tape)
    let columns = tape.doubleSigmoid(sums, offset: 0)
    pairs.report(columns: columns, rows: nil)
    return tape.modulate(pairs.sources, columns: columns, rows: nil, length: pairs.length, isAdded: false)
  }
}
