internal import Experiment
internal import Sessions
internal import TerminalUI

/// Pairs of pictures and what they are mixed to: first + second = mixed, with their shares and the soft label.
struct MixedView: PanelView {
  /// Place of the pair that is seen in any case.
  private(set) var selected = 0

  let name = "features.mixed"
  let word = "mixed"
  let subjects: RunSubject = .adaptation
  var commands: [Binding] { arrows("pair", rank: 10) }

  private func pairs(_ shared: Shared) -> [MixedPairs.Pair] {
    guard let evaluation = latest(shared) else { return [] }
    return MixedPairs(evaluation.matrices.first { $0.name == "mixed" }, evaluation.pictures).pairs
  }

  /// The latest evaluation with pictures of pairs; its own table belongs to them.
  private func latest(_ shared: Shared) -> Evaluation? {
    shared.evaluations.last { evaluation in evaluation.pictures.contains { $0.name.hasPrefix("pair.") } }
  }

  func detail(_ shared: Shared) -> String {
    let pairs = pairs(shared)
    guard !pairs.isEmpty, let step = latest(shared)?.step else { return "" }
    return "pair \(min(selected, pairs.count - 1) + 1) of \(pairs.count) · at step \(grouped(step))"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let last = pairs(shared).count - 1
    guard last >= 0 else { return nil }
    switch command {
    case .cellUp: selected = max(0, min(selected, last) - 1)
    case .cellDown: selected = min(last, selected + 1)
    default: break
    }
    return nil
  }

  private func className(_ index: Int?, _ shared: Shared) -> String {
    guard let index else { return "?" }
    let names = shared.matrix("confusion")?.rows ?? []
    return index < names.count ? truncated(sanitized(names[index]), to: 20) : "class \(index)"
  }

  func table(_ shared: Shared) -> DataTable? {
    let rows = pairs(shared).map { pair -> [DataTable.Cell] in
      [
        .integer(pair.number), .text(Self.method(pair.method).name), pair.share.map { .double($0) } ?? .none,
        .text(className(pair.firstClass, shared)), .text(className(pair.secondClass, shared)),
        .text(pair.first?.caption ?? ""), .text(pair.second?.caption ?? ""), .text(pair.mixed?.caption ?? ""),
      ]
    }
    return rows.isEmpty
      ? nil
      : DataTable(
        columns: [
          "pair", "method", "share_of_first", "first", "second", "first_caption", "second_caption", "mixed_caption",
        ], rows: rows)
  }

  /// What a method is called, and what it mixes.
  private static func method(_ method: MixedPairs.Method?) -> (name: String, parts: String) {
    switch method {
    case .across: ("X-VD", "confident target with its nearest labelled source picture")
    case .inside: ("I-VD", "hard target with an easy one, or a labelled source picture")
    case nil: ("mixed", "the table of pairs does not say how")
    }
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let pairs = pairs(shared)
    guard let sample = pairs.lazy.compactMap({ $0.mixed ?? $0.first ?? $0.second }).first else {
      return drawNothing(Self.nothing(shared), in: area, on: &canvas)
    }
    let selected = min(selected, pairs.count - 1)
    let grid = PairGrid(Size(sample.width, sample.height), wanted: pairs.count, in: area)
    let first = max(0, min(selected - (grid.count - 1) / 2, pairs.count - grid.count))
    for place in first..<min(pairs.count, first + grid.count) {
      draw(
        pairs[place], isSelected: place == selected, grid, in: grid.place(place - first, in: area), shared,
        on: &canvas)
    }
    let below = area.inset(top: grid.height(of: min(grid.count, pairs.count - first)) + 1)
    canvas.draw(
      Paragraph(
        canvas.theme.glyphs.printable(
          "Pixels and labels are mixed alike: the larger share gives the class, the smaller one disperses it."),
        style: canvas.theme[.muted], wrappedTo: max(1, below.width)), in: below)
  }

  /// Why there are no pictures.
  private static func nothing(_ shared: Shared) -> String {
    guard !shared.evaluations.isEmpty else { return "no evaluation yet: it shows pictures that were mixed" }
    return "no mixed pictures: dispersal is off in this run, or no evaluation shows any"
  }

  private func draw(
    _ pair: MixedPairs.Pair, isSelected: Bool, _ grid: PairGrid, in place: Rect, _ shared: Shared,
    on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    let method = Self.method(pair.method)
    canvas.line(
      [
        Span(isSelected ? theme.glyphs.pointer : " ", theme[.key]),
        Span(method.name, theme[isSelected ? .titleFocus : .title]),
        Span(
          "  "
            + truncated(
              method.parts, to: max(0, place.width - method.name.count - 3), ellipsis: theme.glyphs.ellipsis),
          theme[.muted]),
      ], x: place.x, y: place.y, limit: place.width)
    let body = place.inset(top: 1)
    let pictures = [pair.first, pair.second, pair.mixed]
    for (number, picture) in pictures.enumerated() {
      let left = body.x + number * (grid.picture.width + PairGrid.sign)
      let spot = Rect(x: left, y: body.y, width: grid.picture.width, height: grid.picture.height).intersection(body)
      if let map = picture.flatMap({ PixelMap($0) }) {
        canvas.draw(map, in: spot)
      } else {
        canvas.text("missing", in: spot.row(spot.height / 2), style: theme[.muted], alignment: .center)
      }
      if number > 0 {
        let sign = Rect(x: left - PairGrid.sign, y: spot.row(spot.height / 2).y, width: PairGrid.sign, height: 1)
        canvas.text(number == 1 ? "+" : "=", in: sign, style: theme[.value], alignment: .center)
      }
      let text = Rect(
        x: left, y: body.y + grid.picture.height, width: grid.picture.width, height: PairGrid.lines
      ).intersection(body)
      drawText(pair, number, in: text, shared, on: &canvas)
    }
  }

