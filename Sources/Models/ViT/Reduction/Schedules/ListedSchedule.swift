/// A number given for each block; blocks beyond the list remove nothing.
public struct ListedSchedule: MergeSchedule {
  /// From the first block on.
  public let counts: [Int]

  /// These numbers.
  public init(_ counts: [Int]) { self.counts = counts }

  /// A number for each block.
  public func wanted(_ options: ViTOptions, tokens: Int) -> [Int] {
    options.blocks.indices.map { $0 < counts.count ? counts[$0] : 0 }
  }

  /// PYRA's schedule for about a third of the time of a ViT of 12 blocks and 197 tokens.
  public static let pyraHigh = ListedSchedule([40, 34, 30, 24, 18, 14, 10, 8, 4, 4, 3, 3])
  /// PYRA's schedule for about 60 % of the time of a ViT of 12 blocks and 197 tokens.
  public static let pyraLow = ListedSchedule(Array(repeating: 16, count: 11) + [10])
}
