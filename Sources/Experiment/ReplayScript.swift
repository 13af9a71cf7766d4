/// What a recorded run says of its course: enough to train it again and to compare.
///
/// Steps that a later stretch, or a kept twin, took back are left out.
public struct ReplayScript: Sendable, Equatable {
  /// Values that keys have from a step on.
  public struct Turn: Sendable, Equatable {
    /// Steps done when it took effect.
    public var step: Int
    /// What changed.
    public var change: Change

    /// A whole recipe, as of the beginning of a stretch, or one key.
    public enum Change: Sendable, Equatable {
      /// Every key, as TOML.
      case recipe(String)
      /// One key and its value as in TOML.
      case key(String, value: String)
    }
  }

  /// The header of the first stretch.
  public private(set) var header: Header?
  /// Changes in the order in which they took effect.
  public private(set) var turns: [Turn] = []
  /// Training loss by step.
  @Exact public private(set) var losses: [Double] = []
  /// Hashes of the weights after some steps, where they were recorded: with an evaluation, a checkpoint or both. More than
  /// one after a step contradict each other.
  public private(set) var hashes: [Int: Set<UInt64>] = [:]
  /// Steps done before the first recorded one.
  public private(set) var firstStep = 0

  /// Nothing told yet.
  public init() {}

  /// The last recorded step.
  public var lastStep: Int { firstStep + losses.count }

  /// The loss of a step; nil where there is none.
  public func loss(ofStep step: Int) -> Double? {
    losses.indices.contains(step - firstStep - 1) ? losses[step - firstStep - 1] : nil
  }

  /// The recipe that holds from a step on.
  ///
  /// - Parameters:
  ///   - step: steps done.
  ///   - file: what errors call the recipe.
  /// - Throws: `RecipeError` for a recipe that this version does not read.
  public func recipe(after step: Int, file: String) throws(RecipeError) -> Recipe {
    var recipe = Recipe()
    for turn in turns where turn.step <= step { recipe = try turn.applied(to: recipe, file: file) }
    return recipe
  }

  /// Takes in the next event of the run.
  public mutating func take(_ event: Event) {
    switch event {
    case .started(let started):
      if header == nil {
        header = started
        firstStep = started.firstStep
      }
      restart(at: started.firstStep)
      turns.append(Turn(step: started.firstStep, change: .recipe(started.recipe)))
    case .step(let step): if step.step == lastStep + 1 { losses.append(step.loss) }
    case .evaluated(let evaluation):
      if let hash = evaluation.weightHash { hashes[evaluation.step, default: []].insert(hash) }
    case .checkpointed(let checkpoint):
      if let hash = checkpoint.weightHash { hashes[checkpoint.step, default: []].insert(hash) }
    case .control(let control) where control.action == .set || control.action == .undo:
      turns.append(Turn(step: control.step, change: .key(control.key, value: control.after)))
    default: break
    }
  }

  /// What came after a step has never been.
  private mutating func restart(at step: Int) {
    if step < lastStep { losses.removeLast(min(losses.count, lastStep - step)) }
    hashes = hashes.filter { $0.key <= step }
    // The recipe of the new stretch holds all that was changed up to there.
    turns.removeAll { $0.step >= step }
  }

  /// This run, which is a branch, with the other's course up to where they part.
  public func continuing(_ parent: ReplayScript) -> ReplayScript {
    var whole = parent
    whole.restart(at: firstStep)
    whole.turns += turns
    whole.losses += losses
    whole.hashes.merge(hashes) { $1 }
    return whole
  }
}

extension ReplayScript.Turn {
  /// A recipe with what changes here.
  ///
  /// - Throws: `RecipeError` for a value that this version does not take.
  public func applied(to recipe: Recipe, file: String) throws(RecipeError) -> Recipe {
    switch change {
    case .recipe(let toml): try Recipe(toml: toml, file: file)
    case .key(let key, let value): try recipe.applying(sets: ["\(key)=\(value)"], origin: file)
    }
  }
}
