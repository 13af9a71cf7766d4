internal import Experiment
internal import Tensor

/// The terms of a step's loss with their weights, as they come together.
struct StepObjective {
  private var parts: [(weight: Float, term: Tensor)] = []
  /// What each term adds, weight included.
  private(set) var terms: [NamedValue] = []

  /// Adds a term.
  ///
  /// - Parameter floor: the value of the term at its aim, which is told as 0: a constant that no derivative knows. A loss
  ///   then hardly goes below 0, and its ratio to its lowest means something.
  mutating func add(_ name: String, _ weight: Double, _ term: Tensor, floor: Double = 0) {
    parts.append((Float(weight), term))
    terms.append(NamedValue(name, weight * (Double(term.data[0]) - floor)))
  }

  /// The sum of what is told.
  var loss: Double { terms.reduce(0) { $0 + $1.value } }

  /// What is minimised.
  func tensor(_ tape: Tape) -> Tensor { tape.weightedSum(parts) }
}
