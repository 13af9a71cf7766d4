internal import Tensor

/// PYRA with the pairs' factors alone and no activation: M_s' = M_s + M_s ∘ δ_r.
struct ChannelGate: TokenReducer {
  static let name = "wd"
  private let matrix: PairMatrix
  private let channel: ChannelVector

  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {
    matrix = PairMatrix(shape, declare)
    channel = ChannelVector(shape, declare)
  }

  func reactivate(_ pairs: MergePairs, on tape: Tape) -> Tensor {
    let rows = channel.pairs(matrix(pairs, on: tape), on: tape)
    pairs.report(columns: nil, rows: rows)
    return tape.modulate(pairs.sources, columns: nil, rows: rows, length: pairs.length, isAdded: true)
  }
}

/// PYRA with the pairs' factors alone, activated: M_s' = M_s + M_s ∘ (2 σ(δ_r) − 1).
struct ActivatedChannelGate: TokenReducer {
  static let name = "wd_act"
  private let matrix: PairMatrix
  private let channel: ChannelVector

  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {
    matrix = PairMatrix(shape, declare)
    channel = ChannelVector(shape, declare)
  }

  func reactivate(_ pairs: MergePairs, on tape: Tape) -> Tensor {
    let rows = tape.doubleSigmoid(channel.pairs(matrix(pairs, on: tape), on: tape), offset: 1)
    pairs.report(columns: nil, rows: rows)
    return tape.modulate(pairs.sources, columns: nil, rows: rows, length: pairs.length, isAdded: true)
  }
}
