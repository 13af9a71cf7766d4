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
        Self.evaluation(1, ["accuracy": 0.5, "plain_images_per_second": 40]), Self.evaluation(2, ["accuracy": 0.75]),
        Self.evaluation(
          3, ["accuracy": 0.625, "accuracy.test": 0.5625, "images_per_second": 100, "gflops_per_image": 1.5]),
      ]))
    #expect(
      figures
        == AccuracyFigures(
          last: 0.5625, best: 0.75, lastIsTest: true, bestIsTest: false, imagesPerSecond: 100, plainImagesPerSecond: 40,
          gflopsPerImage: 1.5))
    let tested = try #require(
      AccuracyFigures(of: [
        Self.evaluation(1, ["accuracy": 1, "accuracy.test": 0.75]),
        Self.evaluation(2, ["accuracy": 1, "accuracy.test": 0.5]),
      ]))
    #expect(tested.best == 0.75 && tested.bestIsTest && tested.last == 0.5)
    #expect(AccuracyFigures(of: []) == nil)
    #expect(AccuracyFigures(of: [Self.evaluation(1, ["accuracy": .nan])]) == nil)
  }

  private func study() throws -> Study {
    try StudyFixture(
      """
      title = "Images"
      recipe = "base.toml"
      seeds = [1, 2]
      figures = ["accuracy"]
      [[variant]]
      name = "digits"
      [[member]]
      name = "full"
      [[member]]
      name = "shallow"
      set = ["moe.k=2"]
      [[member]]
      name = "merged"
      set = ["moe.k=3"]
      smaller = "shallow"
      [[member]]
      name = "gated"
      set = ["moe.k=4"]
      smaller = "shallow"
      """
    ).study()
  }

  @Test func tablesAndVerdictsFollowFromTheFigures() throws {
    func figures(_ last: [Double], speed: Double) -> [Int: TrialFigures] {
      var all: [Int: TrialFigures] = [:]
      for (index, last) in last.enumerated() {
        var figures = TrialFigures(loss: 1)
        figures.accuracy = AccuracyFigures(
          last: last, best: last + 0.125, bestIsTest: false, imagesPerSecond: speed, plainImagesPerSecond: 50,
          gflopsPerImage: 100 / speed)
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
        "accuracy of the best epoch, on validation images that also chose it", "speed of classifying, and work",
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
    let text = table.text(width: 100)
    #expect(text.contains("Accuracies are shares of 1; higher is better.") && !text.contains("nats a token"))
    #expect(table.markdown().contains("* digits, merged: −0.125"))
  }

  @Test func aStudyWithoutResultsSaysSo() throws {
    let table = StudyTable(try study(), StudyResults(figures: [:]))
    #expect(table.figures.isEmpty)
    #expect(table.verdicts[0] == "digits, merged: nothing to compare with shallow.")
    #expect(!table.text(width: 80).contains("nan"))
  }
}
