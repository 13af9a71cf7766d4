import Experiment
import Forecasting
import Foundation
import Studies
import TestSupport
import Testing

/// Forecasts of a study's runs from parts of them.
@Suite struct StudyForecastsTests {
  /// A run of 320 steps that is evaluated 64 times.
  private static func state(seed: UInt64 = 7, through step: Int = 320) -> RunState {
    var run = ScriptedRun.lawful()
    (run.evaluationEvery, run.seed) = (5, seed)
    var state = RunState()
    for stamped in run.events {
      state.apply(stamped)
      if case .evaluated(let evaluation) = stamped.event, evaluation.step >= step { break }
    }
    return state
  }

  @Test("numbers are those of the forecasts themselves, summed up by hand")
  func numbers() throws {
    let states = [Self.state(), Self.state(seed: 8)]
    let found = StudyForecasts(of: zip(["a", "b"], states).map { ($0, $1) })
    #expect(found.parts.map(\.share) == [0.2, 0.3, 0.5, 0.7] && found.missing.isEmpty)
    let part = found.parts[2]
    let horizon = 320 * 16 * 128
    var errors: [String: [Double]] = [:]
    for (run, state) in zip(part.runs, states) {
      let table = try LossTable(of: state.evaluations)
      let plan = RunSchedule(state, recordedTo: 160).plan(
        fitUntil: horizon / 2, evaluated: table.checkpoints.map(\.tokens))
      #expect(plan.skip == horizon / 6)
      let forecast = try Forecast(table, plan: plan)
      let last = state.evaluations[state.evaluations.count - 1].positions
      let final = last.reduce(0) { $0 + Double($1) } / Double(last.count)
      #expect(abs(run.final - final) < 1e-12)
      for law in forecast.laws {
        let error = try #require(forecast.prediction(at: horizon).losses[law]) - final
        #expect(abs(try #require(run.errors[law.rawValue]) - error) < 1e-12)
        #expect(run.identified.contains(law.rawValue) == (forecast.identifiability[law] == .identified))
        errors[law.rawValue, default: []].append(abs(error))
      }
    }
    for law in part.laws {
      #expect(law.identified + law.notIdentified == 2)
      let all = try #require(errors[law.name])
      #expect(abs(try #require(law.errorOfAll) - (all[0] + all[1]) / 2) < 1e-12)
      #expect(law.medianOfAll == law.errorOfAll)
    }
    #expect(part.laws.map(\.name) == StudyForecasts.laws)
    // The last value does not depend on what is left out at the beginning, the others do.
    #expect(part.fromWarmup["last"] == part.laws.first { $0.name == "last" }?.errorOfAll)
    #expect(part.fromWarmup["log"] != part.laws.first { $0.name == "log" }?.errorOfAll)
  }

  @Test("a run without an evaluation at its end or with too few of them is named")
  func missing() {
    let found = StudyForecasts(of: [("short", Self.state(through: 100)), ("whole", Self.state())])
    #expect(found.missing.count == 4 && found.missing.allSatisfy { $0.hasPrefix("short, from ") })
    #expect(found.missing[0] == "short, from 20 %: its end was not evaluated")
    #expect(found.parts.allSatisfy { $0.runs.map(\.name) == ["whole"] })
  }

  @Test("a set of runs is not compared, and the tables say what laws were worth")
  func tables() throws {
    let file =
      "compare = false\n"
      + StudyFixture.pair.replacingOccurrences(of: "[1, 2]", with: "[1]\nfigures = [\"loss\", \"forecast\"]")
    let study = try StudyFixture(file).study()
    #expect(study.figures == [.loss, .forecast] && !study.isComparison)
    #expect(study.members.map(\.baseline) == ["one", "two"] && study.groups == [""])
    let table = StudyTable(
      study,
      StudyResults(
        figures: ["one": [1: TrialFigures(loss: 2)], "two": [1: TrialFigures(loss: 3)]],
        forecasts: StudyForecasts(of: [("one | a", Self.state()), ("short", Self.state(through: 100))])))
    #expect(table.comparisons == 0)
    for text in [table.text(width: 100), table.markdown()] {
      #expect(!text.contains("baseline") && !text.contains(PairedComparison.rule))
      let flat = text.lowercased()
      for share in ["20", "30", "50"] {
        #expect(flat.contains("final loss forecast from \(share) % of each run"))
        #expect(flat.contains("run by run, from \(share) %"))
      }
      #expect(text.contains("without first third"))
      #expect(
        flat.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains("no forecast: short, from 20 %:"))
    }
    #expect(table.markdown().contains("| one \\| a |"))
    // What is not identified stands in brackets, what is stands without.
    let run = try #require(table.forecasts?.parts[2].runs.first)
    let line = try #require(
      table.markdown().split(separator: "### Run by run, from 50 %").last?.split(separator: "\n").first {
        $0.contains("one")
      })
    let cells = line.split(separator: " | ").map(String.init)
    for (index, law) in StudyForecasts.laws.enumerated() {
      #expect(cells[2 + index].hasPrefix("(") == !run.identified.contains(law), "\(law): \(line)")
    }
  }

  @Test("baselines of ordinary studies stay what they were")
  func compared() throws {
    let study = try StudyFixture(StudyFixture.pair).study()
    #expect(study.isComparison && study.members.map(\.baseline) == ["one", "one"])
    #expect(StudyTable(study, StudyResults(figures: [:])).rule == PairedComparison.rule)
    #expect(try StudyFixture("compare = 1\n" + StudyFixture.pair).refusal().contains("compare: must be true or false"))
  }
}
