internal import Experiment
internal import Sessions
internal import TerminalUI

/// What runs, where, and how fast: speed, phases, memory, the recipe's main keys and the keys that can be changed.
struct RunPanel: Panel {
  /// As a new run is shown.
  init() {}

  let name = "run"
  let title = "Run"
  func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(name, minimum: Size(38, 6), widthShare: 26, heightShare: 8, maximumHeight: 24, priority: 40)
  }
  var commands: [Binding] { [] }

  func detail(_ shared: Shared) -> String {
    guard let header = shared.run.state.header else { return "" }
    let trained = header.trainedParameters.map { ", \(compact(Double($0))) trained" } ?? ""
    return "\(header.workload) · \(compact(Double(header.totalParameters))) parameters\(trained)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? { nil }

  /// The recipe as it stands, key by key.
  func table(_ shared: Shared) -> DataTable? {
    guard let recipe = shared.run.state.recipe else { return nil }
    return DataTable(
      columns: ["key", "value"],
      rows: recipe.keys.map { [.text($0.path), .text(recipe[$0].toml)] })
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let header = shared.run.state.header else {
      canvas.text("waiting for the run", in: area.row(area.height / 2), style: theme[.muted], alignment: .center)
      return
    }
    let speed = SpeedFacts(shared, header)
    let recipe = RecipeFacts(shared, header)
    if area.width >= 74 {
      let rows = max(speed.height, recipe.height)
      let parts = area.splitTop(rows).top.columns([.share(1), .fixed(2), .share(1)])
      speed.draw(in: parts[0], on: &canvas)
      recipe.draw(in: parts[2], on: &canvas)
      if area.height > rows + 3 { drawRecipe(header.recipe, in: area.inset(top: rows + 1), on: &canvas) }
    } else if area.height >= speed.height + recipe.height {
      speed.draw(in: area, on: &canvas)
      recipe.draw(in: area.inset(top: speed.height), on: &canvas)
    } else {
      let (upper, lower) = area.splitBottom(min(area.height, max(1, area.height - speed.height)))
      speed.draw(in: upper, on: &canvas)
      recipe.drawBriefly(in: lower, on: &canvas)
    }
  }

  /// The whole recipe in as many columns as fit.
  private func drawRecipe(_ text: String, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let lines = text.split(separator: "\n", maxSplits: 500).filter { !$0.isEmpty }
    canvas.text("recipe", in: area.row(0), style: theme[.title])
    let body = area.inset(top: 1)
    let columns = max(1, body.width / 38)
    for (column, part) in body.columns(Array(repeating: .share(1), count: columns)).enumerated() {
      for (row, line) in lines.dropFirst(column * body.height).prefix(body.height).enumerated() {
        let isTable = line.hasPrefix("[")
        canvas.text(
          theme.glyphs.printable(String(line)), in: part.row(row).inset(right: 2), style: theme[isTable ? .key : .muted]
        )
      }
    }
  }
}

/// Names in a column, values beside them.
struct FactColumn {
  static let nameWidth = 9

  static func draw(_ name: String, _ value: [Span], in row: Rect, on canvas: inout Canvas) {
    guard !row.isEmpty else { return }
    canvas.text(name, in: row.splitLeft(nameWidth).left, style: canvas.theme[.muted])
    canvas.draw(Paragraph([value]), in: row.inset(left: nameWidth + 1))
  }
}
