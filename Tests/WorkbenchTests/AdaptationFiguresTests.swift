import Experiment
import TestSupport
import Testing
import Workbench

/// What the screens of a domain adaptation work out, by hand.
@Suite struct AdaptationFiguresTests {
  private func evaluation(_ step: Int, _ accuracy: Double, _ criterion: Double) -> Evaluation {
    Evaluation(
      step: step, tokens: step, loss: 1, bitsPerByte: .nan,
      figures: [
        NamedValue("accuracy", accuracy), NamedValue("criterion", criterion), NamedValue("accuracy.hard", accuracy / 2),
      ])
  }

  @Test func theLabelFreeChoiceSeesNoAccuracy() {
    let accuracy = TargetAccuracy([
      evaluation(0, 0.2, 0.1), evaluation(10, 0.9, 0.4), evaluation(20, 0.6, 0.7), evaluation(30, 0.9, 0.7),
      evaluation(40, .nan, .nan),
    ])
    // Of equal ones the first counts.
    #expect(accuracy.points.map(\.step) == [0, 10, 20, 30])
    #expect(accuracy.chosen == 2 && accuracy.best == 1)
    #expect(accuracy.points[2].share(.hard) == 0.3 && accuracy.points[2].share(.easy).isNaN)
    #expect(TargetAccuracy([]).chosen == nil && TargetAccuracy([]).best == nil)
  }

  private func matrix(_ name: String, _ columns: [String], _ rows: [[Float]]) -> NamedMatrix {
    NamedMatrix(name: name, rows: rows.indices.map(String.init), columns: columns, values: rows.flatMap(\.self))
  }

  @Test func columnsOfTheMapAreFoundByName() {
    let tables = [
      matrix(
        "map.source", ["kind", "y", "x", "class"], [[0, 2, 1, 0], [1, 4, 3, 1], [9, 0, 0, 0], [0, .nan, 0, 0]]),
      matrix("map.target", ["x", "y", "class", "kind"], [[5, 6, 2, 2], [7, 8, 0.5, 0]]),
      matrix("map.prototypes", ["x", "y", "domain", "class"], [[1, 1, 1, 3], [1, 1, 2, 3]]),
      matrix("map.pairs", ["x0", "y0", "x1", "y1", "kind"], [[1, 2, 3, 4, 1], [1, 2, 3, 4, 5]]),
      NamedMatrix(name: "confusion", rows: ["cat", "dog"], columns: [], values: []),
    ]
    let map = FeatureMap { name in tables.first { $0.name == name } }
    #expect(map.points.map(\.kind) == [.labelled, .unlabelled, .outlier, .easy])
    #expect(map.points.map(\.x) == [1, 3, 5, 7] && map.points.map(\.classIndex) == [0, 1, 2, nil])
    #expect(map.prototypes.count == 1 && map.prototypes[0].kind.isTarget)
    #expect(map.pairs.count == 1 && map.pairs[0].isInside)
    #expect(map.pairs[0].first == [1, 2] && map.pairs[0].second == [3, 4])
    #expect(map.classes == ["cat", "dog", "class 2", "class 3"])
    #expect(map.classIndex(nearestTo: [4.9, 6.2]) == 2)
  }

  @Test func aTableWithoutAColumnIsNoMap() {
    let torn = NamedMatrix(name: "map.source", rows: ["a"], columns: ["x", "y", "class", "kind"], values: [1, 2, 3])
    let narrow = matrix("map.target", ["x", "y", "kind"], [[1, 2, 0]])
    #expect(FeatureMap { $0 == "map.source" ? torn : $0 == "map.target" ? narrow : nil }.points.isEmpty)
  }

  @Test func softLabelsAddUp() {
    func picture(_ name: String) -> Picture { Picture(name: name, caption: "", width: 1, pixels: [1, 2, 3]) }
    let pairs = MixedPairs(
      matrix(
        "mixed", ["kind", "share", "first", "second"],
        [[0, 0.75, 4, 1], [1, 0.25, 2, 3], [0, 0.75, 2, 2], [7, 2, 1, 1]]),
      ["pair.0.first", "pair.1.mixed", "pair.2.first", "pair.3.first", "pair.9.first", "pair.x.first", "pair.1.other"]
        .map(picture)
    ).pairs
    #expect(pairs.map(\.number) == [0, 1, 2, 3, 9])
    #expect(pairs.map(\.method) == [.across, .inside, .across, nil, nil])
    #expect(pairs[0].soft.map(\.classIndex) == [4, 1] && pairs[0].soft.map(\.share) == [0.75, 0.25])
    #expect(pairs[1].soft.map(\.classIndex) == [3, 2] && pairs[1].soft[0].share == 0.75)
    #expect(pairs[2].soft.map(\.classIndex) == [2] && pairs[2].soft.map(\.share) == [1])
    #expect(pairs[3].soft.isEmpty && pairs[4].soft.isEmpty && pairs[1].first == nil && pairs[1].mixed != nil)
  }

  @Test func termsAreOfTheDomainOfTheirSteps() throws {
    var run = ScriptedAdaptation()
    run.steps = 40
    var shared = Shared()
    for event in run.events { shared.run.apply(event) }
    let rows = TermRows(shared).rows
    #expect(rows.prefix(3).map(\.term) == ["labelled", "prototypes", "cross"])
    #expect(rows.dropFirst(3).map(\.term) == ["prototypes", "cross", "diversity", "entropy", "xvd", "ivd"])
    #expect(rows.map(\.task) == [0, 0, 0, 1, 1, 1, 1, 1, 1] && rows.allSatisfy { $0.count == 20 })
    #expect(rows[0].steps.prefix(3) == [1, 3, 5] && rows[3].steps.prefix(3) == [2, 4, 6])
    let labelled = run.events.compactMap { stamped -> Double? in
      guard case .step(let step) = stamped.event, step.task == 0 else { return nil }
      return step.terms.first { $0.name == "labelled" }?.value
    }
    #expect(abs(rows[0].first - labelled.prefix(10).reduce(0, +) / 10) < 1e-12)
    #expect(abs(rows[0].last - labelled.suffix(10).reduce(0, +) / 10) < 1e-12)
    #expect(TermRows(shared).terms.count == 7)
    shared.inspect(9)
    #expect(TermRows(shared).rows.map(\.count) == [5, 5, 5, 4, 4, 4, 4, 4, 4])
  }
}
