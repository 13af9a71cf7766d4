internal import TerminalUI

/// The panels of the inspector, in the order of their numbers.
enum InspectorPanel: Int, CaseIterable {
  case text, token, ranks, scaffolds, measures

  var title: String {
    switch self {
    case .text: "Text"
    case .token: "Token"
    case .ranks: "Ranks"
    case .scaffolds: "Scaffolds"
    case .measures: "Measures"
    }
  }

  var name: String { title.lowercased() }
  var context: KeyContext { KeyContext(rawValue: "inspect.\(name)") }

  func claim(measures: Int) -> PanelClaim {
    switch self {
    case .text: PanelClaim(name, minimum: Size(38, 7), heightShare: 15, priority: 90)
    case .token: PanelClaim(name, minimum: Size(38, 9), widthShare: 24, heightShare: 11, priority: 80)
    case .ranks: PanelClaim(name, minimum: Size(38, 9), widthShare: 26, heightShare: 11, priority: 70)
    case .scaffolds: PanelClaim(name, minimum: Size(38, 5), widthShare: 24, heightShare: 9, priority: 50)
    case .measures:
      PanelClaim(
        name, minimum: Size(38, 6), widthShare: 26, heightShare: 9, maximumHeight: max(6, measures + 4), priority: 40)
    }
  }
}

extension InspectorState {
  /// The lines above and below the panels, and what is left for these.
  var frame: (header: Rect, body: Rect, footer: Rect) {
    let (upper, footer) = Rect(size).splitBottom(1)
    let (header, body) = upper.splitTop(1)
    return (header, body, footer)
  }

  /// Where panels are; empty when the window is too small.
  var places: [(panel: InspectorPanel, area: Rect)] {
    guard size.holds(WorkbenchState.minimumSize) else { return [] }
    if isZoomed { return [(focus, frame.body)] }
    var claims = InspectorPanel.allCases.map { $0.claim(measures: inspection.measures.count) }
    func placed() -> [String: Rect] {
      let layout = PanelLayout([[claims[0]], [claims[1], claims[2]], [claims[3], claims[4]]])
      guard case .panels(let found) = layout.placed(in: frame.body) else { return [:] }
      return found
    }
    var found = placed()
    // Whoever is asked for is shown, next to the text or in its place.
    for priority in [89, 99] where found[focus.name] == nil {
      claims[focus.rawValue].priority = priority
      found = placed()
    }
    if found.isEmpty { return [(focus, frame.body)] }
    return InspectorPanel.allCases.compactMap { panel in found[panel.name].map { (panel, $0) } }
  }

  /// Columns between the texts of two tokenizers.
  static let gutter = 3

  /// Rows of text that are seen, and columns that each tokenizer has for them. A heading names the tokenizers where there
  /// are two.
  var textSize: Size {
    let area = places.first { $0.panel == .text }.map { Frame.content(of: $0.area) } ?? Rect(Size(80, 10))
    guard inspection.sides.count > 1 else { return Size(area.width, max(1, area.height)) }
    return Size(max(1, (area.width - InspectorState.gutter) / 2), max(1, area.height - 1))
  }

  /// How a tokenizer's line is set in rows.
  func flow(_ line: Int, _ side: Int) -> TokenFlow {
    TokenFlow(
      line: inspection.sides[side].lines[line], of: inspection.sides[side], width: textSize.width, hasBars: hasBars,
      glyphs: glyphs)
  }

  /// Rows of a line: of the tokenizer that needs more.
  func height(ofLine line: Int) -> Int { inspection.sides.indices.map { flow(line, $0).rows.count }.max() ?? 1 }

  /// The place of the token below the cursor in its line.
  var token: Int { inspection.sides[side].token(atByte: byte, ofLine: line) }

  /// The symbol below the cursor; nil in a line without any.
  var symbol: Inspection.Symbol? {
    let tokens = inspection.sides[side].lines[line]
    return tokens.indices.contains(token) ? inspection.sides[side].symbols[tokens[token]] : nil
  }

  /// Puts the cursor on a token.
  mutating func move(to line: Int, token: Int) {
    self.line = line
    byte = inspection.sides[side].starts(ofLine: line)[max(0, token)]
    showCursor()
  }

  /// Scrolls as little as needed for the cursor to be seen; far away it comes into the middle.
  mutating func showCursor() {
    let (height, row) = (textSize.height, flow(line, side).row(of: token))
    // A window of another size has other rows.
    top.row = min(top.row, self.height(ofLine: top.line) - 1)
    if (line, row) < (top.line, top.row) {
      let isFar = top.line - line > height
      top = (line, row)
      if isFar { scrollBack(by: height / 2) }
      return
    }
    var (distance, current) = (-top.row, top.line)
    while current < line, distance <= 2 * height {
      distance += self.height(ofLine: current)
      current += 1
    }
    distance += row
    guard distance >= height else { return }
    let isFar = distance > 2 * height
    top = (line, row)
    scrollBack(by: isFar ? height / 2 : height - 1)
  }

  private mutating func scrollBack(by rows: Int) {
    var left = rows
    while left > top.row, top.line > 0 {
      left -= top.row + 1
      top = (top.line - 1, height(ofLine: top.line - 1) - 1)
    }
    top.row = max(0, top.row - left)
  }
}
