extension CellBuffer {
  /// Pixels of a cell in the picture.
  private static let cell = (width: 8.4, height: 17.0, fontSize: 14.0, baseline: 13.0)

  /// The picture as an SVG document: the theme's colours, monospaced text that can be selected and searched.
  ///
  /// - Parameters:
  ///   - theme: says whether a cell without a colour of its own is drawn on dark or light.
  ///   - title: what viewers show as the document's name.
  public func svg(_ theme: Theme, title: String) -> String {
    let isLight = theme.mode == .light
    let page = isLight ? RGB(255, 255, 255) : RGB(0, 0, 0)
    let ink = isLight ? RGB(0, 0, 0) : RGB(229, 229, 229)
    let (width, height) = (Double(size.width) * Self.cell.width, Double(size.height) * Self.cell.height)
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<svg xmlns="http://www.w3.org/2000/svg" width="\#(Self.number(width))" height="\#(Self.number(height))" viewBox="0 0 \#(Self.number(width)) \#(Self.number(height))">"#,
      "<title>\(Self.escaped(title))</title>",
      #"<rect width="100%" height="100%" fill="\#(page.hex)"/>"#,
      #"<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="\#(Self.number(Self.cell.fontSize))" xml:space="preserve">"#,
    ]
    for y in 0..<size.height {
      let runs = runs(inRow: y)
      for run in runs {
        let (_, back) = Self.colors(run.style, ink: ink, page: page)
        guard back != page else { continue }
        lines.append(
          #"<rect x="\#(Self.x(run.x))" y="\#(Self.y(y))" width="\#(Self.x(run.width))" height="\#(Self.number(Self.cell.height))" fill="\#(back.hex)"/>"#
        )
      }
      for run in runs where run.text.contains(where: { $0 != " " }) {
        let (fore, _) = Self.colors(run.style, ink: ink, page: page)
        var look = #"fill="\#(fore.hex)""#
        if run.style.attributes.contains(.bold) { look += #" font-weight="bold""# }
        if run.style.attributes.contains(.dim) { look += #" fill-opacity="0.6""# }
        if run.style.attributes.contains(.underline) { look += #" text-decoration="underline""# }
        lines.append(
          #"<text x="\#(Self.x(run.x))" y="\#(Self.number(Double(y) * Self.cell.height + Self.cell.baseline))" textLength="\#(Self.x(run.width))" lengthAdjust="spacingAndGlyphs" \#(look)>\#(Self.escaped(run.text))</text>"#
        )
      }
    }
    lines += ["</g>", "</svg>"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Neighbouring cells of one style; a wide character stands alone, so that fonts cannot shift what follows.
  private func runs(inRow y: Int) -> [(x: Int, width: Int, text: String, style: Style)] {
    var runs: [(x: Int, width: Int, text: String, style: Style)] = []
    var mayGrow = false
    for x in 0..<size.width {
      let cell = self[x, y]
      guard cell.width > 0 else { continue }
      if mayGrow, cell.width == 1, let last = runs.last, last.style == cell.style {
        runs[runs.count - 1].text += cell.text
        runs[runs.count - 1].width += 1
      } else {
        runs.append((x, cell.width, cell.text, cell.style))
      }
      mayGrow = cell.width == 1
    }
    return runs
  }

  private static func colors(_ style: Style, ink: RGB, page: RGB) -> (fore: RGB, back: RGB) {
    func color(_ color: ThemeColor, _ fallback: RGB) -> RGB {
      if case .index(let index) = color { RGB(index: index) } else { fallback }
    }
    let (fore, back) = (color(style.foreground, ink), color(style.background, page))
    return style.attributes.contains(.reverse) ? (back, fore) : (fore, back)
  }

  private static func x(_ column: Int) -> String { number(Double(column) * cell.width) }
  private static func y(_ row: Int) -> String { number(Double(row) * cell.height) }

  /// At most one decimal, a point as the separator.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in sanitized(text) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
