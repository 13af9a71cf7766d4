internal import Tensor

/// Rows, centroids, and which belongs to which, with the means to take Lloyd's steps quickly.
///
/// Most rows are never compared with all centroids after the first steps: for every row a lower bound of the distance to
/// any other centroid is kept and lowered by how far centroids move (Hamerly 2010, "Making k-means even faster"). The
/// distance is that of the chord, √(2 - 2 cos), for which the triangle inequality holds. Rows that fail the test are
/// gathered into blocks and compared by matrix products.
final class Partition {
  private let rows: RowMatrix
  private let clusters: Int
  private let pool: ThreadPool
  private let centroids: UnsafeMutableBufferPointer<Float>
  private let labels: UnsafeMutableBufferPointer<Int32>
  private let cosines: UnsafeMutableBufferPointer<Float>
  /// Lower bounds of the distance to the nearest centroid that is not the own one.
  private let others: UnsafeMutableBufferPointer<Float>
  /// How far the farthest centroid moved in the last update, which one it was, and the farthest of the rest.
  private var drift: (most: Float, cluster: Int32, second: Float)?
  /// Rows compared with all centroids in the last step.
  private(set) var compared = 0

  /// Far above the rounding of a distance between nearly equal vectors.
  private static let margin: Float = 1e-3
  private static let rowBlock = 256
  private static let columnBlock = 1024

  init(_ rows: RowMatrix, centroids seeds: [Float], clusters: Int, pool: ThreadPool) {
    precondition(seeds.count == clusters * rows.width, "\(seeds.count) values for \(clusters) × \(rows.width)")
    (self.rows, self.clusters, self.pool) = (rows, clusters, pool)
    centroids = .allocate(capacity: seeds.count)
    _ = centroids.initialize(from: seeds)
    labels = .allocate(capacity: rows.count)
    labels.initialize(repeating: -1)
    cosines = .allocate(capacity: rows.count)
    cosines.initialize(repeating: 0)
    others = .allocate(capacity: rows.count)
    others.initialize(repeating: 0)
  }

  deinit {
    for buffer in [centroids, cosines, others] { buffer.deallocate() }
    labels.deallocate()
  }

  private static func distance(_ cosine: Float) -> Float { max(0, 2 - 2 * cosine).squareRoot() }

  /// Sends every row to its nearest centroid. - Returns: how many rows changed.
  func assign() -> Int {
    let doubtful = doubtfulRows()
    compared = doubtful.count
    let blocks = (doubtful.count + Self.rowBlock - 1) / Self.rowBlock
    var moved = Array(repeating: 0, count: blocks)
    moved.withUnsafeMutableBufferPointer { moved in
      // Every piece writes to rows and a count of its own.
      nonisolated(unsafe) let (moved, partition) = (moved, self)
      pool.parallel(blocks) { block, worker in
        let end = min(doubtful.count, (block + 1) * Self.rowBlock)
        moved[block] = partition.compare(doubtful[block * Self.rowBlock..<end], worker)
      }
    }
    return moved.reduce(0, +)
  }

  /// Compares a block of rows with all centroids. - Returns: how many rows changed.
  private func compare(_ indices: ArraySlice<Int32>, _ worker: Int) -> Int {
    var best = Array(repeating: Nearest(), count: indices.count)
    let width = min(Self.columnBlock, clusters)
    let gathered = pool.scratch(worker, count: indices.count * (rows.width + width))
    let products = gathered + indices.count * rows.width
    for (place, row) in indices.enumerated() {
      (gathered + place * rows.width).update(from: rows.row(Int(row)), count: rows.width)
    }
    for start in stride(from: 0, to: clusters, by: width) {
      let columns = min(width, clusters - start)
      BLAS.multiply(
        transposeB: true, m: indices.count, n: columns, k: rows.width, gathered, lda: rows.width,
        centroids.baseAddress! + start * rows.width, ldb: rows.width, products, ldc: columns)
      for place in 0..<indices.count { best[place].take(products + place * columns, count: columns, from: start) }
    }
    var moved = 0
    for (row, nearest) in zip(indices, best) {
      let row = Int(row)
      if labels[row] != nearest.index { moved += 1 }
      (labels[row], cosines[row]) = (nearest.index, nearest.value)
      others[row] = Self.distance(max(nearest.second, -1))
    }
    return moved
  }

