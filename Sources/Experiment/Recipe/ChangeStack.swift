/// The changes of recipe keys in a run that can be taken back.
///
/// Trainer and screen each keep one and feed it the same events, so both know the same.
public struct ChangeStack: Sendable, Equatable {
  /// The changes, the latest last.
  public private(set) var changes: [Control] = []

  /// No change.
  public init() {}

  /// The latest change, or that of a key; nil where there is none.
  public func last(of key: String? = nil) -> Control? {
    changes.last { key == nil || $0.key == key }
  }

  /// The latest change of every key, the latest first: those that can be taken back one by one.
  public var undoable: [Control] {
    var keys: Set<String> = []
    return changes.reversed().filter { keys.insert($0.key).inserted }
  }

  /// Takes in what was done: a change is added, an undo takes the latest one of its key away.
  public mutating func take(_ control: Control) {
    switch control.action {
    case .set: changes.append(control)
    case .undo: if let place = changes.lastIndex(where: { $0.key == control.key }) { changes.remove(at: place) }
    case .pause, .resume, .singleStep, .stop: break
    }
  }

  /// Goes on after a restart from an earlier step: what was changed later has never been.
  ///
  /// - Parameters:
  ///   - step: the steps that are done.
  ///   - recipe: with the values that keys have there; nil forgets all.
  public mutating func restart(at step: Int, recipe: Recipe?) {
    guard let recipe else { return changes = [] }
    while let last = changes.last {
      // At that very step a change may have come before the checkpoint or after it: the recipe tells.
      let holds = RecipeKey.named(last.key).map { recipe[$0].toml == last.after } ?? false
      if last.step < step || (last.step == step && holds) { break }
      changes.removeLast()
    }
    // Values that came another way, as from a recipe that was edited, cannot be taken back to what they were.
    for change in undoable where RecipeKey.named(change.key).map({ recipe[$0].toml != change.after }) ?? true {
      changes.removeAll { $0.key == change.key }
    }
  }
}
