internal import Tensor

/// Plain token merging: sources go to their destinations as they are. Trains nothing.
///
/// Source: Bolya et al. 2022, arXiv:2210.09461.
struct ToMe: TokenReducer {
  static let name = "none"

  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {}
}
