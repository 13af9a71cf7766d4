internal import Foundation

/// Which tasks are alike by their data alone.
///
/// The definitions are ours: of Fei et al. 2022 only the abstract is known, which speaks of a "data property".
public struct TaskDescriptors: Sendable {
  /// What is counted of a task beside its words, in the order of `figures`.
  public static let figureNames = [
    "length of the first text", "length of the second text", "texts of an example", "log of the labels",
    "log of the examples", "shared vocabulary",
  ]

  /// For each task one number for each of `figureNames`: lengths in pieces, the vocabulary shared with another task over
  /// that of both, as the mean over the other tasks.
  public let figures: [[Double]]
  /// For each task the mean tf-idf vector of its examples, each of length 1.
  private let terms: [[Double]]
  /// For each task the share of each piece in all its text.
  private let frequencies: [[Double]]

  /// - Precondition: every task has an example.
  public init(_ tasks: [TaskText]) {
    precondition(tasks.allSatisfy { !$0.examples.isEmpty }, "a task without examples")
    // Pieces get numbers in the order of their first use.
    var numbers: [Int32: Int] = [:]
    let counted = tasks.map { task in
      task.examples.map { example in
        var counts: [Int: Double] = [:]
        for piece in [example.first, example.second ?? []].joined() {
          let number = numbers[piece] ?? numbers.count
          numbers[piece] = number
          counts[number, default: 0] += 1
        }
        return counts.sorted { $0.key < $1.key }
      }
    }
    let size = numbers.count
    frequencies = counted.map { Self.frequencies($0, size) }
    let idf = Self.inverseFrequencies(counted, size)
    terms = counted.map { Self.meanVector($0, idf) }
    let overlaps = Self.overlaps(frequencies)
    figures = zip(tasks, overlaps).map { task, overlap in
      let n = Double(task.examples.count)
      let pairs = task.examples.count { $0.second != nil }
      return [
        Double(task.examples.reduce(0) { $0 + $1.first.count }) / n,
        Double(task.examples.reduce(0) { $0 + ($1.second?.count ?? 0) }) / n,
        1 + Double(pairs) / n, log(Double(max(task.labels, 1))), log(n), overlap,
      ]
    }
  }

  /// The share of each piece in all the text; zeros for a task without any.
  private static func frequencies(_ examples: [[(key: Int, value: Double)]], _ size: Int) -> [Double] {
    var sums = Array(repeating: 0.0, count: size)
    for (piece, count) in examples.joined() { sums[piece] += count }
    let all = sums.reduce(0, +)
    return all > 0 ? sums.map { $0 / all } : sums
  }

  /// −log of the share of examples that hold a piece. All tasks count alike, however many examples they have.
  private static func inverseFrequencies(_ tasks: [[[(key: Int, value: Double)]]], _ size: Int) -> [Double] {
    var shares = Array(repeating: 0.0, count: size)
    for examples in tasks {
      let weight = 1 / Double(examples.count * tasks.count)
      for (piece, _) in examples.joined() { shares[piece] += weight }
    }
    return shares.map { max(0, -log($0)) }
  }

  private static func meanVector(_ examples: [[(key: Int, value: Double)]], _ idf: [Double]) -> [Double] {
    var sum = Array(repeating: 0.0, count: idf.count)
    for example in examples {
      let norm = example.reduce(0.0) { $0 + ($1.value * idf[$1.key]) * ($1.value * idf[$1.key]) }.squareRoot()
      if norm > 0 { for (piece, count) in example { sum[piece] += count * idf[piece] / norm } }
    }
    return sum.map { $0 / Double(examples.count) }
  }

  /// Common pieces over pieces of either, mean over the other tasks; 0 for a task that is alone.
  private static func overlaps(_ frequencies: [[Double]]) -> [Double] {
    frequencies.indices.map { i in
      let others = frequencies.indices.filter { $0 != i }
      let shares = others.map { j in
        let both = zip(frequencies[i], frequencies[j])
        let either = both.count { $0 > 0 || $1 > 0 }
        return either > 0 ? Double(both.count { $0 > 0 && $1 > 0 }) / Double(either) : 0
      }
      return shares.isEmpty ? 0 : shares.reduce(0, +) / Double(shares.count)
    }
  }

  // MARK: - Similarities

  /// (1 + cosine) / 2 of the standardised descriptors, (tasks, tasks).
  ///
  /// Words and figures are two blocks of a descriptor. Words are taken less their mean over the tasks, each figure too
  /// and over its deviation; then each block is scaled to a mean squared length of 1, so that thousands of words do not
  /// outweigh six figures.
  public var similarities: [Float] {
    let blocks = [Self.block(terms, standardised: false), Self.block(figures, standardised: true)]
    let vectors = figures.indices.map { task in blocks.flatMap { $0[task] } }
    return Self.symmetric(vectors.count) { i, j in
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0.0) { $0 + $1.0 * $1.1 } }
      let norms = (dot(vectors[i], vectors[i]) * dot(vectors[j], vectors[j])).squareRoot()
      return norms > 0 ? (1 + dot(vectors[i], vectors[j]) / norms) / 2 : 0.5
    }
  }

  /// 1 less the Jensen–Shannon divergence (in bits) of the frequencies of pieces, (tasks, tasks).
  public var unigramSimilarities: [Float] {
    func entropy(_ p: some Sequence<Double>) -> Double { p.reduce(0.0) { $1 > 0 ? $0 - $1 * log2($1) : $0 } }
    return Self.symmetric(frequencies.count) { i, j in
      let (p, q) = (frequencies[i], frequencies[j])
      return 1 - (entropy(zip(p, q).lazy.map { ($0 + $1) / 2 }) - (entropy(p) + entropy(q)) / 2)
    }
  }

  /// Columns less their means, with `standardised` over their deviations, and all scaled to a mean squared length of 1.
  private static func block(_ rows: [[Double]], standardised: Bool) -> [[Double]] {
    var rows = rows
    let n = Double(rows.count)
    for column in rows.first?.indices ?? 0..<0 {
      let mean = rows.reduce(0.0) { $0 + $1[column] } / n
      var scale = 1.0
      if standardised {
        let variance = rows.reduce(0.0) { $0 + ($1[column] - mean) * ($1[column] - mean) } / n
        // A figure in which the tasks do not differ is rounding, not a difference.
        scale = variance > 1e-18 * max(mean * mean, 1e-300) ? 1 / variance.squareRoot() : 0
      }
      for row in rows.indices { rows[row][column] = (rows[row][column] - mean) * scale }
    }
    let square = rows.joined().reduce(0.0) { $0 + $1 * $1 } / n
    let scale = square > 0 ? 1 / square.squareRoot() : 0
    return rows.map { $0.map { $0 * scale } }
  }

  /// A symmetric matrix with ones on its diagonal, of a function of two different places; cut to 0 ... 1.
  static func symmetric(_ count: Int, _ value: (Int, Int) -> Double) -> [Float] {
    var matrix = Array(repeating: Float(1), count: count * count)
    for i in 0..<count {
      for j in 0..<i {
        let entry = Float(min(max(value(i, j), 0), 1))
        (matrix[i * count + j], matrix[j * count + i]) = (entry, entry)
      }
    }
    return matrix
  }
}
