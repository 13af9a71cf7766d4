/// The same number in every block. Source: Bolya et al. 2022, arXiv:2210.09461, section 3.3.
public struct ConstantSchedule: MergeSchedule {
  /// Tokens a block.
  public let count: Int

  /// So many tokens a block.
  public init(_ count: Int) { self.count = count }

  /// A number for each block.
  public func wanted(_ options: ViTOptions, tokens: Int) -> [Int] {
    options.blocks.map { _ in count }
  }
}