  /// The rows whose nearest centroid may have changed, ascending; the cosines of all rows are brought up to date.
  private func doubtfulRows() -> [Int32] {
    guard let drift else { return (0..<Int32(rows.count)).map { $0 } }
    let grain = 2048
    var lists = Array(repeating: [Int32](), count: (rows.count + grain - 1) / grain)
    lists.withUnsafeMutableBufferPointer { lists in
      nonisolated(unsafe) let (lists, partition) = (lists, self)
      pool.parallel(count: rows.count, grain: grain) { range, _ in
        lists[range.lowerBound / grain] = partition.doubtful(in: range, drift)
      }
    }
    return Array(lists.joined())
  }

  private func doubtful(in range: Range<Int>, _ drift: (most: Float, cluster: Int32, second: Float)) -> [Int32] {
    RowLoops.dots(
      rows.row(range.lowerBound), centroids.baseAddress!, at: labels.baseAddress! + range.lowerBound,
      rows: range.count, columns: rows.width, into: cosines.baseAddress! + range.lowerBound)
    var list: [Int32] = []
    for row in range {
      others[row] -= labels[row] == drift.cluster ? drift.second : drift.most
      if Self.distance(cosines[row]) + Self.margin >= others[row] { list.append(Int32(row)) }
    }
    return list
  }

  /// Makes every centroid the direction of the sum of its rows. Sums run over rows in order, in double precision.
  func update() {
    var members = Array(repeating: [Int32](), count: clusters)
    for (row, label) in labels.enumerated() { members[Int(label)].append(Int32(row)) }
    let lists = members
    var moves = Array(repeating: Float(0), count: clusters)
    moves.withUnsafeMutableBufferPointer { moves in
      nonisolated(unsafe) let (moves, partition) = (moves, self)
      pool.parallel(clusters) { cluster, _ in moves[cluster] = partition.move(cluster, to: lists[cluster]) }
    }
    var most: (Float, Int32, Float) = (0, -1, 0)
    for (cluster, move) in moves.enumerated() {
      if move > most.0 { most = (move, Int32(cluster), most.0) } else { most.2 = max(most.2, move) }
    }
    drift = (most.0, most.1, most.2)
  }

  /// Sets one centroid from its rows. - Returns: how far it moved.
  private func move(_ cluster: Int, to members: [Int32]) -> Float {
    var sum = Array(repeating: 0.0, count: rows.width)
    for row in members {
      let values = rows.row(Int(row))
      for index in 0..<rows.width { sum[index] += Double(values[index]) }
    }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // No rows, or rows that cancel: there is no direction.
    guard length > 1e-12 else { return 0 }
    let centroid = centroids.baseAddress! + cluster * rows.width
    var squares = 0.0
    for index in 0..<rows.width {
      let value = Float(sum[index] / length)
      let difference = Double(value - centroid[index])
      squares += difference * difference
      centroid[index] = value
    }
    return Float(squares.squareRoot())
  }

  /// Labels, cosines to the centroids as they are now, and J.
  func result(iterations: Int) -> SphericalKMeans.Result {
    RowLoops.dots(
      rows.values, centroids.baseAddress!, at: labels.baseAddress!, rows: rows.count, columns: rows.width,
      into: cosines.baseAddress!)
    let objective = cosines.reduce(0.0) { $0 + (1 - Double($1)) } / Double(rows.count)
    return SphericalKMeans.Result(
      labels: Array(labels), scores: Array(cosines), centroids: Array(centroids), objective: objective,
      iterations: iterations)
  }
}
