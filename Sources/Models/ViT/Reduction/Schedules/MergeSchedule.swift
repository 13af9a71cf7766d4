/// How many tokens each block removes.
public protocol MergeSchedule: Sendable {
  /// - Parameters:
  ///   - options: the model; what it merges at present does not matter.
  ///   - tokens: of an image at the start, the class token included.
  /// - Returns: a number for each block, which may be more than can go there.
  func wanted(_ options: ViTOptions, tokens: Int) -> [Int]
}

extension MergeSchedule {
  /// What goes: what is wanted, but no more than can go in each block.
  ///
  /// - Parameters: as those of `wanted`.
  public func removed(_ options: ViTOptions, tokens: Int) -> [Int] {
    limited(wanted(options, tokens: tokens), tokens: tokens)
  }

  /// Cuts each number down to what can go.
  func limited(_ wanted: [Int], tokens: Int) -> [Int] {
    var count = tokens
    return wanted.map { wanted in
      let removed = MergePlan.removable(wanted, of: count)
      count -= removed
      return removed
    }
  }
}
