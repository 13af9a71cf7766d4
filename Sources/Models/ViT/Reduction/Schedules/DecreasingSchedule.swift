/// From twice the mean in the first block, in even steps, to none in the last.
///
/// Numbers are rounded down, as in the authors' code. Source: Bolya et al. 2022, arXiv:2210.09461, section 3.3.
public struct DecreasingSchedule: MergeSchedule {
  /// Tokens a block, in the mean before rounding.
  public let mean: Int

  /// So many tokens a block in the mean.
  public init(mean: Int) { self.mean = mean }

  /// A number for each block.
  public func wanted(_ options: ViTOptions, tokens: Int) -> [Int] {
    let last = options.blocks.count - 1
    return (0...last).map { last == 0 ? mean : 2 * mean * (last - $0) / last }
  }
}
