public import Experiment

/// The outcome of a study: for every figure and group, members with mean, spread and verdict.
public struct StudyTable: Sendable, Equatable, Codable {
  /// Name of the study.
  public var name: String
  /// From the study file.
  public var title: String
  /// From the study file.
  public var question: String
  /// From the study file.
  public var source: String
  /// From the study file.
  public var differs: String
  /// Seeds of the study.
  public var seeds: [Int]
  /// By which rule verdicts are passed.
  public var rule: String
  /// One for each figure.
  public var figures: [FigureTable]
  /// Figures by task of each member, in the order of the study; empty where the study does not ask for them.
  public var tasks: [TaskSummary] = []
  /// What follows from the figures, a line each.
  public var verdicts: [String] = []
  /// How many comparisons with a smaller model stand in the verdicts, beside those of the tables.
  public var smallerComparisons = 0
  /// What laws said of the runs' ends; nil where the study does not ask for it.
  public var forecasts: StudyForecasts?
  /// Sizes, aliases, what is missing: one line each.
  public var notes: [String]

  /// One figure.
  public struct FigureTable: Sendable, Equatable, Codable {
    /// `held-out loss`, `held-out loss, disable-top-expert`, …
    public var title: String
    /// `nats a token`, `bits a byte`, `score`, `accuracy` or `speed`.
    public var unit = "nats a token"
    /// In the order of the study.
    public var groups: [Group]
  }

  /// The members that are compared with each other.
  public struct Group: Sendable, Equatable, Codable {
    /// Empty where the study has one group only.
    public var title: String
    /// What the columns of `Row.cells` are: one, or one for each frequency bucket or band of clusters.
    public var columns: [String]
    /// One for each member.
    public var rows: [Row]
    /// What one of several columns is called.
    public var part = "bucket"
    /// Share of the largest class, which a model reaches that has learnt nothing; nil where it is not known, or not the
    /// same for all members.
    public var largestClass: Double?
  }

  /// One member.
  public struct Row: Sendable, Equatable, Codable {
    /// Its label.
    public var member: String
    /// Its baseline's label; nil for a baseline.
    public var baseline: String?
    /// One for each column.
    public var cells: [Cell]
    /// Whether it is above the share of the largest class by more than the spread; nil where that cannot be said.
    public var isAboveLargestClass: Bool?
  }

  /// One number with its spread.
  public struct Cell: Sendable, Equatable, Codable {
    /// The seeds that are there, in order.
    public var seeds: [Int]
    /// The value of each of them.
    public var values: [Double]
    /// Their mean.
    public var mean: Double
    /// Their median, where tables show that instead: of rates, which one held-up run spoils.
    public var median: Double?
    /// Their sample standard deviation; nil for fewer than two.
    public var deviation: Double?
    /// Seeds that the baseline has too; nil for a baseline.
    public var pairs: Int?
    /// Mean difference to the baseline over these; nil for a baseline or without pairs.
    public var difference: Double?
    /// Its standard error.
    public var standardError: Double?
    /// Nil for a baseline.
    public var verdict: Verdict?
  }

  /// How many comparisons were judged by the rule, in tables and verdicts.
  public var comparisons: Int {
    smallerComparisons
      + figures.flatMap(\.groups).flatMap(\.rows).flatMap(\.cells).count { $0.verdict?.isJudged == true }
  }

