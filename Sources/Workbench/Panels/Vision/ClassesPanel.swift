internal import Experiment
internal import Sessions
internal import TerminalUI

/// How many images of each class are recognised, from the counts of true and predicted classes.
struct ClassesPanel: Panel {
  private(set) var selected = 0
  /// Whether there are counts of one kind of images only.
  private var hasNoChoice = false

  let name = "classes"
  let title = "Classes"
  let word = "classes"
  let subjects: RunSubject = [.pictures, .adaptation]
  var commands: [Binding] { arrows("class") + (hasNoChoice ? [] : [otherPictures]) }

  func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(name, minimum: Size(30, 6), widthShare: 18, heightShare: 14, priority: 80)
  }

  func detail(_ shared: Shared) -> String {
    guard let accuracy = shared.figure("accuracy"), accuracy.isFinite else { return "" }
    if shared.subject.contains(.adaptation) { return "targets \(decimal(100 * accuracy, 1)) %" }
    func text(_ name: String, _ share: Double) -> String { "\(name) \(decimal(100 * share, 1)) %" }
    guard let test = shared.figure("accuracy.test"), test.isFinite else { return text("validation", accuracy) }
    guard ConfusionCounts.isChoice(shared), let counts = ConfusionCounts(shared) else {
      return text("validation", accuracy) + " · " + text("test", test)
    }
    // Those that are counted below come first.
    return counts.isOfTest
      ? text(counts.images, test) + " · " + text("validation", accuracy)
      : text(counts.images, accuracy) + " · " + text("test", test)
  }

  mutating func refresh(_ shared: Shared) { hasNoChoice = !ConfusionCounts.isChoice(shared) }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let count = ConfusionCounts(shared)?.matrix.rows.count ?? 0
    guard count > 0 else { return nil }
    switch command {
    case .classesPictures: shared.selection.showsValidation.toggle()
    case .cellUp: selected = max(0, min(selected, count - 1) - 1)
    case .cellDown: selected = min(count - 1, selected + 1)
    default: break
    }
    return nil
  }

  func table(_ shared: Shared) -> DataTable? {
    guard let matrix = ConfusionCounts(shared)?.matrix else { return nil }
    return DataTable(
      columns: ["class", "images", "recognised"],
      rows: matrix.rows.indices.map { row in
        let counts = ClassCounts(matrix, row)
        return [.text(matrix.rows[row]), .double(counts.all), .double(counts.right)]
      })
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let matrix = ConfusionCounts(shared)?.matrix else {
      return drawNothing("no evaluation yet: it tells which classes are recognised", in: area, on: &canvas)
    }
    let selected = min(selected, matrix.rows.count - 1)
    let bars = matrix.rows.indices.map { row -> Bars.Bar in
      let counts = ClassCounts(matrix, row)
      let share = counts.all > 0 ? counts.right / counts.all : .nan
      let tail = counts.all > 0 ? fitted(decimal(100 * share, 0) + " %", to: 6, alignment: .right) : "     -"
      return Bars.Bar(
        theme.glyphs.printable(truncated(sanitized(matrix.rows[row]), to: 14)),
        [Bars.Part(share.isFinite ? share : 0, .kept)],
        tail: [Span(tail + " of " + fitted(decimal(counts.all, 0), to: 4, alignment: .right), theme[.value])])
    }
    let (upper, foot) = area.splitBottom(area.height > 5 ? 1 : 0)
    let offset = max(0, min(selected - upper.height / 2, bars.count - upper.height))
    canvas.draw(Bars(bars, scale: 1, selected: selected, offset: offset, showsScale: false), in: upper)
    if !foot.isEmpty {
      canvas.text(ClassCounts.remark(matrix, selected, theme.glyphs), in: foot.row(0), style: theme[.muted])
    }
  }
}

/// The images of one true class.
struct ClassCounts {
  /// How many there are, and how many are recognised.
  var (all, right) = (0.0, 0.0)

  init(_ matrix: NamedMatrix, _ row: Int) {
    for (column, count) in matrix.row(row).enumerated() where count.isFinite {
      all += Double(count)
      if column == row { right = Double(count) }
    }
  }

  /// What a class is taken for most when it is not recognised.
  static func remark(_ matrix: NamedMatrix, _ row: Int, _ glyphs: Glyphs) -> String {
    let others = matrix.row(row).enumerated().filter { $0.offset != row && $0.element > 0 }
    let name = glyphs.printable(sanitized(matrix.rows[row]))
    guard let worst = others.max(by: { $0.element < $1.element }), worst.offset < matrix.columns.count else {
      return "\(name) is never taken for another"
    }
    let other = glyphs.printable(sanitized(matrix.columns[worst.offset]))
    return "\(name) is taken for \(other), \(decimal(Double(worst.element), 0)) times"
  }
}
