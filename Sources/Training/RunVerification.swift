public import Experiment
public import Tensor

/// Trains a recorded run again and compares: losses by their bits, weights by their hashes.
public struct RunVerification {
  /// How far the two agree.
  public struct Progress: Sendable, Equatable {
    /// The last step that was compared.
    public var step: Int
    /// Its loss.
    public var loss: Double
    /// Losses that agree so far.
    public var losses: Int
    /// Weight hashes that agree so far.
    public var hashes: Int
  }

  /// Where the two part.
  public struct Difference: Sendable, Equatable, CustomStringConvertible {
    /// What differs there.
    public enum Kind: Sendable, Equatable {
      case loss(recorded: Double, trained: Double)
      case weights(recorded: UInt64, trained: UInt64)
    }

    /// The first step that differs.
    public var step: Int
    /// What differs.
    public var kind: Kind

    /// One line: the step, and both values to the last bit.
    public var description: String {
      switch kind {
      case .loss(let recorded, let trained):
        "step \(step): the recorded loss is \(recorded) (\(hexadecimal(recorded.bitPattern))), trained again it is"
          + " \(trained) (\(hexadecimal(trained.bitPattern)))"
      case .weights(let recorded, let trained):
        "step \(step): the recorded weights have the hash \(hexadecimal(recorded)), those trained again"
          + " \(hexadecimal(trained))"
      }
    }
  }

  private let script: ReplayScript
  private let learner: Learner
  private let tape: Tape
  private let name: String

  /// - Parameters:
  ///   - script: the recorded course.
  ///   - recipe: that holds after `first` steps.
  ///   - workload: in the state after `first` steps, with its optimiser.
  ///   - first: steps done.
  ///   - name: what errors call the session.
  public init(
    _ script: ReplayScript, recipe: Recipe, workload: any Workload, optimizer: any Optimizer, pool: ThreadPool,
    first: Int = 0, named name: String
  ) {
    self.script = script
    self.name = name
    learner = Learner(workload, optimizer, recipe, step: first)
    tape = Tape(pool: pool)
  }

  /// Trains up to a step and compares.
  ///
  /// - Parameters:
  ///   - last: the last step to compare.
  ///   - progress: called after every step that agrees.
  /// - Returns: where the two part, or nil when they agree to the end.
  /// - Throws: `RecipeError` when a recorded change cannot be made here.
  public func run(to last: Int, progress: (Progress) -> Void) throws -> Difference? {
    var told = Progress(step: learner.step, loss: .nan, losses: 0, hashes: 0)
    if let difference = weights(&told) { return difference }
    // What took effect at the first step is in the recipe that came with it.
    var turns = script.turns.filter { $0.step > learner.step }[...]
    while learner.step < last {
      while let turn = turns.first, turn.step <= learner.step {
        learner.adopt(try turn.applied(to: learner.recipe, file: name))
        turns.removeFirst()
      }
      let step = learner.advance(tape)
      guard let recorded = script.loss(ofStep: step.step) else { return nil }
      guard recorded.hasSameBits(as: step.loss) else {
        return Difference(step: step.step, kind: .loss(recorded: recorded, trained: step.loss))
      }
      (told.step, told.loss) = (step.step, step.loss)
      told.losses += 1
      if let difference = weights(&told) { return difference }
      progress(told)
    }
    return nil
  }

  private func weights(_ told: inout Progress) -> Difference? {
    guard let recorded = script.hashes[learner.step] else { return nil }
    let trained = learner.workload.block.hash
    if let other = recorded.first(where: { $0 != trained }) {
      return Difference(step: learner.step, kind: .weights(recorded: other, trained: trained))
    }
    told.hashes += 1
    return nil
  }
}

private func hexadecimal(_ bits: UInt64) -> String {
  let digits = String(bits, radix: 16)
  return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
}