  /// - Parameter sizes: parameters by member name, for the notes; empty leaves them out.
  public init(_ study: Study, _ results: StudyResults, sizes: [String: TrialSize] = [:]) {
    name = study.name
    title = study.title
    question = study.question
    source = study.source
    differs = study.differs
    seeds = study.seeds
    rule = study.isComparison ? PairedComparison.rule : ""
    forecasts = results.forecasts
    figures = []
    notes = []
    // Between tokenizers nats a token compare nothing, whatever the study file asks for.
    let compares = study.comparesTokenizers
    if study.figures.contains(.loss), !compares {
      figures.append(Self.figure("held-out loss", .nats, study, results) { $0.loss })
    }
    if study.figures.contains(.bits) || (study.figures.contains(.loss) && compares) {
      figures.append(Self.figure("held-out loss in bits a byte", .bits, study, results) { $0.bitsPerByte })
    }
    let unit = compares ? Unit.bits : .nats
    let conditions = study.members.flatMap(\.conditions).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    for condition in conditions {
      func under(_ figures: TrialFigures) -> Double? {
        (compares ? figures.conditionBits : figures.conditions)[condition]
      }
      let (includes, suffix) = ({ (member: Study.Member) in member.conditions.contains(condition) }, unit.suffix)
      figures.append(
        Self.figure("held-out loss\(suffix), \(condition)", unit, study, results, where: includes, under))
      figures.append(
        Self.figure("rise of the held-out loss\(suffix) by \(condition)", unit, study, results, where: includes) {
          figures in
          guard let loss = under(figures), let usual = compares ? figures.bitsPerByte : figures.loss else { return nil }
          return loss - usual
        })
    }
    if study.figures.contains(.frequency) { figures.append(Self.byFrequency(study, results)) }
    if study.figures.contains(.clusters) { figures += Self.byBand(study, results) }
    if study.figures.contains(.tasks) {
      figures += Self.byTask(study, results)
      tasks = Self.taskSummaries(study, results)
      verdicts += tasks.map(\.verdict) + Self.furtherVerdicts(study, results)
    }
    if study.figures.contains(.accuracy) {
      figures += Self.accuracies(study, results)
      let smaller = Self.accuracyVerdicts(study, results)
      verdicts += smaller.lines
      smallerComparisons = smaller.comparisons
    }
    if study.figures.contains(.adaptation) {
      figures += Self.adaptations(study, results)
      verdicts += Self.adaptationVerdicts(study, results)
    }
    notes = Self.notes(study, results, sizes)
    if study.figures.contains(.clusters) { notes += Self.drawNotes(study, results) }
  }

  /// What losses are measured in.
  private enum Unit: String {
    case nats = "nats a token"
    case bits = "bits a byte"
    var suffix: String { self == .bits ? " in bits a byte" : "" }
  }

  private static func figure(
    _ title: String, _ unit: Unit, _ study: Study, _ results: StudyResults,
    where includes: (Study.Member) -> Bool = { _ in true }, _ value: @escaping (TrialFigures) -> Double?
  ) -> FigureTable {
    let groups = study.groups.map { group in
      let members = study.members.filter { $0.group == group && includes($0) }
      return Group(
        title: group, columns: [unit == .bits ? "bits" : "loss"],
        rows: members.map { row($0, study, results, values: [value]) })
    }
    return FigureTable(title: title, unit: unit.rawValue, groups: groups.filter { !$0.rows.isEmpty })
  }

  private static func byFrequency(_ study: Study, _ results: StudyResults) -> FigureTable {
    let sample = firstKnown(study, results, \.frequencies)
    let columns = sample.enumerated().map { index, bucket in
      "\(index + 1) (\(bucket.ids) id\(bucket.ids == 1 ? "" : "s"))"
    }
    let values: [(TrialFigures) -> Double?] = columns.indices.map { index in
      { figures in
        guard figures.frequencies.indices.contains(index), figures.frequencies[index].tokens > 0 else { return nil }
        return figures.frequencies[index].loss
      }
    }
    return FigureTable(
      title: "held-out loss by frequency of the token, the most frequent first", unit: Unit.nats.rawValue,
      groups: columns.isEmpty
        ? []
        : study.groups.map { group in
          Group(
            title: group, columns: columns,
            rows: study.members.filter { $0.group == group }.map { row($0, study, results, values: values) })
        })
  }

