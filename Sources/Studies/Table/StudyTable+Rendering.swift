import Experiment
import Foundation

extension StudyTable {
  /// The tables as plain text, wrapped to this many columns.
  public func text(width: Int) -> String {
    var parts = [Self.wrapped([title], width: width), Self.wrapped(headParagraphs, width: width)]
    for figure in figures {
      parts.append(Self.wrapped([figure.title.uppercased()], width: width))
      for group in figure.groups {
        if !group.title.isEmpty { parts.append(Self.wrapped([group.title], width: width)) }
        parts.append(grid(group).text(width: width))
      }
    }
    if !tasks.isEmpty {
      parts += [
        Self.wrapped([TaskSummary.title.uppercased()], width: width), TaskSummary.grid(tasks).text(width: width),
      ]
      parts.append(Self.wrapped([TaskSummary.rule], width: width))
    }
    if !verdicts.isEmpty { parts.append(Self.wrapped(verdicts, width: width)) }
    for section in forecasts?.sections ?? [] {
      parts.append(Self.wrapped([section.title.uppercased()], width: width))
      parts += [section.grid.text(width: width), Self.wrapped([section.remark], width: width)]
    }
    parts.append(Self.wrapped(tailParagraphs, width: width))
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// The tables as a section of a Markdown document.
  public func markdown() -> String {
    var parts = ["## \(title)"] + headParagraphs
    for figure in figures {
      parts.append("### \(figure.title.prefix(1).uppercased())\(figure.title.dropFirst())")
      for group in figure.groups {
        if !group.title.isEmpty { parts.append("**\(group.title)**") }
        parts.append(grid(group).markdown)
      }
    }
    if !tasks.isEmpty { parts += ["### \(TaskSummary.title)", TaskSummary.grid(tasks).markdown, TaskSummary.rule] }
    if !verdicts.isEmpty { parts.append(verdicts.map { "* \($0)" }.joined(separator: "\n")) }
    for section in forecasts?.sections ?? [] {
      parts += ["### \(section.title.prefix(1).uppercased())\(section.title.dropFirst())", section.grid.markdown]
      parts.append(section.remark)
    }
    parts += tailParagraphs
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// All numbers for other programs; what is not finite becomes the string `nan`, `inf` or `-inf`.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  private var headParagraphs: [String] {
    [
      question.isEmpty ? "" : "Question: \(question)", source.isEmpty ? "" : "Source: \(source)",
      differs.isEmpty ? "" : "Where we differ: \(differs)",
    ].filter { !$0.isEmpty }
  }

  private var tailParagraphs: [String] {
    let seeds = "Seeds \(self.seeds.map(String.init).joined(separator: ", ")). \(units)"
    var paragraphs = rule.isEmpty ? [seeds] : [seeds, rule]
    if figures.flatMap(\.groups).contains(where: { $0.columns.count > 1 }) {
      paragraphs.append(
        Self.marks.map { "\($0.mark) \($0.verdict.rawValue)" }.joined(separator: ", ") + ".")
    }
    let isClassKnown = figures.flatMap(\.groups).contains { $0.largestClass != nil }
    if isClassKnown { paragraphs.append(Self.largestClassRule) }
    if comparisons > 1 {
      let chance = 0.05 * Double(comparisons)
      paragraphs.append(
        "\(comparisons) comparisons: were there no difference anywhere, at most about "
          + "\(String(format: chance < 9.5 ? "%.1f" : "%.0f", chance)) of them would pass the rule by chance.")
    }
    return paragraphs + notes
  }

  private var units: String {
    let known = Set(figures.map(\.unit))
    var sentences: [String] = []
    switch known.intersection(["bits a byte", "nats a token"]) {
    case ["bits a byte"]: sentences.append("Losses in bits a byte, lower is better.")
    case ["nats a token"]: sentences.append("Losses in nats a token, lower is better.")
    case []: if known.isEmpty { sentences.append("Losses in nats a token, lower is better.") }
    default: sentences.append("Losses in nats a token, or in bits a byte where that is said; lower is better.")
    }
    if known.contains("score") {
      sentences.append("Scores are the main metric of each task, 1 at best; higher is better.")
    }
    if known.contains("accuracy") { sentences.append("Accuracies are shares of 1; higher is better.") }
    return sentences.joined(separator: " ")
  }

  private static let marks: [(verdict: Verdict, mark: String)] = [
    (.better, "+"), (.worse, "−"), (.indistinguishable, "="), (.open, "?"), (.diverged, "!"),
  ]

  private func grid(_ group: Group) -> Grid {
    if group.columns.count == 1, rule.isEmpty {
      let rows = group.rows.map { row -> [String] in
        let cell = row.cells[0]
        return [row.member, Self.number(cell.mean), cell.deviation.map(Self.number) ?? "–", "\(cell.values.count)"]
      }
      return Grid(header: ["member", "mean", "±", "seeds"], rows: rows + Self.largestClassRow(group, columns: 4))
    }
    if group.columns.count == 1 {
      let rows = group.rows.map { row -> [String] in
        let cell = row.cells[0]
        var verdict = row.baseline == nil ? "baseline" : cell.verdict?.rawValue ?? ""
        if row.isAboveLargestClass == false { verdict += ", not above the largest class" }
        return [
          row.member, Self.number(cell.mean), cell.deviation.map(Self.number) ?? "–",
          cell.difference.map { Self.number($0, signed: true) } ?? "–",
          cell.standardError.map(Self.number) ?? "–", Self.seeds(cell), verdict,
        ]
      }
      return Grid(
        header: ["member", "mean", "±", "difference", "±", "seeds", "verdict"],
        rows: rows + Self.largestClassRow(group, columns: 7))
    }
    // Turned round: buckets go down, members side by side.
    return Grid(
      header: [group.part] + group.rows.map(\.member),
      rows: group.columns.indices.map { column in
        [group.columns[column]]
          + group.rows.map { row in
            let cell = row.cells[column]
            let mark = cell.verdict.flatMap { verdict in Self.marks.first { $0.verdict == verdict }?.mark }
            let spread = cell.deviation.map { "±\(Self.number($0, digits: 3))" }
            let middle = Self.number(cell.median ?? cell.mean, digits: 3)
            return [middle, spread, mark].compactMap { $0 }.joined(separator: " ")
          }
      })
  }

  private static func largestClassRow(_ group: Group, columns: Int) -> [[String]] {
    guard let share = group.largestClass else { return [] }
    return [[largestClassWord, number(share)] + Array(repeating: "–", count: columns - 2)]
  }

  /// How many seeds there are, and of how many the difference is where those are fewer.
  private static func seeds(_ cell: Cell) -> String {
    let all = "\(cell.values.count)"
    guard let pairs = cell.pairs, pairs < cell.values.count else { return all }
    return "\(all), \(pairs) paired"
  }

  private static func number(_ value: Double) -> String { number(value, digits: 4) }

  static func number(_ value: Double, digits: Int = 4, signed: Bool = false) -> String {
    guard value.isFinite else { return "–" }
    // A minus of its own, as wide as the plus.
    let digits = String(format: "%.\(digits)f", abs(value))
    return (value < 0 ? "−" : signed ? "+" : "") + digits
  }

  /// Paragraphs with their words set in lines of at most `width` characters.
  static func wrapped(_ paragraphs: [String], width: Int) -> String {
    paragraphs.map { paragraph in
      var lines: [String] = []
      for word in paragraph.split(whereSeparator: \.isWhitespace) {
        if let last = lines.last, last.count + 1 + word.count <= width {
          lines[lines.count - 1] = "\(last) \(word)"
        } else {
          lines.append(String(word))
        }
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}
