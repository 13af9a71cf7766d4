internal import Experiment
internal import TerminalUI

/// The table of final figures as text: what the screen and the command line print.
public struct FigureColumns: Sendable {
  /// What stands above the columns; the runs' names are not among them.
  public let titles: [String]
  /// For each row of the table as many texts as there are titles.
  private let texts: [[String]]

  /// The figure whose difference to the baseline always has a column: the one that compares.
  private static func primary(_ comparison: Comparison) -> FinalFigure {
    if comparison.runs.contains(where: { $0.finals[.chosen] != nil }) { return .score }
    return comparison.comparesNats ? .heldOut : .bits
  }

  /// - Parameter isDifference: whether all figures are shown less the baseline's.
  public init(_ comparison: Comparison, _ table: FigureTable, isDifference: Bool = false) {
    let recipes = RecipeColumns(comparison.runs.map(\.state))
    let primary = Self.primary(comparison)
    let known = table.figures.indices.filter { column in table.rows.contains { $0.values[column].isKnown } }
    var titles: [String] = []
    var columns: [[String]] = []
    for column in known {
      let figure = table.figures[column]
      let values = table.rows.map { isDifference ? $0.differences[column] : $0.values[column] }
      titles.append(isDifference ? "Δ " + figure.rawValue : figure.rawValue)
      columns.append(Self.texts(values, figure, isSigned: isDifference))
      if figure == primary, !isDifference {
        titles.append("Δ " + figure.rawValue)
        columns.append(Self.texts(table.rows.map { $0.differences[column] }, figure, isSigned: true))
      }
    }
    titles.append("seed")
    columns.append(
      table.rows.map { row in
        row.isGroup
          ? "n \(row.values.map(\.count).max() ?? 0)"
          : comparison.runs[row.runs[0]].state.header.map { "\($0.seed)" } ?? ""
      })
    for (place, title) in recipes.titles.enumerated() {
      titles.append(sanitized(title))
      columns.append(
        table.rows.map { row in
          let values = recipes.values[row.runs[0]]
          return place < values.count ? sanitized(values[place]) : "?"
        })
    }
    self.titles = titles
    texts = table.rows.indices.map { row in columns.map { $0[row] } }
  }

  /// The texts of a row.
  public func cells(_ row: Int) -> [String] { texts[row] }

  /// Where a figure's column is.
  func place(of figure: FinalFigure) -> Int? {
    titles.firstIndex { $0 == figure.rawValue || $0 == "Δ " + figure.rawValue }
  }

  /// Which columns stay longest: what is compared, then what differs, then the rest from the left.
  func priority(_ place: Int) -> Int {
    let title = titles[place]
    // Of runs that adapt a model to another domain the targets are what counts.
    if let figure = FinalFigure(rawValue: title), figure == .score && titles.contains("Δ score") || figure.isOfTargets {
      return 96 - place
    }
    if title.hasPrefix("Δ") { return 90 - place }
    if title == FinalFigure.heldOut.rawValue || title == FinalFigure.bits.rawValue { return 95 - place }
    if FinalFigure(rawValue: title) == nil { return title == "seed" ? 50 : 70 - place / 4 }
    return 60 - place
  }

  /// Numbers that stand under each other: spreads have a place of their own behind them.
  private static func texts(_ values: [FigureTable.Value], _ figure: FinalFigure, isSigned: Bool) -> [String] {
    let spreads = values.map { value in value.spread.map { "±" + figure.text($0) } ?? "" }
    let width = spreads.map { displayWidth(of: $0) }.max() ?? 0
    return zip(values, spreads).map { value, spread in
      guard value.isKnown else { return width > 0 ? fitted("–", to: width + 2) : "–" }
      let sign = isSigned && value.value > 0 ? "+" : ""
      let number = sign + figure.text(value.value)
      return width > 0 ? number + " " + fitted(spread, to: width) : number
    }
  }
}
