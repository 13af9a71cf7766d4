internal import Tensor

/// Parallel yielding re-activation: two trained vectors make, from all pairs of an image, a factor for each channel and
/// one for each pair, and the sources are modulated by both before they merge.
///
/// M_s' = M_s + (M_s ∘ 2 σ(δ_D)) ∘ (2 σ(δ_r) − 1). With W_D = 0 this is ToMe to the last bit.
/// The last block's factors are not read by the class token, which only attends before they apply: they get no gradient
/// and stay as they were drawn.
/// Source: Xiong et al. 2024, arXiv:2403.09192, and the authors' code.
struct PYRA: TokenReducer {
  static let name = "pyra"
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
    let columns = tape.doubleSigmoid(rank.channels(p, length: pairs.length, on: tape), offset: 0)
    let rows = tape.doubleSigmoid(channel.pairs(p, on: tape), offset: 1)
    pairs.report(columns: columns, rows: rows)
    return tape.modulate(pairs.sources, columns: columns, rows: rows, length: pairs.length, isAdded: true)
  }
}
