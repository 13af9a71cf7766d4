import Experiment

extension StudyTable {
  /// Means over each family's pairs of domains, how the epoch is chosen, and the pairs one by one.
  static func adaptations(_ study: Study, _ results: StudyResults) -> [FigureTable] {
    let epochs: [(name: String, value: (TrialFigures) -> Double?)] = [
      ("last", { $0.accuracy?.last }), ("chosen without labels", { $0.accuracy?.labelFree }),
      ("best by target labels", { $0.accuracy?.best }),
    ]
    func families(_ group: (Family) -> Group) -> [Group] { study.families.map { group(Family($0, study, results)) } }
    return [
      FigureTable(
        title: "accuracy on the target after the last epoch, mean over pairs", unit: "accuracy",
        groups: families { family in
          Group(
            title: family.name, columns: ["accuracy"],
            rows: family.methods.map { family.meanRow($0, [epochs[0].value]) })
        }),
      FigureTable(
        title: "the same by how the epoch is chosen", unit: "accuracy",
        groups: families { family in
          Group(
            title: family.name, columns: epochs.map(\.name),
            rows: family.methods.map { family.meanRow($0, epochs.map(\.value), isCompared: false) }, part: "epoch")
        }),
      FigureTable(
        title: "accuracy on the target after the last epoch, by pair", unit: "accuracy",
        groups: families { family in
          Group(
            title: family.name, columns: family.pairs, rows: family.methods.map { family.pairRow($0, epochs[0].value) },
            part: "pair")
        }),
    ]
  }

  /// What each method's mean and pairs say against its baseline.
  static func adaptationVerdicts(_ study: Study, _ results: StudyResults) -> [String] {
    study.families.flatMap { name -> [String] in
      let family = Family(name, study, results)
      return family.methods.compactMap { method in
        let mean = family.meanRow(method) { $0.accuracy?.last }
        guard let baseline = mean.baseline, let difference = mean.cells[0].difference else { return nil }
        // Of a pair with too few seeds nothing can be said.
        let pairs = zip(family.pairs, family.pairRow(method) { $0.accuracy?.last }.cells)
          .filter { $0.1.verdict?.isJudged == true }
        func list(_ verdict: Verdict) -> String {
          let own = pairs.filter { $0.1.verdict == verdict }.map(\.0)
          return own.isEmpty ? "none" : own.joined(separator: ", ")
        }
        let title = [name, method].filter { !$0.isEmpty }.joined(separator: ", ")
        let error = mean.cells[0].standardError.map { " ± \(number($0, digits: 3))" } ?? ""
        let verdict = mean.cells[0].verdict.map { ": \($0.rawValue)" } ?? ""
        return "\(title): \(number(difference, digits: 3, signed: true))\(error) against \(baseline)\(verdict); of "
          + "\(pairs.count) pairs better: \(list(.better)); worse: \(list(.worse))."
      }
    }
  }
}

/// The members that are run on the pairs of domains of a family: each method is one of them on every pair.
private struct Family {
  let name: String
  /// Labels of the variants, in their order.
  let pairs: [String]
  /// Labels of the members, in their order.
  let methods: [String]
  private let members: [Study.Member]
  private let study: Study
  private let results: StudyResults

  init(_ name: String, _ study: Study, _ results: StudyResults) {
    (self.name, self.study, self.results) = (name, study, results)
    members = study.members.filter { $0.family == name }
    pairs = members.reduce(into: []) { if !$0.contains($1.variant) { $0.append($1.variant) } }
    methods = members.reduce(into: []) { if !$0.contains($1.label) { $0.append($1.label) } }
  }

  /// A method on each pair.
  func pairRow(_ method: String, _ value: @escaping (TrialFigures) -> Double?) -> StudyTable.Row {
    let rows = pairs.map { pair in
      members.first { $0.variant == pair && $0.label == method }.map {
        StudyTable.row($0, study, results, higherIsBetter: true, values: [value])
      }
    }
    return StudyTable.Row(
      member: method, baseline: rows.lazy.compactMap { $0?.baseline }.first,
      cells: rows.map { $0?.cells[0] ?? StudyTable.cell([:], against: nil, higherIsBetter: true) })
  }

  /// The mean over pairs, of the seeds that are there for all of them.
  func meanRow(
    _ method: String, isCompared: Bool = true, _ value: @escaping (TrialFigures) -> Double?
  ) -> StudyTable.Row { meanRow(method, [value], isCompared: isCompared) }

  /// The same of several values.
  func meanRow(
    _ method: String, _ values: [(TrialFigures) -> Double?], isCompared: Bool = true
  ) -> StudyTable.Row {
    let own = members.filter { $0.label == method }
    let others = own.compactMap { member in study.members.first { $0.name == member.baseline } }
    let isBaseline = !isCompared || others.map { study.trained($0).name } == own.map { study.trained($0).name }
    return StudyTable.Row(
      member: method, baseline: isBaseline ? nil : others.first?.label,
      cells: values.map { value in
        StudyTable.cell(
          means(own, value), against: isBaseline ? nil : means(others, value), higherIsBetter: true)
      })
  }

  private func means(_ members: [Study.Member], _ value: (TrialFigures) -> Double?) -> [Int: Double] {
    let all = members.map { (results.figures[study.trained($0).name] ?? [:]).compactMapValues(value) }
    let seeds = (all.first.map { Array($0.keys) } ?? []).filter { seed in all.allSatisfy { $0[seed] != nil } }
    return Dictionary(
      uniqueKeysWithValues: seeds.map { seed in
        (seed, all.reduce(0) { $0 + ($1[seed] ?? 0) } / Double(all.count))
      })
  }
}
