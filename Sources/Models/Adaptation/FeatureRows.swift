internal import Foundation
internal import Tensor

/// A matrix of features, probabilities or pixels: a row for each picture.
public struct FeatureRows: Sendable, Equatable {
  /// Row-major.
  public var values: [Float]
  /// Length of a row.
  public let width: Int
  /// Number of rows.
  public var count: Int { width == 0 ? 0 : values.count / width }

  /// - Precondition: whole rows.
  public init(_ values: [Float], width: Int) {
    precondition(width > 0 && values.count % width == 0, "\(values.count) values are no rows of \(width)")
    (self.values, self.width) = (values, width)
  }

  /// One row.
  public subscript(row: Int) -> ArraySlice<Float> { values[row * width..<(row + 1) * width] }

  /// x / max(‖x‖, 10⁻¹²), row by row.
  public var unit: FeatureRows {
    var rows = self
    for row in 0..<count { rows.setUnit(row, self[row].map(Double.init)) }
    return rows
  }

  /// Shorter vectors count as this long, as those of `Tape.unitRows`.
  private static let shortest = 1e-12

  /// Replaces a row by a vector scaled to unit length.
  mutating func setUnit(_ row: Int, _ vector: [Double]) {
    let scale = 1 / max(vector.reduce(0) { $0 + $1 * $1 }.squareRoot(), Self.shortest)
    for (column, value) in vector.enumerated() { values[row * width + column] = Float(value * scale) }
  }
}
