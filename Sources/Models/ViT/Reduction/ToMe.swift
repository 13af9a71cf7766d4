public import Tensor

/// Plain token merging: sources go to their destinations as they are. Trains nothing.
///
/// Source: Bolya et al. 2022, arXiv:2210.09461.
public struct ToMe: TokenReducer {
  public static let name = "none"

  public init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter) {}
}
