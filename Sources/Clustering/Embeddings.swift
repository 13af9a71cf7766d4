/// Vectors of unit length, one for each document.
public struct Embeddings: Sendable {
  /// n, number of vectors.
  public let count: Int
  /// d, their length.
  public let width: Int
  /// The vectors, row-major: n × d.
  public let values: [Float]

  /// Scales rows to unit length. Shapes: values (count · width).
  ///
  /// - Throws: `ClusteringError` if there are none, or one is zero, NaN or infinite.
  public init(_ values: [Float], count: Int, width: Int) throws(ClusteringError) {
    precondition(values.count == count * width, "\(values.count) values for \(count) × \(width)")
    guard count > 0 else { throw ClusteringError("no rows: at least one vector is needed") }
    guard count <= Int(Int32.max) else { throw ClusteringError("\(count) rows: at most 2³¹ - 1 can be clustered") }
    var values = values
    for row in 0..<count {
      var squares = 0.0
      for index in row * width..<(row + 1) * width { squares += Double(values[index]) * Double(values[index]) }
      guard squares.isFinite else { throw ClusteringError("row \(row) holds NaN or an infinite value") }
      guard squares > 0 else { throw ClusteringError("row \(row) is all zero: it has no direction") }
      let factor = 1 / squares.squareRoot()
      for index in row * width..<(row + 1) * width { values[index] = Float(Double(values[index]) * factor) }
    }
    (self.count, self.width, self.values) = (count, width, values)
  }
}
