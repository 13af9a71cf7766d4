/// What happens to a twin: a shadow copy of a run that trains beside it with something changed.
///
/// It starts from the same weights, optimiser state and data order. Its steps and evaluations never count as the run's.
public enum TwinEvent: Sendable, Equatable {
  /// The copy was made.
  case started(TwinStart)
  /// A step of the twin; the run's own step of that number comes before it.
  case step(Step)
  /// Figures of the twin on held-out text.
  case evaluated(Evaluation)
  /// The twin is gone, or has become the run.
  case ended(TwinEnd)
}

/// How a twin begins.
public struct TwinStart: Sendable, Equatable {
  /// Steps done when the copy was made.
  public var step: Int
  /// Steps that the two are to be compared over.
  public var steps: Int
  /// What the twin does otherwise; none: it must do the very same.
  public var changes: [RecipeChange]

  /// `moe.k 2 → 1, moe.temperature 1.0 → 2.0`
  public var text: String { changes.isEmpty ? "nothing changed" : changes.map(\.text).joined(separator: ", ") }

  /// All fields, as they are described above.
  public init(step: Int, steps: Int, changes: [RecipeChange]) {
    self.step = step
    self.steps = steps
    self.changes = changes
  }
}

/// How a twin ends.
public struct TwinEnd: Sendable, Equatable {
  /// The number of optimiser steps done.
  public var step: Int
  /// Which of the two goes on.
  public var choice: TwinChoice
  /// The session in which the other is recorded, a file name beside the run's; empty when it is recorded nowhere.
  public var branch: String

  /// What goes on, in words.
  public var sentence: String {
    switch choice {
    case .original: "the run goes on as it was"
    case .twin: "the run goes on as its twin"
    case .cancelled: "the twin is dropped"
    }
  }

  /// All fields, as they are described above.
  public init(step: Int, choice: TwinChoice, branch: String) {
    self.step = step
    self.choice = choice
    self.branch = branch
  }
}

/// What becomes of a run and its twin.
public enum TwinChoice: String, Sendable, Equatable, CaseIterable {
  /// The run goes on as if there had been no twin, whose steps become a branch.
  case original
  /// The run goes on as its twin; its own steps since then become a branch.
  case twin
  /// The twin is dropped, with no branch.
  case cancelled
}

/// A recipe key with two values, as in TOML.
public struct RecipeChange: Sendable, Equatable {
  /// The key.
  public var key: String
  /// The value before.
  public var before: String
  /// The value after.
  public var after: String

  /// `moe.k 2 → 1`
  public var text: String { "\(key) \(before) → \(after)" }

  /// All fields, as they are described above.
  public init(key: String, before: String, after: String) {
    self.key = key
    self.before = before
    self.after = after
  }
}

/// Where a run comes from that is a branch of another.
public struct Branch: Sendable, Equatable {
  /// File name of the other run's session.
  public var parent: String
  /// Steps that both have in common.
  public var step: Int
  /// What this one does otherwise, in words.
  public var change: String

  /// All fields, as they are described above.
  public init(parent: String, step: Int, change: String) {
    self.parent = parent
    self.step = step
    self.change = change
  }
}
