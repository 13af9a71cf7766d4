/// What is known of one recipe key: enough to read it, check it, print it, draw a form for it and write its help.
public struct RecipeKey: Sendable, Equatable {
  /// What kind of value a key takes.
  public enum Kind: Sendable, Equatable {
    case integer
    case number
    case boolean
    /// One of these words.
    case word([String])
    case string
    case strings
    case numbers
  }

  /// Table and name joined by a dot, as `--set` takes it: `moe.capacity_factor`.
  public var path: String { "\(table).\(name)" }
  /// Name of the table.
  public let table: String
  /// Name within the table.
  public let name: String
  /// What it takes.
  public let kind: Kind
  /// The default.
  public let standard: RecipeValue
  /// For numbers: what they must lie within; in lists every element.
  public let bounds: Bounds
  /// One line for people, without a full stop.
  public let help: String
  /// `steps`, `tokens`, …; empty for a bare number.
  public let unit: String
  /// Whether the key may be given a new value while a run is under way.
  public let changeable: Bool
  /// The workloads that read it; empty: all.
  public let workloads: [Recipe.Workload]

  /// All keys in the order of a recipe file, table by table.
  public static let all: [RecipeKey] =
    Keys.Run.all + Keys.Data.all + Keys.Tokenizer.all + Keys.Sampler.all + Keys.Model.all + Keys.MoE.all
    + Keys.Tasks.all + Keys.Encoder.all + Keys.Hierarchy.all + Keys.Relevance.all + Keys.Mixture.all
    + Keys.Balancing.all
    + Keys.Images.all + Keys.Vision.all + Keys.Adaptation.all + Keys.Merging.all
    + Keys.Domains.all + Keys.Alignment.all + Keys.Prototypes.all + Keys.Dispersal.all
    + Keys.Optimizer.all + Keys.Schedule.all + Keys.Evaluation.all + Keys.Record.all
    + Keys.Alerts.all

  /// The names of all tables, in the order of a recipe file.
  public static let tables: [String] = all.reduce(into: []) { if $0.last != $1.table { $0.append($1.table) } }

  private static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

  /// Whether a workload reads it.
  public func applies(to workload: Recipe.Workload) -> Bool { workloads.isEmpty || workloads.contains(workload) }

  /// The key with this path, or nil.
  public static func named(_ path: String) -> RecipeKey? { byPath[path] }

  /// What values are allowed, for a message or a help text: `a whole number of at least 1`.
  public var expectation: String {
    let within = bounds.description.isEmpty ? "" : " \(bounds.description)"
    switch kind {
    case .integer: return "a whole number\(within)"
    case .number: return "a number\(within)"
    case .boolean: return "true or false"
    case .word(let words): return words.count == 1 ? words[0] : "one of " + words.joined(separator: ", ")
    case .string: return "a string"
    case .strings: return "a list of strings"
    case .numbers: return "a list of numbers\(within.isEmpty ? "" : ", each\(within)")"
    }
  }
}

/// A recipe key that knows the Swift type of its value.
public struct Key<Value: RecipeRepresentable>: Sendable {
  /// What the key takes and means.
  public let declaration: RecipeKey
  /// Table and name joined by a dot.
  public var path: String { declaration.path }
}

/// The interval that a number must lie in.
public struct Bounds: Sendable, Equatable, CustomStringConvertible {
  /// The lower end.
  public var lower = -Double.infinity
  /// The upper end.
  public var upper = Double.infinity
  /// Whether the lower end itself is allowed.
  public var includesLower = true
  /// Whether the upper end itself is allowed.
  public var includesUpper = true

  /// Everything that is finite.
  public static let any = Bounds()
  /// This number and all above it.
  public static func atLeast(_ lower: Double) -> Bounds { Bounds(lower: lower) }
  /// All numbers above this one.
  public static func above(_ lower: Double) -> Bounds { Bounds(lower: lower, includesLower: false) }
  /// Both ends allowed.
  public static func from(_ lower: Double, to upper: Double) -> Bounds { Bounds(lower: lower, upper: upper) }
  /// Lower end allowed, upper end not.
  public static func from(_ lower: Double, below upper: Double) -> Bounds {
    Bounds(lower: lower, upper: upper, includesUpper: false)
  }

  /// Whether the number is finite and inside.
  public func contains(_ number: Double) -> Bool {
    number.isFinite && (includesLower ? number >= lower : number > lower)
      && (includesUpper ? number <= upper : number < upper)
  }

  /// `of at least 1`, `above 0`, `from 0 to 1`; empty when everything is allowed.
  public var description: String {
    let low = lower.recipeNumber
    let high = upper.recipeNumber
    switch (lower.isFinite, upper.isFinite) {
    case (false, false): return ""
    case (true, false): return includesLower ? "of at least \(low)" : "above \(low)"
    case (false, true): return includesUpper ? "of at most \(high)" : "below \(high)"
    case (true, true):
      return (includesLower ? "from \(low)" : "above \(low)") + (includesUpper ? " to \(high)" : " and below \(high)")
    }
  }
}

extension Double {
  /// As a person writes it: `1`, not `1.0`.
  var recipeNumber: String {
    self == rounded() && abs(self) < 1e15 ? String(Int(self)) : description
  }
}