  /// Below the two pictures their shares and classes, below the mixed one the soft label.
  private func drawText(
    _ pair: MixedPairs.Pair, _ number: Int, in area: Rect, _ shared: Shared, on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    func share(_ share: Double?) -> String { share.map { decimal($0, 2) } ?? "?" }
    guard number < 2 else {
      let soft = pair.soft
      guard !soft.isEmpty else {
        return canvas.text("its label is not known", in: area.row(0), style: theme[.muted])
      }
      for (line, part) in soft.enumerated() {
        let name = theme.glyphs.printable(className(part.classIndex, shared))
        let names = max(4, min(12, area.width - 12))
        let spans = [
          Span(share(part.share) + " ", theme[.value]),
          Span(fitted(name, to: names, ellipsis: theme.glyphs.ellipsis) + " ", theme[.text]),
          Span(barText(part.share, width: max(0, area.width - names - 6), glyphs: theme.glyphs), theme[.kept]),
        ]
        canvas.line(spans, x: area.x, y: area.row(line).y, limit: area.row(line).isEmpty ? 0 : area.width)
      }
      return
    }
    let classIndex = number == 0 ? pair.firstClass : pair.secondClass
    let part = number == 0 ? pair.share : pair.share.map { 1 - $0 }
    let name = theme.glyphs.printable(className(classIndex, shared))
    canvas.draw(
      Paragraph([[Span(share(part) + " ", theme[.value]), Span(name, theme[.text])]]), in: area.row(0))
    let caption = (number == 0 ? pair.first : pair.second)?.caption ?? ""
    canvas.text(theme.glyphs.printable(sanitized(caption)), in: area.row(1), style: theme[.muted])
  }
}

/// How large the three pictures of a pair are, and how many pairs have room.
struct PairGrid: Equatable {
  /// Cells of a picture.
  let picture: Size
  /// Pairs beside and below each other.
  let across: Int
  let down: Int

  /// Columns of a sign between pictures, lines of text below them, columns between pairs.
  static let (sign, lines, gap) = (3, 2, 4)

  private var block: Size { Size(3 * picture.width + 2 * Self.sign, picture.height + 1 + Self.lines) }

  /// Pairs that have room.
  var count: Int { across * down }

  /// Rows of so many pairs.
  func height(of pairs: Int) -> Int {
    let rows = (pairs + across - 1) / across
    return rows * (block.height + 1) - 1
  }

  /// Large enough to see something, then as many pairs as are wanted, then as large as goes.
  ///
  /// - Parameter pixels: width and height of a picture.
  init(_ pixels: Size, wanted: Int, in area: Rect) {
    let (width, height) = (max(1, pixels.width), max(1, pixels.height))
    func grid(_ columns: Int) -> PairGrid {
      let rows = max(1, min(10_000, Int((Double(columns) / Double(width) * Double(height) / 2).rounded(.up))))
      return PairGrid(Size(columns, rows), in: area)
    }
    let widest = max(1, (area.width - 2 * Self.sign) / 3)
    let small = max(1, min(width * 3 / 4, 28))
    // Whole multiples of the pixels are sharp; others stand in for them where a picture has to be smaller than it is.
    let whole = (1...8).reversed().map { $0 * width }.filter { $0 <= widest }
    let sizes = whole + (small..<max(small + 1, min(width, widest + 1))).reversed().filter { $0 <= widest }
    for fewest in [wanted, 2] {
      if let size = sizes.first(where: { Self.holds(grid($0), fewest, area) }) {
        self = grid(size)
        return
      }
    }
    let others = whole + (1...widest).reversed()
    self =
      others.map(grid).first { Self.holds($0, 1, area) }
      // A picture that is all height, or no room: what there is.
      ?? PairGrid(Size(widest, max(1, area.height - 1 - Self.lines)), in: area)
  }

  private init(_ picture: Size, in area: Rect) {
    self.picture = picture
    let block = Size(3 * picture.width + 2 * Self.sign, picture.height + 1 + Self.lines)
    across = max(1, (area.width + Self.gap) / (block.width + Self.gap))
    down = max(1, (area.height + 1) / (block.height + 1))
  }

  private static func holds(_ grid: PairGrid, _ wanted: Int, _ area: Rect) -> Bool {
    grid.block.width <= area.width && grid.block.height <= area.height && grid.count >= wanted
  }

  /// Where a pair stands, its title in the first row.
  func place(_ number: Int, in area: Rect) -> Rect {
    Rect(
      x: area.x + number % across * (block.width + Self.gap), y: area.y + number / across * (block.height + 1),
      width: block.width, height: block.height
    ).intersection(area)
  }
}
