/// The mildest schedule that brings the multiplications down to a wanted share.
///
/// Along a line of schedules from none to all that can go: `r` tokens in every block, and one more in the first blocks.
/// The work falls with every step on that line, so the first that is small enough is found by halving.
public struct FoundSchedule: MergeSchedule {
  /// How often the work of the merging model goes into that of the plain one; above 1.
  public let ratio: Double

  /// - Parameter ratio: the wanted saving, 1.7 for instance.
  public init(ratio: Double) { self.ratio = ratio }

  /// The most that any schedule saves: all that can go goes in every block.
  public static func highestRatio(_ options: ViTOptions, tokens: Int) -> Double {
    var most = options
    most.merge(ConstantSchedule(tokens).removed(options, tokens: tokens))
    return Double(options.plain.multiplications(tokens: tokens)) / Double(most.multiplications(tokens: tokens))
  }

  /// A number for each block.
  public func wanted(_ options: ViTOptions, tokens: Int) -> [Int] {
    let depth = options.blocks.count
    func schedule(_ step: Int) -> [Int] {
      let (all, more) = step.quotientAndRemainder(dividingBy: depth)
      return limited((0..<depth).map { all + ($0 < more ? 1 : 0) }, tokens: tokens)
    }
    func isEnough(_ step: Int) -> Bool {
      var merged = options
      merged.merge(schedule(step))
      return Double(options.plain.multiplications(tokens: tokens))
        >= ratio * Double(merged.multiplications(tokens: tokens))
    }
    // Where more cannot save enough, the most that can go.
    var (low, high) = (0, depth * tokens / 2)
    while low < high {
      let middle = (low + high) / 2
      if isEnough(middle) { high = middle } else { low = middle + 1 }
    }
    return schedule(low)
  }
}

extension ViTOptions {
  /// The same model without merging.
  public var plain: ViTOptions {
    var copy = self
    copy.merge(Array(repeating: 0, count: blocks.count))
    return copy
  }
}
