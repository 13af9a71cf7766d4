import Foundation

extension StudyForecasts {
  /// A table with what stands above and below it.
  struct Section {
    var title: String
    var grid: Grid
    var remark: String
  }

  /// The laws over all runs and then run by run, for each share; last what leaving out the beginning is worth.
  var sections: [Section] {
    let full = parts.filter { !$0.runs.isEmpty }
    return full.map(summary) + full.map(runs) + (full.isEmpty ? [] : [beginnings(full)])
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private func summary(_ part: Part) -> Section {
    Section(
      title: "final loss forecast from \(Self.percent(part.share)) of each run",
      grid: Grid(
        header: ["law", "mean error", "bias", "identified", "nearer than last", "all runs: mean", "median"],
        rows: part.laws.map { law in
          [
            law.name, law.error.map { StudyTable.number($0) } ?? "–",
            law.bias.map { StudyTable.number($0, signed: true) } ?? "–",
            "\(law.identified) of \(law.identified + law.notIdentified)",
            law.name == "last" ? "–" : "\(law.nearerThanLast) of \(law.identified)",
            law.errorOfAll.map { StudyTable.number($0) } ?? "–",
            law.medianOfAll.map { StudyTable.number($0) } ?? "–",
          ]
        }),
      remark: part.banded == 0
        ? "The temporal law is identified in no run: there is no interval to judge."
        : "The interval of the temporal law, nominally 90 %, holds the final loss in \(part.inBand) of the \(part.banded)"
          + " runs in which the law is identified.")
  }

  private func runs(_ part: Part) -> Section {
    let laws = Self.laws.filter { law in part.runs.contains { $0.errors[law] != nil } }
    return Section(
      title: "run by run, from \(Self.percent(part.share))",
      grid: Grid(
        header: ["run", "final loss"] + laws + ["interval of temporal"],
        rows: part.runs.map { run in
          [run.name, StudyTable.number(run.final)]
            + laws.map { law in
              guard let error = run.errors[law] else { return "–" }
              let text = StudyTable.number(error, digits: 3, signed: true)
              return run.identified.contains(law) ? text : "(\(text))"
            }
            + [
              run.identified.contains("temporal")
                ? StudyTable.number(run.low, digits: 3) + " to " + StudyTable.number(run.high, digits: 3) : "–"
            ]
        }),
      remark: "Forecast − final loss. In brackets: the fitted part does not identify the law, and the number would not"
        + " be given.")
  }

  private func beginnings(_ parts: [Part]) -> Section {
    let laws = Self.laws.filter { law in parts.contains { $0.fromWarmup[law] != nil } }
    return Section(
      title: "what leaving out the beginning is worth",
      grid: Grid(
        header: ["law"] + parts.flatMap { ["\(Self.percent($0.share)), all but warm-up", "without first third"] },
        rows: laws.map { law in
          [law]
            + parts.flatMap { part in
              [part.fromWarmup[law], part.laws.first { $0.name == law }?.errorOfAll]
                .map { $0.map { StudyTable.number($0) } ?? "–" }
            }
        }),
      remark: "Mean error over all runs, identified or not, fitted to everything after the warm-up and with the first"
        + " third of the fitted part left out; the tables above have the latter.")
  }
}
