import Clustering
import Foundation
import Tensor
import TestSupport
import Testing

/// Spherical k-means against a slow one, and what must hold for any result.
@Suite struct KMeansTests {
  static func rows(_ count: Int, width: Int, seed: UInt64) throws -> Embeddings {
    try Embeddings(SampleNumbers.uniform(count * width, seed: seed), count: count, width: width)
  }

  /// Lloyd's steps in double precision from given centroids until no row moves.
  static func slow(_ rows: Embeddings, from centroids: [Float], clusters: Int) -> (labels: [Int], objective: Double) {
    var centroids = centroids.map(Double.init)
    let (n, d) = (rows.count, rows.width)
    var labels = Array(repeating: -1, count: n)
    while true {
      var (moved, sums, objective) = (0, Array(repeating: 0.0, count: clusters * d), 0.0)
      for i in 0..<n {
        let cosines = (0..<clusters).map { k in
          (0..<d).reduce(0.0) { $0 + Double(rows.values[i * d + $1]) * centroids[k * d + $1] }
        }
        let best = cosines.indices.max { (cosines[$0], $1) < (cosines[$1], $0) } ?? 0
        if labels[i] != best { moved += 1 }
        labels[i] = best
        objective += 1 - cosines[best]
        for j in 0..<d { sums[best * d + j] += Double(rows.values[i * d + j]) }
      }
      if moved == 0 { return (labels, objective / Double(n)) }
      for k in 0..<clusters where labels.contains(k) {
        let length = (0..<d).reduce(0.0) { $0 + sums[k * d + $1] * sums[k * d + $1] }.squareRoot()
        for j in 0..<d { centroids[k * d + j] = sums[k * d + j] / length }
      }
    }
  }

  @Test("skipping rows by bounds leads where comparing all of them leads", arguments: 0..<4)
  func likeTheSlowOne(seed: Int) throws {
    let rows = try Self.rows(700, width: 5, seed: UInt64(seed))
    let pool = ThreadPool(threads: 2)
    let first = try SphericalKMeans(clusters: 12, iterations: 1, restarts: 1, seed: UInt64(seed)).run(rows, pool: pool)
    var compared: [Int] = []
    let whole = try SphericalKMeans(clusters: 12, restarts: 1, seed: UInt64(seed)).run(rows, pool: pool) {
      compared.append($0.compared)
      return true
    }
    let slow = Self.slow(rows, from: first.centroids, clusters: 12)
    #expect(whole.labels.map(Int.init) == slow.labels)
    #expect(abs(whole.objective - slow.objective) < 1e-6)
    // And rows are skipped.
    #expect(compared.first == 700 && (compared.last ?? 700) < 200)
  }

  @Test("the result holds together: nearest centroids, means, scores, objective")
  func consistent() throws {
    let rows = try Self.rows(3000, width: 24, seed: 1)
    let result = try SphericalKMeans(clusters: 40, restarts: 2, seed: 5).run(rows, pool: ThreadPool(threads: 2))
    let slow = Self.slow(rows, from: result.centroids, clusters: 40)
    #expect(result.labels.map(Int.init) == slow.labels)
    #expect(abs(result.objective - slow.objective) < 1e-6)
    let mean = result.scores.reduce(0.0) { $0 + Double($1) } / 3000
    #expect(abs(1 - mean - result.objective) < 1e-9)
    for k in 0..<40 {
      let squares = result.centroids[k * 24..<(k + 1) * 24].reduce(0) { $0 + $1 * $1 }
      #expect(abs(squares - 1) < 1e-5)
    }
  }

  @Test("the number of threads does not change a bit")
  func threads() throws {
    let rows = try Self.rows(2500, width: 17, seed: 2)
    let search = SphericalKMeans(clusters: 30, iterations: 20, restarts: 2, seed: 1)
    let results = try [1, 2, 3].map { try search.run(rows, pool: ThreadPool(threads: $0)) }
    for other in results.dropFirst() {
      #expect(other.labels == results[0].labels && other.scores == results[0].scores)
      #expect(other.centroids == results[0].centroids && other.objective == results[0].objective)
    }
    var another = search
    another.seed = 2
    #expect(try another.run(rows, pool: ThreadPool(threads: 1)).labels != results[0].labels)
  }

