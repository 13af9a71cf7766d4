internal import CKernels

/// A number of rows and columns.
public struct GridSize: Sendable, Equatable {
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int

  /// So many rows and columns.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Cells.
  public var count: Int { height * width }
}

/// Where the values of a stretched line come from: four neighbours each, weighted by a cubic.
///
/// Half-pixel centres: output i lies at (i + ½) · in / out − ½ of the input. Neighbours beyond the ends are the ends. No
/// smoothing where the line is shortened.
/// Source: Keys 1981, "Cubic convolution interpolation for digital image processing", with a = −0.75.
package struct CubicTaps {
  /// Four positions of the input for each output.
  package let positions: [Int]
  /// Their weights.
  package let weights: [Float]

  package init(from input: Int, to output: Int) {
    let a = -0.75
    func near(_ x: Double) -> Double { ((a + 2) * x - (a + 3)) * x * x + 1 }
    func far(_ x: Double) -> Double { ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
    var (positions, weights): ([Int], [Float]) = ([], [])
    for i in 0..<output {
      let source = (Double(i) + 0.5) * Double(input) / Double(output) - 0.5
      let base = source.rounded(.down)
      let t = source - base
      positions += (-1...2).map { min(max(Int(base) + $0, 0), input - 1) }
      weights += [far(1 + t), near(t), near(1 - t), far(2 - t)].map { Float($0) }
    }
    (self.positions, self.weights) = (positions, weights)
  }
}

extension Tape {
  /// A table of positions for another grid, by bicubic interpolation. Its first row, the class token's, stays as it is.
  ///
  /// Shapes: table (1 + cells of `old`, D), row-major; result (1 + cells of `new`, D).
  public func resizedPositions(_ table: Tensor, from old: GridSize, to new: GridSize) -> Tensor {
    let d = table.columns
    precondition(table.rows == 1 + old.count && new.count > 0, "resizedPositions: table \(table.shape), grid \(old)")
    if old == new { return table }
    let (vertical, horizontal) = (
      CubicTaps(from: old.height, to: new.height), CubicTaps(from: old.width, to: new.width)
    )
    let y = result(of: [table], shape: [1 + new.count, d])

    /// Calls `body` for each of the sixteen neighbours of the new cell.
    func forEachTap(_ cell: Int, _ body: (_ row: Int, _ weight: Float) -> Void) {
      let (i, j) = cell.quotientAndRemainder(dividingBy: new.width)
      for a in 4 * i..<4 * i + 4 {
        for b in 4 * j..<4 * j + 4 {
          body(
            1 + vertical.positions[a] * old.width + horizontal.positions[b],
            vertical.weights[a] * horizontal.weights[b])
        }
      }
    }

    y.data.update(from: table.data, count: d)
    pool.parallel(count: new.count, grain: 16) { cells, _ in
      for cell in cells {
        let to = y.data + (1 + cell) * d
        to.update(repeating: 0, count: d)
        forEachTap(cell) { row, weight in kernel_scale_add(table.data + row * d, weight, to, d, 1) }
      }
    }
    record(y) { [self] dY in
      guard let target = destination(table) else { return }
      // Pieces own columns: neighbours of different cells meet in one row.
      pool.parallel(count: d, grain: 64) { columns, _ in
        let (start, count) = (columns.lowerBound, columns.count)
        if !target.accumulates {
          for row in 0..<table.rows { (target.data + row * d + start).update(repeating: 0, count: count) }
        }
        kernel_scale_add(dY + start, 1, target.data + start, count, 1)
        for cell in 0..<new.count {
          forEachTap(cell) { row, weight in
            kernel_scale_add(dY + (1 + cell) * d + start, weight, target.data + row * d + start, count, 1)
          }
        }
      }
    }
    return y
  }
}
