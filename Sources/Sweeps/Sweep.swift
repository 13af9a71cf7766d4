public import Experiment
import Foundation

/// A search over recipes: what is varied, how, and when a trial is ended early. What came of it stands in its file.
public struct Sweep: Sendable, Equatable {
  /// Unique among the sweeps of a folder; part of the runs' names.
  public var name: String
  /// What the trials start from.
  public var recipe: Recipe
  /// What is varied.
  public var space: SearchSpace
  /// Values of `run.seed`: each combination is run once with each.
  public var seeds: [Int]
  /// Which combinations are tried, and how far.
  public var method: SearchMethod
  /// When a trial is ended early.
  public var earlyStop: EarlyStop
  /// Combinations to draw; nil for all there are.
  public var trials: Int?
  /// How far the number of active parameters may be from the recipe's own, as a share; nil for any.
  public var tolerance: Double?
  /// The rungs of successive halving.
  public var rungs: Rungs

  /// All fields, as they are described above.
  public init(
    name: String, recipe: Recipe, space: SearchSpace, seeds: [Int], method: SearchMethod = .grid,
    earlyStop: EarlyStop = .none, trials: Int? = nil, tolerance: Double? = nil, rungs: Rungs
  ) {
    (self.name, self.recipe, self.space, self.seeds) = (name, recipe, space, seeds)
    (self.method, self.earlyStop, self.trials, self.tolerance) = (method, earlyStop, trials, tolerance)
    self.rungs = rungs
  }

  /// What trials are compared by: losses of different tokens cannot be.
  public var objective: Objective {
    let isAcrossTokens = space.axes.contains { $0.key.table == Keys.Tokenizer.algorithm.declaration.table }
    return isAcrossTokens ? .bitsPerByte : .loss
  }

  /// The same eight characters for the same sweep, whatever its name (FNV-1a, 32 bits).
  public var fingerprint: String {
    var recipe = recipe
    recipe[Keys.Run.threads] = 0
    let text =
      ([
        recipe.toml, method.rawValue, earlyStop.rawValue, seeds.description, trials?.description ?? "",
        tolerance?.description ?? "", rungs.steps.description, rungs.reduction.description,
      ] + space.axes.map { "\($0.key.path)=\($0.text)" }).joined(separator: "\n")
    var hash: UInt32 = 2_166_136_261
    for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return String(format: "%08x", hash)
  }
}

/// Which combinations a sweep tries, and how far.
public enum SearchMethod: String, Sendable, CaseIterable {
  /// All of them, each to its end.
  case grid
  /// Some drawn at random, each to its end.
  case random
  /// Many for a short while, the best of them for longer: asynchronous successive halving.
  case asha
}

/// What trials are compared by; lower is better.
public enum Objective: String, Sendable, CaseIterable {
  /// Held-out cross-entropy in nats a token.
  case loss
  /// Held-out bits a byte: comparable between tokenizers.
  case bitsPerByte = "bits-per-byte"

  /// The figure of an evaluation.
  public func value(_ point: TrialCurve.Point) -> Double {
    switch self {
    case .loss: point.loss
    case .bitsPerByte: point.bitsPerByte
    }
  }

  /// `nats`, `bits a byte`.
  public var unit: String {
    switch self {
    case .loss: "nats"
    case .bitsPerByte: "bits a byte"
    }
  }
}
