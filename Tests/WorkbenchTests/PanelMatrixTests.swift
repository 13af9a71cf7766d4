import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// Every panel, alone on the screen, at four sizes and in every class of theme: 256 colours (to which true colour is
/// mapped), 16, none, and none in ASCII.
///
/// One golden holds a panel at a size: the text once, for the other classes only the rows that differ, and all styles in
/// run lengths.
@Suite struct PanelMatrixTests {
  static let panels = ["loss", "experts", "ledger", "router", "run", "log"]
  static let sizes = [Size(60, 16), Size(80, 24), Size(120, 40), Size(200, 60)]

  private static let classes: [(name: String, theme: String, depth: ColorDepth, glyphs: Glyphs)] = [
    ("256", "default", .indexed, .braille), ("16", "tty16", .sixteen, .block), ("mono", "mono", .mono, .braille),
    ("ascii", "mono", .mono, .ascii),
  ]

  @Test(arguments: Array(panels.enumerated()).map { $0 }, sizes)
  func panelsAreAsRecordedInEveryClass(_ panel: (offset: Int, element: String), _ size: Size) throws {
    let number = "\(panel.offset + 1)"
    // The first panel has the focus already.
    let state = try Screens.state(size, keys: panel.offset == 0 ? number : "\(number) \(number)")
    let pictures = try Self.classes.map { kind in
      (kind.name, state.picture(try Screens.theme(kind.theme, depth: kind.depth, glyphs: kind.glyphs)))
    }
    #expect(state.isZoomed && pictures.allSatisfy { $0.1.size == size })
    let name = "matrix/\(panel.element)-\(size.width)x\(size.height)"
    let difference = try Screens.difference(CompactGolden(pictures).text, golden: name)
    #expect(difference == nil, "\(difference ?? "")")
  }
}

/// Several pictures of one screen as a short text.
struct CompactGolden {
  let text: String

  init(_ pictures: [(name: String, picture: CellBuffer)]) {
    guard let base = pictures.first else {
      text = ""
      return
    }
    let baseRows = base.picture.rows
    var lines = baseRows
    for (name, picture) in pictures {
      lines.append("== \(name)")
      for (row, text) in picture.rows.enumerated() where text != baseRows[row] { lines.append("\(row)|\(text)") }
      lines += CompactGolden.styles(picture)
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// Rows of styles: how many cells, then the style's letter; a row that is like the one above is a `"`.
  private static func styles(_ picture: CellBuffer) -> [String] {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    var known: [Style: Character] = [:]
    var legend: [String] = []
    var rows: [String] = []
    var last = ""
    for y in 0..<picture.size.height {
      var row = ""
      var (run, count): (Character?, Int) = (nil, 0)
      for x in 0...picture.size.width {
        var letter: Character?
        if x < picture.size.width {
          let style = picture[x, y].style
          if known[style] == nil {
            known[style] = known.count < letters.count ? letters[known.count] : "?"
            legend.append("\(known[style] ?? "?") \(style)")
          }
          letter = known[style]
        }
        if letter == run {
          count += 1
        } else {
          if let run { row += "\(count)\(run)" }
          (run, count) = (letter, 1)
        }
      }
      rows.append(row == last ? "\"" : row)
      last = row
    }
    return rows + legend
  }
}