  @Test("separated clusters are found, all of them")
  func separated() throws {
    var numbers = SampleNumbers(seed: 6)
    let (clusters, width) = (8, 12)
    let values = (0..<400).flatMap { row in
      (0..<width).map { column in (column == row % clusters ? 1 : 0) + 0.1 * numbers.uniform() }
    }
    let rows = try Embeddings(values, count: 400, width: width)
    let result = try SphericalKMeans(clusters: clusters, seed: 3).run(rows, pool: ThreadPool(threads: 2))
    let agreement = Agreement(result.labels.map(Int.init), (0..<400).map { $0 % clusters })
    #expect(agreement.adjustedRand == 1 && abs(agreement.mutualInformation - 1) < 1e-12)
  }

  @Test("as good as the best of twenty slow starts on the fixture")
  func fixture() throws {
    struct Case: Decodable {
      struct Run: Decodable {
        var k: Int
        var seed: UInt64
        var objective: Double
        var factor: Double
      }
      var runs: [Run]
    }
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/sampling/03-kmeans")
    let runs = try JSONDecoder().decode(Case.self, from: Data(contentsOf: folder.appendingPathComponent("case.json")))
      .runs
    let rows = try Embeddings(path: folder.appendingPathComponent("e.safetensors").path)
    for run in runs {
      let result = try SphericalKMeans(clusters: run.k, seed: run.seed).run(rows, pool: ThreadPool(threads: 2))
      #expect(result.objective <= run.objective * run.factor + 1e-6)
    }
  }

  @Test("as many clusters as rows, one cluster, and copies of one row")
  func extremes() throws {
    let pool = ThreadPool(threads: 2)
    let rows = try Self.rows(50, width: 6, seed: 9)
    let own = try SphericalKMeans(clusters: 50).run(rows, pool: pool)
    #expect(own.objective < 1e-6 && Set(own.labels).count == 50)
    #expect(Set(try SphericalKMeans(clusters: 1).run(rows, pool: pool).labels) == [0])
    let copies = try Embeddings(Array(repeating: [0.6, 0.8], count: 9).flatMap { $0 }, count: 9, width: 2)
    let result = try SphericalKMeans(clusters: 4).run(copies, pool: pool)
    #expect(result.objective < 1e-6 && result.centroids.allSatisfy(\.isFinite))
    // Rows that cancel have no mean direction: the seed stays.
    let opposite = try Embeddings([1, 0, -1, 0], count: 2, width: 2)
    #expect(try SphericalKMeans(clusters: 1).run(opposite, pool: pool).centroids.map(abs) == [1, 0])
  }

  @Test("more starts are never worse, and the search can be ended")
  func starts() throws {
    let rows = try Self.rows(600, width: 8, seed: 4)
    let pool = ThreadPool(threads: 2)
    let objectives = try (1...5).map {
      try SphericalKMeans(clusters: 20, restarts: $0, seed: 7).run(rows, pool: pool).objective
    }
    #expect(zip(objectives, objectives.dropFirst()).allSatisfy { $0 >= $1 })
    var steps = 0
    let ended = try SphericalKMeans(clusters: 20, seed: 7).run(rows, pool: pool) { _ in
      steps += 1
      return steps < 3
    }
    #expect(steps == 3 && ended.iterations == 3)
  }

  @Test("numbers without sense are refused")
  func refusals() throws {
    let rows = try Self.rows(5, width: 2, seed: 0)
    let pool = ThreadPool(threads: 1)
    for search in [
      SphericalKMeans(clusters: 0), SphericalKMeans(clusters: 6), SphericalKMeans(clusters: 2, iterations: 0),
      SphericalKMeans(clusters: 2, restarts: 0),
    ] {
      #expect(throws: ClusteringError.self) { try search.run(rows, pool: pool) }
    }
  }
}
