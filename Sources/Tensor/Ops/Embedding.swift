extension Tape {
  /// Row `ids[i]` of a table for every i.
  ///
  /// Shapes: ids (N) in 0 ..< V, table (V, D); result (N, D).
  public func embedding(_ ids: [Int32], table: Tensor) -> Tensor {
    let (v, d) = (table.rows, table.columns)
    precondition(ids.allSatisfy { $0 >= 0 && Int($0) < v }, "embedding: an id is outside 0 ..< \(v)")
    let y = result(of: [table], shape: [ids.count, d])
    pool.parallel(count: ids.count, grain: 512) { range, _ in
      for i in range { (y.data + i * d).update(from: table.data + Int(ids[i]) * d, count: d) }
    }
    record(y) { [self] dY in
      guard let target = destination(table) else { return }
      // Pieces own columns, and each adds the tokens in order: no two pieces write to the same place.
      pool.parallel(count: d, grain: 64) { columns, _ in
        if !target.accumulates {
          for row in 0..<v { (target.data + row * d + columns.lowerBound).update(repeating: 0, count: columns.count) }
        }
        for i in 0..<ids.count {
          let to = target.data + Int(ids[i]) * d
          let from = dY + i * d
          for column in columns { to[column] += from[column] }
        }
      }
    }
    return y
  }
}