  /// What columns are named after: parts of the first trial that has any, in the order of the study.
  static func firstKnown<Part>(
    _ study: Study, _ results: StudyResults, _ parts: (TrialFigures) -> [Part]
  ) -> [Part] {
    for trial in study.trials {
      guard let figures = results.figures[trial.member.name]?[trial.seed] else { continue }
      let found = parts(figures)
      if !found.isEmpty { return found }
    }
    return []
  }

  static func row(
    _ member: Study.Member, _ study: Study, _ results: StudyResults, higherIsBetter: Bool = false,
    isCompared: Bool = true, values: [(TrialFigures) -> Double?]
  ) -> Row {
    let baseline = study.members.first { $0.name == member.baseline } ?? member
    let isBaseline = !isCompared || study.trained(baseline).name == study.trained(member).name
    let own = results.figures[study.trained(member).name] ?? [:]
    let others = results.figures[study.trained(baseline).name] ?? [:]
    return Row(
      member: member.label, baseline: isBaseline ? nil : baseline.label,
      cells: values.map { value in
        cell(
          own.compactMapValues(value), against: isBaseline ? nil : others.compactMapValues(value),
          higherIsBetter: higherIsBetter)
      })
  }

  /// Values by seed, and what they are beside those of a baseline; nil for a baseline itself.
  static func cell(_ own: [Int: Double], against others: [Int: Double]?, higherIsBetter: Bool) -> Cell {
    let sorted = own.sorted { $0.key < $1.key }
    let values = sorted.map(\.value)
    let spread = Spread(values)
    let paired = others.map { PairedComparison(own, against: $0, higherIsBetter: higherIsBetter) }
    return Cell(
      seeds: sorted.map(\.key), values: values, mean: spread.mean, deviation: spread.deviation, pairs: paired?.count,
      difference: paired.flatMap { $0.count > 0 ? $0.mean : nil }, standardError: paired?.standardError,
      verdict: paired?.verdict)
  }

  /// A line for each reason: of a study that was hardly begun, nobody reads a line for each trial.
  private static func missingNotes(_ missing: [StudyResults.Missing]) -> [String] {
    let reasons = missing.reduce(into: [String]()) { if !$0.contains($1.reason) { $0.append($1.reason) } }
    return reasons.map { reason in
      let trials = missing.filter { $0.reason == reason }.map(\.trial)
      let more = trials.count > 8 ? " and \(trials.count - 8) more" : ""
      return "Missing: \(trials.prefix(8).joined(separator: ", "))\(more), \(reason)."
    }
  }

  private static func notes(_ study: Study, _ results: StudyResults, _ sizes: [String: TrialSize]) -> [String] {
    var notes: [String] = []
    if study.comparesTokenizers {
      notes.append(
        "Members have different tokenizers: their losses in nats a token do not compare, a token stands for more text in "
          + "one than in the other. Bits a byte do.")
    }
    func called(_ member: Study.Member) -> String {
      [member.group, member.label].filter { !$0.isEmpty }.joined(separator: ", ")
    }
    for member in study.members {
      let trained = study.trained(member)
      if trained.name != member.name { notes.append("\(called(member)) is the same run as \(called(trained)).") }
      if let reason = member.sizeDiffers { notes.append("\(called(member)) differs in size by design: \(reason).") }
    }
    let counts = study.members.compactMap { sizes[$0.name] }
    if let most = counts.map(\.total).max(), let least = counts.map(\.total).min(),
      let mostActive = counts.map(\.active).max(), let leastActive = counts.map(\.active).min()
    {
      func range(_ low: Int, _ high: Int) -> String { low == high ? "\(low)" : "\(low) to \(high)" }
      notes.append("Parameters: \(range(least, most)) in all, \(range(leastActive, mostActive)) active for a token.")
    }
    notes += missingNotes(results.missing)
    notes += results.forecasts?.missing.map { "No forecast: \($0)." } ?? []
    return notes
  }
}
