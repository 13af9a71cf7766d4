import Experiment
import Foundation
import Studies
import Testing

/// Studies of runs that adapt to a domain.
@Suite struct AdaptationStudyTests {
  private func study() throws -> Study {
    try StudyFixture(
      """
      title = "Domains"
      recipe = "base.toml"
      seeds = [1, 2, 3]
      figures = ["adaptation"]
      [[variant]]
      name = "ab"
      label = "a → b"
      family = "letters"
      [[variant]]
      name = "ba"
      label = "b → a"
      family = "letters"
      set = ["moe.experts=5"]
      [[variant]]
      name = "xy"
      label = "a → b"
      family = "signs"
      set = ["moe.experts=6"]
      [[member]]
      name = "source"
      [[member]]
      name = "pcs"
      label = "PCS"
      baseline = "source"
      set = ["moe.k=2"]
      [[member]]
      name = "both"
      baseline = "pcs"
      set = ["moe.k=3"]
      """
    ).study()
  }

  private func figures(_ last: [Double], chosen: Double = 0.25) -> [Int: TrialFigures] {
    Dictionary(
      uniqueKeysWithValues: last.enumerated().map { index, last in
        var figures = TrialFigures(loss: 1)
        var accuracy = AccuracyFigures(last: last, best: last + 0.125)
        accuracy.labelFree = chosen
        figures.accuracy = accuracy
        return (index + 1, figures)
      })
  }

  @Test func pairsAreAveragedWithinTheirFamily() throws {
    let study = try study()
    #expect(study.members.map(\.family) == Array(repeating: "letters", count: 6) + Array(repeating: "signs", count: 3))
    #expect(study.members[3].group == "letters, b → a" && study.members[6].group == "signs, a → b")
    let table = StudyTable(
      study,
      StudyResults(figures: [
        "ab-source": figures([0.25, 0.25, 0.25]), "ab-pcs": figures([0.5, 0.5, 0.53125], chosen: 0.375),
        "ab-both": figures([0.5, 0.53125, 0.5]), "ba-source": figures([0.5, 0.5, 0.5]),
        // A seed that is not there for all pairs counts for none of them in the mean.
        "ba-pcs": figures([0.25, 0.25, 0.21875], chosen: 0.125), "ba-both": figures([0.5, 0.5]),
        "xy-source": figures([0.125, 0.125, 0.125]), "xy-pcs": figures([0.25, 0.25, 0.25]),
      ]))
    let means = table.figures[0]
    #expect(means.title == "accuracy on the target after the last epoch, mean over pairs")
    #expect(means.groups.map(\.title) == ["letters", "signs"])
    let rows = means.groups[0].rows
    #expect(rows.map { $0.cells[0].values } == [[0.375, 0.375, 0.375], [0.375, 0.375, 0.375], [0.5, 0.515625]])
    #expect(rows.map(\.baseline) == [nil, "source", "PCS"])
    #expect(rows[1].cells[0].difference == 0 && rows[1].cells[0].verdict == .indistinguishable)
    #expect(rows[2].cells[0].difference == 0.1328125)
    // One epoch or another is no comparison of methods.
    let epochs = table.figures[1].groups[0]
    #expect(epochs.columns == ["last", "chosen without labels", "best by target labels"])
    #expect(epochs.rows[1].cells.map(\.mean) == [0.375, 0.25, 0.5])
    #expect(epochs.rows.allSatisfy { row in row.cells.allSatisfy { $0.verdict == nil } })
    let pairs = table.figures[2].groups[0]
    #expect(pairs.columns == ["a → b", "b → a"] && pairs.part == "pair")
    #expect(pairs.rows[1].cells.map(\.verdict) == [.better, .worse])
    #expect(
      table.verdicts[0]
        == "letters, PCS: +0.000 ± 0.000 against source: not distinguishable; of 2 pairs better: a → b; worse: b → a.")
    #expect(table.verdicts.last?.hasPrefix("signs, PCS: +0.125") == true)
    #expect(table.text(width: 100).contains("b → a") && !table.text(width: 100).contains("nan"))
  }

  @Test func withoutResultsNothingIsSaid() throws {
    let table = StudyTable(try study(), StudyResults(figures: [:]))
    #expect(table.verdicts.isEmpty && !table.text(width: 80).contains("nan"))
  }

  @Test func whatWasChosenWithoutLabelsIsTold() throws {
    func evaluation(_ step: Int, _ figures: [String: Double]) -> Evaluation {
      Evaluation(
        step: step, tokens: step, loss: 1, bitsPerByte: .nan,
        figures: figures.sorted { $0.key < $1.key }.map { NamedValue($0.key, $0.value) })
    }
    let figures = try #require(
      AccuracyFigures(of: [
        evaluation(1, ["accuracy": 0.5, "accuracy.chosen": 0.5]),
        evaluation(2, ["accuracy": 0.75, "accuracy.chosen": 0.5]),
        evaluation(3, ["accuracy": 0.25, "accuracy.chosen": 0.5]),
      ]))
    #expect(figures.last == 0.25 && figures.best == 0.75 && figures.labelFree == 0.5)
  }
}
