public import Experiment
import GRDB

/// The losses of a run for a small chart.
public struct LossCurve: Sendable, Equatable {
  /// Numbers of steps, rising; at most as many as were asked for, evenly thinned.
  public var steps: [Int] = []
  /// Training loss in nats a token; of steps that were left out, the mean stands in the one that is shown.
  @Exact public var losses: [Double] = []
  /// Steps of evaluations, rising.
  public var evaluatedSteps: [Int] = []
  /// Held-out loss in nats a token.
  @Exact public var heldOut: [Double] = []

  /// Nothing known.
  public init() {}
}

extension SessionReader {
  /// Reads the losses alone. Steps that were done again after a resumption count once, as done last.
  ///
  /// - Parameter points: how many steps at most.
  /// - Throws: `SessionError`.
  public func lossCurve(points: Int = 400) throws(SessionError) -> LossCurve {
    try open { database in
      var curve = LossCurve()
      func read(_ table: String, _ take: (Int, Double) -> Void) throws {
        let cursor = try Row.fetchCursor(
          database,
          sql: """
            SELECT step, loss FROM \(table) AS row WHERE (SELECT kind FROM event WHERE event.sequence = row.sequence) = ?
            ORDER BY sequence
            """, arguments: [table])
        while let row = try cursor.next() {
          var cells = RowCells(row)
          take(try cells.integer(), try cells.double())
        }
      }
      try read("step") { step, loss in
        while let last = curve.steps.last, last >= step {
          curve.steps.removeLast()
          curve.losses.removeLast()
        }
        curve.steps.append(step)
        curve.losses.append(loss)
      }
      try read("evaluated") { step, loss in
        while let last = curve.evaluatedSteps.last, last >= step {
          curve.evaluatedSteps.removeLast()
          curve.heldOut.removeLast()
        }
        curve.evaluatedSteps.append(step)
        curve.heldOut.append(loss)
      }
      return curve.thinned(to: max(1, points))
    }
  }
}

extension LossCurve {
  fileprivate func thinned(to points: Int) -> LossCurve {
    let stride = (steps.count + points - 1) / points
    guard stride > 1 else { return self }
    var thin = self
    (thin.steps, thin.losses) = ([], [])
    for first in Swift.stride(from: 0, to: steps.count, by: stride) {
      let last = min(first + stride, steps.count) - 1
      thin.steps.append(steps[last])
      // A NaN among them must be seen, and the mean of it is one.
      thin.losses.append(losses[first...last].reduce(0, +) / Double(last - first + 1))
    }
    return thin
  }
}
