public import Experiment

/// The terms of a run's loss, those of the steps of each task apart: in domain adaptation the steps on source and target.
public struct TermRows: Sendable, Equatable {
  /// A term in the steps of one task.
  public struct Row: Sendable, Equatable {
    /// The term's name.
    public var term: String
    /// The place of the task in the header; nil for steps of none.
    public var task: Int?
    /// Numbers of the steps that have it, rising, at most some thousand of them.
    public var steps: [Int]
    /// Its values in them.
    @Exact public var values: [Double]
    /// Its mean over the first ten steps; NaN where it never was a number.
    @Exact public var first: Double
    /// Its mean over the last ten, likewise.
    @Exact public var last: Double
    /// How many steps have it.
    public var count: Int
  }

  /// Task by task, in each in the order in which terms turned up.
  public private(set) var rows: [Row] = []

  /// Steps that a mean is over.
  static let window = 10
  /// Stretches of which a row keeps the lowest and the highest value.
  static let limit = 1000

  /// No terms.
  public init() {}

  /// The terms of the steps up to the one that is shown.
  public init(_ shared: Shared) {
    let (steps, history) = (shared.run.state.steps, shared.run.state.tasks)
    let count = shared.index.map { $0 + 1 } ?? 0
    let tasks = history.counts.count
    for name in steps.terms.names {
      guard let column = steps.terms[name] else { continue }
      var places: [Int?: [Int]] = [:]
      for place in 0..<min(count, column.count) where column[place].isFinite {
        let task = place < history.task.count ? Int(history.task[place]) : -1
        places[task >= 0 && task < tasks ? task : nil, default: []].append(place)
      }
      for (task, members) in places {
        let values = members.map { column[$0] }
        let kept = thinned(xs: members.map { Double(steps.step[$0]) }, ys: values, to: Self.limit)
        rows.append(
          Row(
            term: name, task: task, steps: kept.xs.map { Int($0) }, values: kept.ys,
            first: Self.mean(values.prefix(Self.window)), last: Self.mean(values.suffix(Self.window)),
            count: members.count))
      }
    }
    let order = Dictionary(steps.terms.names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    rows.sort { one, other in
      (one.task ?? -1, order[one.term] ?? 0) < (other.task ?? -1, order[other.term] ?? 0)
    }
  }

  /// The terms in the order in which they first stand among the rows.
  public var terms: [String] {
    var seen: Set<String> = []
    return rows.map(\.term).filter { seen.insert($0).inserted }
  }

  private static func mean(_ values: some Collection<Double>) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  /// What a term is, where its name is one of those that domain adaptation has; for people.
  public static func meaning(_ term: String) -> String? {
    switch term {
    case "labelled": "cross-entropy of the labelled source pictures"
    case "prototypes": "in-domain contrast: each picture near the prototype of its cluster"
    case "cross": "cross-domain matching: each picture near one prototype of the other domain"
    case "diversity": "predictions spread over all classes"
    case "entropy": "entropy of each prediction"
    case "xvd": "cross-domain dispersal: confident targets mixed with their nearest labelled source pictures"
    case "ivd": "intra-domain dispersal: hard targets mixed with easy ones"
    case "domain": "the discriminator's loss, reversed for the features"
    case "mmd": "maximum mean discrepancy between the features of the domains"
    case "minimax": "entropy on targets: the classifier raises it, the features lower it"
    default: nil
    }
  }
}
