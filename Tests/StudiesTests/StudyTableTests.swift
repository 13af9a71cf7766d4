import Experiment
import Foundation
import Studies
import Testing

@Suite struct StudyTableTests {
  private let study: Study
  private let results: StudyResults

  init() throws {
    study = try StudyFixture(
      StudyFixture.pair.replacingOccurrences(
        of: "seeds = [1, 2]", with: "seeds = [1, 2, 3]\nfigures = [\"loss\", \"frequency\"]")
        + "\nconditions = [\"disable-top-expert\"]\n[[member]]\nname = \"alias\"\nlabel = \"two | again\"\nsame_as = \"two\"\n"
    ).study()
    func figures(_ loss: Double, disabled: Double? = nil) -> TrialFigures {
      TrialFigures(
        loss: loss,
        frequencies: [
          FrequencyLoss(loss: loss - 1, tokens: 100, ids: 1), FrequencyLoss(loss: .nan, tokens: 0, ids: 40),
        ], conditions: disabled.map { ["disable-top-expert": $0] } ?? [:])
    }
    results = StudyResults(
      figures: [
        "one": [1: figures(2), 2: figures(2.5), 3: figures(3)],
        "two": [1: figures(1.75, disabled: 3), 2: figures(2.25, disabled: 3.5)],
      ], missing: [StudyResults.Missing(trial: "two-seed3", reason: "not run yet")])
  }

