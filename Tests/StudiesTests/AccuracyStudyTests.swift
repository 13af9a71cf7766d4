import Experiment
import Foundation
import Studies
import Testing

/// Studies of runs on images.
@Suite struct AccuracyStudyTests {
  private static func evaluation(_ step: Int, _ figures: [String: Double]) -> Evaluation {
    Evaluation(
      step: step, tokens: step, loss: 1, bitsPerByte: .nan,
      figures: figures.sorted { $0.key < $1.key }.map { NamedValue($0.key, $0.value) })
  }

  @Test func theBestEpochStandsApartFromTheLast() throws {
    let figures = try #require(
      AccuracyFigures(of: [
        Self.evaluation(1, ["accuracy": 0.5, "images_per_second": 40]), Self.evaluation(2, ["accuracy": 0.75]),
        Self.evaluation(
          3, ["accuracy": 0.625, "accuracy.test": 0.5625, "images_per_second": 100, "gflops_per_image": 1.5]),
      ]))
    #expect(
      figures
        == AccuracyFigures(
          last: 0.5625, best: 0.75, lastIsTest: true, bestIsTest: false, imagesPerSecond: 100, gflopsPerImage: 1.5))
    let tested = try #require(
      AccuracyFigures(of: [
        Self.evaluation(1, ["accuracy": 1, "accuracy.test": 0.75]),
        Self.evaluation(2, ["accuracy": 1, "accuracy.test": 0.5]),
      ]))
    #expect(tested.best == 0.75 && tested.bestIsTest && tested.last == 0.5)
    #expect(AccuracyFigures(of: []) == nil)
    #expect(AccuracyFigures(of: [Self.evaluation(1, ["accuracy": .nan])]) == nil)
  }

  private func study(seeds: String = "1, 2") throws -> Study {
    try StudyFixture(
      """
      title = "Images"
      recipe = "base.toml"
      seeds = [\(seeds)]
      figures = ["accuracy"]
      [[variant]]
      name = "digits"
      [[member]]
      name = "full"
      set = ["merging.reducer=none"]
      [[member]]
      name = "shallow"
      set = ["merging.reducer=none", "vit.blocks=2"]
      size_differs = "two blocks"
      [[member]]
      name = "merged"
      set = ["merging.reducer=tome"]
      smaller = "shallow"
      [[member]]
      name = "gated"
      set = ["merging.reducer=pyra"]
      smaller = "shallow"
      [[member]]
      name = "part"
      group = "parts"
      set = ["merging.reducer=wr"]
      [[member]]
      name = "stranger"
      group = "parts"
      set = ["merging.reducer=wd", "adaptation.method=adapter"]
      """, recipe: "[run]\nworkload = \"token-merging\"\nsteps = 20\n[vit]\nweights = \"random\"\n"
    ).study()
  }

  @Test func tablesAndVerdictsFollowFromTheFigures() throws {
    func figures(_ last: [Double], speed: Double) -> [Int: TrialFigures] {
      var all: [Int: TrialFigures] = [:]
      for (index, last) in last.enumerated() {
        var figures = TrialFigures(loss: 1)
        figures.accuracy = AccuracyFigures(
          last: last, best: last + 0.125, bestIsTest: false, imagesPerSecond: speed, gflopsPerImage: 100 / speed)
        all[index + 1] = figures
      }
      return all
    }
    let table = StudyTable(
      try study(),
      StudyResults(figures: [
        "digits-full": figures([0.75, 0.8125], speed: 50), "digits-shallow": figures([0.625, 0.6875], speed: 125),
        "digits-merged": figures([0.5, 0.5625], speed: 125), "digits-gated": figures([0.6875, 0.75], speed: 100),
      ]))
    #expect(
      table.figures.map(\.title) == [
        "accuracy after the last epoch, on test images",
        "accuracy of the best epoch, on validation images that also chose it",
        "speed of classifying, medians over seeds, and work",
      ])
    let rows = table.figures[0].groups[0].rows
    #expect(rows.map { $0.cells[0].mean } == [0.78125, 0.65625, 0.53125, 0.71875])
    #expect(rows.map { $0.cells[0].verdict } == [nil, .worse, .worse, .worse])
    #expect(table.figures[1].groups[0].rows[2].cells[0].mean == 0.65625)
    let speed = table.figures[2].groups[0]
    #expect(speed.columns == ["images a second", "times the uncompressed", "GFLOP an image"])
    #expect(speed.rows.map { $0.cells[1].mean } == [1, 2.5, 2.5, 2])
    #expect(speed.rows.allSatisfy { row in row.cells.allSatisfy { $0.verdict == nil } })
    #expect(
      table.verdicts == [
        "digits, merged: −0.125 ± 0.000 accuracy against shallow, a smaller model: adverse compression.",
        "digits, gated: +0.062 ± 0.000 accuracy against shallow, a smaller model: better by more than the spread, "
          + "compression pays.",
      ])
    // Three in each of two tables, and what the verdicts compare besides.
    #expect(table.smallerComparisons == 2 && table.comparisons == 8)
    let text = table.text(width: 100)
    #expect(text.contains("Accuracies are shares of 1; higher is better.") && !text.contains("nats a token"))
    #expect(table.markdown().contains("* digits, merged: −0.125"))
  }

  /// A speed is a multiple of that of the uncompressed member on the same pictures with the same seed, also of a smaller
  /// model, and by the median over seeds.
  @Test func speedsAreMultiplesOfTheUncompressedMember() throws {
    func figures(_ rates: [Double]) -> [Int: TrialFigures] {
      var all: [Int: TrialFigures] = [:]
      for (index, rate) in rates.enumerated() {
        all[index + 1] = TrialFigures(loss: 1)
        all[index + 1]?.accuracy = AccuracyFigures(last: 0.5, best: 0.5, imagesPerSecond: rate, gflopsPerImage: 2)
      }
      return all
    }
    let table = StudyTable(
      try study(seeds: "1, 2, 3"),
      StudyResults(figures: [
        "digits-full": figures([50, 40, 50]), "digits-shallow": figures([125, 120, 100]),
        "digits-merged": figures([100, 80, 0.5]), "digits-gated": figures([100]),
        "digits-part": figures([100, 120, 200]),
        "digits-stranger": figures([100, 100, 100]),
      ]))
    let groups = table.figures[2].groups
    #expect(groups.flatMap(\.rows).map(\.member) == ["full", "shallow", "merged", "gated", "part", "stranger"])
    #expect(groups[0].rows.map { $0.cells[0].median } == [50, 120, 80, 100])
    #expect(groups[0].rows.map { $0.cells[1].median } == [1, 2.5, 2, 2], "one run held up decides nothing")
    #expect(groups[0].rows[1].cells[1].values == [2.5, 3, 2])
    // The parts stand in a group of their own: what they are parts of is on the same pictures.
    #expect(groups[1].rows[0].cells[1].values == [2, 3, 4])
    #expect(groups[1].rows[1].cells[1].values.isEmpty, "nobody trained its uncompressed model")
    let text = table.text(width: 200)
    #expect(text.contains("80.000 ±") && !text.contains("nan"))
    #expect(table.markdown().contains("| times the uncompressed | 3.000 ±1.000 | – |"))
  }

  @Test func aStudyWithoutResultsSaysSo() throws {
    let table = StudyTable(try study(), StudyResults(figures: [:]))
    #expect(table.figures.isEmpty)
    #expect(table.verdicts[0] == "digits, merged: nothing to compare with shallow.")
    #expect(!table.text(width: 80).contains("nan"))
  }
}
