public import Experiment

/// Parameters of a member's model.
public struct TrialSize: Sendable, Equatable {
  /// All trained values.
  public var total: Int
  /// Those that take part in the work for one token.
  public var active: Int

  /// Both counts.
  public init(total: Int, active: Int) {
    self.total = total
    self.active = active
  }
}

extension Study {
  /// The size of each member's model, checked to be equal to its baseline's within the study's tolerance.
  ///
  /// - Parameters:
  ///   - file: what errors call the study.
  ///   - size: counts the parameters of a recipe's model; nil for a model whose size is known only when it runs.
  /// - Returns: sizes by member name.
  /// - Throws: `StudyError` for members that do not match and do not say that they differ by design.
  public func checkedSizes(file: String, size: (Recipe) throws -> TrialSize?) throws -> [String: TrialSize] {
    var sizes: [String: TrialSize] = [:]
    for member in members { if let it = try size(member.recipe) { sizes[member.name] = it } }
    for member in members where member.sizeDiffers == nil {
      guard let own = sizes[member.name], let base = sizes[member.baseline] else { continue }
      for (what, mine, theirs, limit) in [
        ("total", own.total, base.total, tolerance.total), ("active", own.active, base.active, tolerance.active),
      ] where Double(abs(mine - theirs)) > limit * Double(theirs) {
        throw StudyError(
          file: file, place: "member \(member.name)",
          message: "has \(mine) \(what) parameters, its baseline \(member.baseline) has \(theirs): more than "
            + "match.\(what) = \(limit) apart; make them equal, or say why not with size_differs")
      }
    }
    return sizes
  }
}
