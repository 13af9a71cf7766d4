import Experiment

extension StudyTable {
  /// The figures of each task and their differences to the reference's, a group at a time: suites have tasks of their own.
  static func byTask(_ study: Study, _ results: StudyResults) -> [FigureTable] {
    var figures = FigureTable(title: "test figures by task", unit: "score", groups: [])
    var changes = FigureTable(title: "change of test figures by task, against the reference", unit: "score", groups: [])
    var means = FigureTable(title: "mean score over tasks", unit: "score", groups: [])
    for group in study.groups {
      let members = study.members.filter { $0.group == group }
      let tasks = tasks(of: members, study, results)
      if tasks.isEmpty { continue }
      let values: [(TrialFigures) -> Double?] = tasks.map { task in { value($0, task.task) } }
      let columns = tasks.map { "\($0.task) (\($0.isTest ? "" : "validation, ")\($0.metric))" }
      let rows = members.map { row($0, study, results, higherIsBetter: true, values: values) }
      figures.groups.append(Group(title: group, columns: columns, rows: rows, part: "task"))
      means.groups.append(
        Group(
          title: group, columns: ["score"],
          rows: members.map { row($0, study, results, higherIsBetter: true, values: [{ score($0, tasks) }]) }))
      let compared = zip(members, rows).filter { $0.1.baseline != nil }
      if compared.isEmpty { continue }
      changes.groups.append(
        Group(
          title: group, columns: columns,
          rows: compared.map { member, row in change(member, row, tasks.map(\.task), study, results) }, part: "task"))
    }
    return [figures, changes, means, furtherMeans(study, results)].filter { !$0.groups.isEmpty }
  }

  /// Mean scores less those of members that are no baseline, by the same rule.
  private static func furtherMeans(_ study: Study, _ results: StudyResults) -> FigureTable {
    FigureTable(
      title: "mean score over tasks, against further members", unit: "score",
      groups: study.groups.map { group in
        Group(
          title: group, columns: ["score"],
          rows: study.members.filter { $0.group == group }.flatMap { member in
            furtherRows(member, study, results).map { other, row in
              var row = row
              row.member = "\(member.label), against \(other)"
              return row
            }
          })
      }.filter { !$0.rows.isEmpty })
  }

  /// What is said of a member beside each further one, a line each.
  static func furtherVerdicts(_ study: Study, _ results: StudyResults) -> [String] {
    study.members.flatMap { member in
      furtherRows(member, study, results).map { other, row in
        let name = [member.group, member.label].filter { !$0.isEmpty }.joined(separator: ", ")
        guard let difference = row.cells[0].difference, let verdict = row.cells[0].verdict else {
          return "\(name): nothing to compare with \(other)."
        }
        let error = row.cells[0].standardError.map { " ± \(number($0, digits: 3))" } ?? ""
        return "\(name): mean score \(number(difference, digits: 3, signed: true))\(error) against \(other): "
          + "\(verdict.rawValue)."
      }
    }
  }

  /// A member's mean score beside that of each further one that it is compared with.
  private static func furtherRows(
    _ member: Study.Member, _ study: Study, _ results: StudyResults
  ) -> [(other: String, row: Row)] {
    let tasks = tasks(of: study.members.filter { $0.group == member.group }, study, results)
    return member.against.compactMap { name -> (other: String, row: Row)? in
      guard let other = study.members.first(where: { $0.name == name }) else { return nil }
      var compared = member
      compared.baseline = name
      return (
        other: other.label, row: row(compared, study, results, higherIsBetter: true, values: [{ score($0, tasks) }])
      )
    }
  }

  /// What each member comes to.
  static func taskSummaries(_ study: Study, _ results: StudyResults) -> [TaskSummary] {
    study.groups.flatMap { group -> [TaskSummary] in
      let members = study.members.filter { $0.group == group }
      let tasks = tasks(of: members, study, results)
      if tasks.isEmpty { return [] }
      return members.map { member in
        var values: [(TrialFigures) -> Double?] = [{ score($0, tasks) }]
        for task in tasks { values.append { value($0, task.task) } }
        let row = row(member, study, results, higherIsBetter: true, values: values)
        func named(_ verdict: Verdict) -> [String] {
          zip(tasks, row.cells.dropFirst()).filter { $0.1.verdict == verdict }.map { $0.0.task }
        }
        let trials = results.figures[study.trained(member).name] ?? [:]
        return TaskSummary(
          group: group, member: member.label, reference: row.baseline, score: row.cells[0].mean,
          deviation: row.cells[0].deviation, difference: row.cells[0].difference,
          standardError: row.cells[0].standardError, judgement: row.cells[0].verdict,
          tasks: row.cells.dropFirst().count { $0.verdict?.isJudged == true }, harmed: named(.worse),
          helped: named(.better), parameters: trials.values.map(\.parameters).max() ?? 0)
      }
    }
  }

  /// The tasks of some members, in the order in which runs have them.
  private static func tasks(
    of members: [Study.Member], _ study: Study, _ results: StudyResults
  ) -> [TaskFigure] {
    var tasks: [TaskFigure] = []
    for member in members {
      for (_, figures) in (results.figures[study.trained(member).name] ?? [:]).sorted(by: { $0.key < $1.key }) {
        for task in figures.tasks where !tasks.contains(where: { $0.task == task.task }) { tasks.append(task) }
      }
    }
    return tasks
  }

  private static func value(_ figures: TrialFigures, _ task: String) -> Double? {
    figures.tasks.first { $0.task == task }?.value
  }

  /// The mean over the group's tasks; nil for a run that lacks one, for means over different tasks do not compare.
  private static func score(_ figures: TrialFigures, _ tasks: [TaskFigure]) -> Double? {
    let values = tasks.compactMap { value(figures, $0.task) }
    return values.isEmpty || values.count < tasks.count ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// A member's values less the reference's, seed by seed, with what the comparison says of them.
  private static func change(
    _ member: Study.Member, _ row: Row, _ tasks: [String], _ study: Study, _ results: StudyResults
  ) -> Row {
    let reference = study.members.first { $0.name == member.baseline } ?? member
    let own = results.figures[study.trained(member).name] ?? [:]
    let others = results.figures[study.trained(reference).name] ?? [:]
    var row = row
    for (index, task) in tasks.enumerated() {
      let pairs = own.keys.sorted().compactMap { seed -> (seed: Int, difference: Double)? in
        guard let mine = own[seed].flatMap({ value($0, task) }), let theirs = others[seed].flatMap({ value($0, task) })
        else { return nil }
        return (seed, mine - theirs)
      }
      let spread = Spread(pairs.map(\.difference))
      (row.cells[index].seeds, row.cells[index].values) = (pairs.map(\.seed), pairs.map(\.difference))
      (row.cells[index].mean, row.cells[index].deviation) = (spread.mean, row.cells[index].standardError)
      // Said once, beside the figure itself.
      row.cells[index].verdict = nil
    }
    return row
  }
}