  @Test func cellsHoldMeansSpreadsAndPairedDifferences() throws {
    let table = StudyTable(study, results)
    #expect(
      table.figures.map(\.title) == [
        "held-out loss", "held-out loss, disable-top-expert", "rise of the held-out loss by disable-top-expert",
        "held-out loss by frequency of the token, the most frequent first",
      ])
    let rows = try #require(table.figures[0].groups.first?.rows)
    #expect(rows.map(\.member) == ["one", "two", "two | again"])
    #expect(rows.map(\.baseline) == [nil, "one", "one"])
    #expect(rows[0].cells[0].mean == 2.5)
    #expect(rows[0].cells[0].deviation == 0.5)
    #expect(rows[0].cells[0].verdict == nil)
    // Seeds 1 and 2 only: both are better by the same quarter.
    #expect(rows[1].cells[0].values == [1.75, 2.25])
    #expect(rows[1].cells[0].difference == -0.25)
    #expect(rows[1].cells[0].standardError == 0)
    #expect(rows[1].cells[0].verdict == .better)
    #expect(rows[2].cells == rows[1].cells)
    #expect(table.figures[2].groups[0].rows[0].cells[0].mean == 1.25)
    let buckets = try #require(table.figures[3].groups.first)
    #expect(buckets.columns == ["1 (1 id)", "2 (40 ids)"])
    #expect(buckets.rows[1].cells[0].mean == 1)
    // No token of the second bucket occurs.
    #expect(buckets.rows[1].cells[1].values.isEmpty)
  }

  @Test func aDifferenceSaysOfHowManySeedsItIs() throws {
    var fewer = results
    fewer.figures["one"]?[2] = nil
    fewer.figures["two"]?[3] = TrialFigures(loss: 9)
    let table = StudyTable(study, fewer)
    let cell = table.figures[0].groups[0].rows[1].cells[0]
    #expect(cell.seeds == [1, 2, 3] && cell.values == [1.75, 2.25, 9])
    // Of seeds 1 and 3.
    #expect(cell.pairs == 2 && cell.difference == (-0.25 + 6) / 2)
    #expect(table.figures[0].groups[0].rows[0].cells[0].seeds == [1, 3])
    #expect(table.text(width: 120).contains("3, 2 paired"))
    #expect(!StudyTable(study, results).text(width: 120).contains(", 3 paired"))
  }

  @Test func whatDivergedIsNoComparison() {
    var diverged = results
    diverged.figures["two"]?[1]?.loss = .nan
    // The member and its alias, in the one figure that has its loss.
    #expect(StudyTable(study, diverged).comparisons == StudyTable(study, results).comparisons - 2)
  }

  @Test func columnsAreThoseOfTheFirstMemberThatHasAny() {
    var other = results
    for (member, counts) in [("one", [7, 8]), ("two", [9, 10, 11])] {
      for seed in [1, 2] {
        other.figures[member]?[seed]?.frequencies = counts.map { FrequencyLoss(loss: 1, tokens: 1, ids: $0) }
      }
    }
    other.figures["one"]?[3]?.frequencies = []
    #expect(StudyTable(study, other).figures[3].groups[0].columns == ["1 (7 ids)", "2 (8 ids)"])
  }

  @Test func trialsMissingForOneReasonAreOneLine() {
    let missing = (1...10).map { StudyResults.Missing(trial: "one-seed\($0)", reason: "not run yet") }
    let other = StudyResults.Missing(trial: "two-seed1", reason: "failed: no disk")
    let notes = StudyTable(study, StudyResults(figures: [:], missing: missing + [other])).notes
    #expect(
      notes.filter { $0.hasPrefix("Missing") } == [
        "Missing: \((1...8).map { "one-seed\($0)" }.joined(separator: ", ")) and 2 more, not run yet.",
        "Missing: two-seed1, failed: no disk.",
      ])
  }

  @Test func namesDoNotBreakATable() {
    let grid = Grid(header: ["member", "a\nb"], rows: [["|x||y", "one\r\ntwo"]])
    #expect(grid.markdown == "| member | a b |\n| --- | --- |\n| \\|x\\|\\|y | one two |")
    #expect(grid.text(width: 80) == "member  a b\n|x||y   one two")
  }

  @Test func everythingThatIsSaidIsInTheText() {
    let table = StudyTable(
      study, results, sizes: ["one": TrialSize(total: 10, active: 4), "two": TrialSize(total: 11, active: 4)])
    for text in [table.text(width: 70), table.markdown()] {
      let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(flat.contains("better by more than the spread"))
      #expect(flat.contains("Missing: two-seed3, not run yet."))
      #expect(flat.contains("two | again is the same run as two."))
      #expect(flat.contains("Parameters: 10 to 11 in all, 4 active for a token."))
      #expect(flat.contains(PairedComparison.rule))
      #expect(flat.contains("−0.2500"))
    }
    #expect(table.markdown().contains("| two \\| again |"))
  }

  @Test(arguments: [40, 60, 80, 120])
  func textKeepsToItsWidthWhereColumnsAllow(width: Int) {
    for line in StudyTable(study, results).text(width: width).split(separator: "\n") {
      // One column beside the names may be wider than 40.
      #expect(line.count <= max(width, 44), "\(line)")
    }
  }

  @Test func jsonReadsBackToTheSame() throws {
    let table = StudyTable(study, results)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let back = try decoder.decode(StudyTable.self, from: Data(try table.json().utf8))
    #expect(try back.json() == table.json())
    #expect(back.figures[0] == table.figures[0])
  }

  @Test func aStudyWithoutResultsHasATable() {
    let table = StudyTable(study, StudyResults(figures: [:]))
    #expect(table.figures[0].groups[0].rows[1].cells[0].verdict == .open)
    #expect(table.text(width: 80).contains("too few seeds"))
    #expect(table.comparisons == 0)
  }

  /// A comparison of tokenizers: bits a byte, whatever is asked for.
  private func tokenizers(_ figures: String) throws -> StudyFixture {
    try StudyFixture(
      """
      title = "Tokenizers"
      recipe = "base.toml"
      seeds = [1, 2]
      figures = [\(figures)]
      [[member]]
      name = "bpe"
      set = ["tokenizer.algorithm=bpe"]
      [[member]]
      name = "scaffold"
      set = ["tokenizer.algorithm=scaffold-bpe"]
      conditions = ["disable-top-expert"]
      """)
  }

  @Test(arguments: [#""loss""#, #""bits""#, #""loss", "bits""#])
  func membersOfDifferentTokenizersAreComparedInBitsAByte(figures: String) throws {
    let study = try tokenizers(figures).study()
    #expect(study.comparesTokenizers)
    // In nats a token the second is worse, in bits a byte better.
    let results = StudyResults(figures: [
      "bpe": [1: TrialFigures(loss: 4, bitsPerByte: 2), 2: TrialFigures(loss: 4.5, bitsPerByte: 2.25)],
      "scaffold": [1, 2].reduce(into: [:]) {
        $0[$1] = TrialFigures(
          loss: 5, bitsPerByte: 1.5 + Double($1) / 4, conditions: ["disable-top-expert": 7],
          conditionBits: ["disable-top-expert": 3])
      },
    ])
    let table = StudyTable(study, results)
    #expect(
      table.figures.map(\.title) == [
        "held-out loss in bits a byte", "held-out loss in bits a byte, disable-top-expert",
        "rise of the held-out loss in bits a byte by disable-top-expert",
      ])
    #expect(table.figures.allSatisfy { $0.unit == "bits a byte" })
    let rows = try #require(table.figures[0].groups.first?.rows)
    #expect(rows.map { $0.cells[0].mean } == [2.125, 1.875])
    #expect(rows[1].cells[0].verdict == .better)
    #expect(table.figures[2].groups[0].rows[0].cells[0].mean == 1.125)
    let text = table.text(width: 400)
    #expect(text.contains("Losses in bits a byte, lower is better."))
    #expect(text.contains("their losses in nats a token do not compare"))
  }

  @Test func lossesByFrequencyOfTokensAreNotComparedBetweenTokenizers() throws {
    let refusal = try tokenizers(#""frequency""#).refusal()
    #expect(refusal.contains("study.toml: figures: frequency compares losses a token"))
    #expect(!study.comparesTokenizers)
  }

  @Test func bitsMayStandBesideLosses() throws {
    let study = try StudyFixture(
      StudyFixture.pair.replacingOccurrences(of: "seeds = [1, 2]", with: "seeds = [1]\nfigures = [\"loss\", \"bits\"]")
    ).study()
    let table = StudyTable(study, StudyResults(figures: ["one": [1: TrialFigures(loss: 2, bitsPerByte: 3)]]))
    #expect(table.figures.map(\.unit) == ["nats a token", "bits a byte"])
    #expect(table.figures[1].groups[0].rows[0].cells[0].values == [3])
    #expect(table.text(width: 400).contains("in nats a token, or in bits a byte where that is said"))
    #expect(!table.text(width: 400).contains("do not compare"))
  }
}
