internal import Tensor

/// A matrix of which most elements are zero, by rows.
struct SparseMatrix: Sendable {
  /// Where the elements of each row begin, and the end of the last.
  var starts: [Int] = [0]
  var columns: [Int32] = []
  var values: [Float] = []
  /// Number of columns.
  var width: Int

  var count: Int { starts.count - 1 }

  mutating func append(_ row: [(column: Int32, value: Float)]) {
    for element in row {
      columns.append(element.column)
      values.append(element.value)
    }
    starts.append(columns.count)
  }

  /// Rows and columns exchanged.
  var transposed: SparseMatrix {
    var result = SparseMatrix(width: count)
    var next = Array(repeating: 0, count: width + 1)
    for column in columns { next[Int(column) + 1] += 1 }
    for column in 0..<width { next[column + 1] += next[column] }
    result.starts = next
    result.columns = Array(repeating: 0, count: columns.count)
    result.values = Array(repeating: 0, count: columns.count)
    for row in 0..<count {
      for place in starts[row]..<starts[row + 1] {
        let column = Int(columns[place])
        result.columns[next[column]] = Int32(row)
        result.values[next[column]] = values[place]
        next[column] += 1
      }
    }
    return result
  }

  /// The product with a dense matrix. Shapes: x (width, l); result (count, l).
  func times(_ x: [Float], columns l: Int, pool: ThreadPool) -> [Float] {
    precondition(x.count == width * l, "\(x.count) values for \(width) × \(l)")
    return [Float](unsafeUninitializedCapacity: count * l) { target, made in
      made = count * l
      nonisolated(unsafe) let target = target
      x.withUnsafeBufferPointer { x in
        nonisolated(unsafe) let x = x
        pool.parallel(count: count, grain: 64) { range, _ in
          for row in range {
            let out = target.baseAddress! + row * l
            out.initialize(repeating: 0, count: l)
            for place in starts[row]..<starts[row + 1] {
              RowLoops.scale(
                x.baseAddress! + Int(columns[place]) * l, by: values[place], into: out, count: l, accumulates: true)
            }
          }
        }
      }
    }
  }
}
