/// The labelled source picture that is most like each target, by the distance of unit features, whatever its class.
///
/// Source: notes 2.3, step 1.
public struct NearestSource: Sendable, Equatable {
  /// For each target a source picture; of equally near ones the first.
  public var nearest: [Int]
  /// ‖unit(t) − unit(s)‖ to it.
  public var distances: [Double]

  /// - Parameters:
  ///   - target: (N_t, D), need not be of unit length.
  ///   - source: (N_s, D), at least one.
  public init(target: FeatureRows, source: FeatureRows) {
    precondition(target.width == source.width && source.count > 0, "NearestSource: widths differ, or no source")
    let (targets, sources) = (Self.unit(target), Self.unit(source))
    let d = target.width
    (nearest, distances) = ([], [])
    for row in 0..<target.count {
      var best = (place: 0, squares: Double.infinity)
      for place in 0..<source.count {
        var squares = 0.0
        for column in 0..<d {
          let difference = targets[row * d + column] - sources[place * d + column]
          squares += difference * difference
        }
        if squares < best.squares { best = (place, squares) }
      }
      nearest.append(best.place)
      distances.append(best.squares.squareRoot())
    }
  }

  /// Kept in Double: pictures of one class lie close together.
  private static func unit(_ rows: FeatureRows) -> [Double] {
    (0..<rows.count).flatMap { row in
      let own = rows[row].map(Double.init)
      let length = max(own.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-12)
      return own.map { $0 / length }
    }
  }
}
