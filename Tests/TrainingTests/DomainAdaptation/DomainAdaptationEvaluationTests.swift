import Experiment
import Foundation
import Models
import Tensor
import Testing
import Training

@Suite struct DomainAdaptationEvaluationTests {
  private static func evaluate(_ settings: String...) throws -> (DomainAdaptation, EvaluationResult) {
    let recipe = try TinyDomains.recipe().applying(sets: settings)
    let run = try TinyDomains.Run(recipe).train(.init(lastStep: 8))
    return (run.workload, run.workload.evaluate(Tape(pool: ThreadPool(threads: 1))))
  }

  @Test func figuresFitTogether() throws {
    let (workload, result) = try Self.evaluate()
    let figures = Dictionary(uniqueKeysWithValues: result.figures.map { ($0.name, $0.value) })
    #expect(
      Set(figures.keys) == [
        "accuracy", "accuracy.easy", "accuracy.hard", "accuracy.outlier", "accuracy.best", "accuracy.chosen",
        "accuracy.source", "criterion", "threshold.easy", "threshold.hard",
      ])
    func value(_ name: String) -> Double { figures[name] ?? .nan }
    // 24 targets: 6 easy, 12 hard, 6 outliers.
    let parts = 6 * value("accuracy.easy") + 12 * value("accuracy.hard") + 6 * value("accuracy.outlier")
    #expect(abs(parts - 24 * value("accuracy")) < 1e-9)
    #expect(value("accuracy.best") >= value("accuracy"))
    #expect(value("threshold.easy") <= value("threshold.hard") && value("threshold.hard") <= 1.01)
    #expect((0...log(4)).contains(value("criterion")) && abs(result.loss - (log(4) - value("criterion"))) < 1e-12)
    #expect(workload.state.best.criterion.map { $0 >= value("criterion") } == true)
  }

  @Test func matricesHaveTheirShapes() throws {
    let (_, result) = try Self.evaluate()
    func matrix(_ name: String) throws -> NamedMatrix { try #require(result.matrices.first { $0.name == name }) }
    #expect(result.matrices.allSatisfy { $0.isWellFormed })
    let confidence = try matrix("confidence")
    #expect(confidence.rows == ["right", "wrong"] && confidence.columns.count == 20)
    let confusion = try matrix("confusion").values
    #expect(confidence.values.reduce(0, +) == 24 && confusion.reduce(0, +) == 24)
    let right = (0..<4).reduce(Float(0)) { $0 + confusion[$1 * 5] }
    #expect(right == confidence.values[..<20].reduce(0, +))
    let (source, target) = (try matrix("map.source"), try matrix("map.target"))
    #expect(
      source.rows.count == 24 && source.columns == ["x", "y", "class", "kind"] && target.columns == source.columns)
    #expect((0..<24).count { source.values[4 * $0 + 3] == 0 } == 4)
    #expect((0...2).map { kind in (0..<24).count { target.values[4 * $0 + 3] == Float(kind) } } == [6, 12, 6])
    let prototypes = try matrix("map.prototypes")
    #expect(prototypes.columns == ["x", "y", "domain", "class"] && (2...8).contains(prototypes.rows.count))
    let (pairs, mixed) = (try matrix("map.pairs"), try matrix("mixed"))
    #expect(pairs.columns == ["x0", "y0", "x1", "y1", "kind"] && !pairs.rows.isEmpty)
    #expect(mixed.columns == ["kind", "share", "first", "second"] && mixed.rows.count >= 2)
    for row in mixed.rows.indices {
      #expect((0.5...1).contains(mixed.values[4 * row + 1]))
      for part in ["first", "second", "mixed"] {
        let picture = try #require(result.pictures.first { $0.name == "pair.\(row).\(part)" })
        #expect(picture.isWellFormed && picture.width == 14 && picture.height == 14)
      }
    }
    #expect(result.pictures.count == 3 * mixed.rows.count)
  }

  /// Methods without epochs have no prototypes and mix nothing.
  @Test func theOthersShowNoMixtures() throws {
    let (workload, result) = try Self.evaluate("alignment.method=mme")
    #expect(Set(result.matrices.map(\.name)) == ["confidence", "confusion", "map.source", "map.target"])
    #expect(result.pictures.isEmpty && workload.header.tasks.isEmpty)
    let (plain, still) = try Self.evaluate("dispersal.cross_weight=0", "dispersal.inside_weight=0")
    #expect(!still.matrices.contains { $0.name == "mixed" } && still.matrices.contains { $0.name == "map.prototypes" })
    #expect(plain.header.tasks.map(\.name) == ["source", "target"])
  }

  @Test func lookingChangesNothing() throws {
    let run = try TinyDomains.Run(try TinyDomains.recipe()).train(.init(lastStep: 5))
    let (hash, state) = (run.workload.block.hash, run.state)
    _ = run.workload.evaluate(Tape(pool: ThreadPool(threads: 1)))
    #expect(run.workload.block.hash == hash && run.state == state)
  }

  @Test func theBestAreKept() {
    var best = BestScores()
    best.take(accuracy: 0.5, criterion: 1)
    best.take(accuracy: 0.7, criterion: 0.9)
    #expect(best.accuracy == 0.7 && best.criterion == 1 && best.chosen == 0.5)
    best.take(accuracy: 0.6, criterion: 1.1)
    #expect(best.accuracy == 0.7 && best.criterion == 1.1 && best.chosen == 0.6)
  }

  @Test func informationOfPredictions() {
    func nats(_ values: [Float]) -> Double { PredictedInformation.nats(FeatureRows(values, width: 2)) }
    #expect(abs(nats([1, 0, 0, 1]) - log(2)) < 1e-12)
    #expect(abs(nats([1, 0, 1, 0])) < 1e-12 && abs(nats([0.5, 0.5, 0.5, 0.5])) < 1e-12)
    let half = -(0.75 * log(0.75) + 0.25 * log(0.25))
    #expect(abs(nats([1, 0, 0.5, 0.5]) - (half - log(2) / 2)) < 1e-9)
  }

  @Test func aPlaneThroughRows() {
    // Variance 4 along (0, 1, 1), 1 along (1, 0, 0), none else.
    let places: [(long: Double, short: Double)] = [(2, 0), (-2, 0), (0, 1), (0, -1)]
    let rows = places.flatMap { place -> [Float] in
      let part = Float(place.long / 2.0.squareRoot())
      return [Float(place.short) + 5, part, part]
    }
    let plane = PrincipalPlane(FeatureRows(rows, width: 3))
    let root = 0.5.squareRoot()
    for (axis, expected) in zip(plane.axes, [[0, root, root], [1, 0, 0]]) {
      #expect(zip(axis, expected).allSatisfy { abs($0 - $1) < 1e-9 })
    }
    let place = plane.place([Float(5), Float(2 * root), Float(2 * root)])
    #expect(abs(place.x - 2) < 1e-5 && abs(place.y) < 1e-5)
    // Equal rows have no direction, and still a place.
    let flat = PrincipalPlane(FeatureRows([1, 2, 1, 2], width: 2))
    #expect(flat.place([Float(1), 2]).x == 0 && flat.axes.allSatisfy { abs($0.reduce(0) { $0 + $1 * $1 } - 1) < 1e-9 })
  }
}
