import TerminalUI

/// A screen with every widget on it and made-up numbers, for goldens and sweeps over sizes.
struct Dashboard {
  var size: Size
  var theme: Theme
  var overlay: Overlays = .none

  enum Overlays: CaseIterable { case none, dialog, help, menu, table }

  static let bindings = KeyBindings([
    Binding([.space], "pause", "pause", help: "Pause and go on.", footerRank: 1),
    Binding([.character(".")], "step", "step", help: "Train one step.", footerRank: 2),
    Binding(
      [.character("y")], "log", "log", help: "Switch between a linear and a logarithmic axis.", in: "chart",
      footerRank: 3),
    Binding([.left, .character("h")], "back", "back", help: "Move the cursor one point back.", in: "chart"),
    Binding([.character("?"), .function(1)], "help", "help", help: "Show the keys that work now.", footerRank: 4),
    Binding([.character("q")], "quit", "quit", help: "Ask what to do with the run, then leave.", footerRank: 0),
  ])

  static let layout = PanelLayout([
    [
      PanelClaim("loss", minimum: Size(36, 8), heightShare: 5, priority: 9),
      PanelClaim("experts", minimum: Size(36, 6), heightShare: 5, maximumHeight: 11, priority: 8),
    ],
    [
      PanelClaim("ledger", minimum: Size(36, 6), heightShare: 3, maximumHeight: 9, priority: 5),
      PanelClaim("router", minimum: Size(30, 6), heightShare: 3, maximumHeight: 9, priority: 6),
    ],
    [PanelClaim("log", minimum: Size(30, 4), priority: 2)],
  ])

  func drawn() -> CellBuffer {
    var canvas = Canvas(size, theme: theme)
    let (head, rest) = canvas.bounds.splitTop(1)
    let (body, foot) = rest.splitBottom(1)
    switch Self.layout.placed(in: body) {
    case .tooSmall(let have, let need): canvas.draw(TooSmall(have: have, need: need), in: canvas.bounds)
    case .panels(let places):
      drawHeader(in: head, on: &canvas)
      drawFrames(places, on: &canvas)
      for (id, place) in places {
        let content = Frame.content(of: place)
        switch id {
        case "loss": drawLoss(in: content, on: &canvas)
        case "experts": drawExperts(in: content, on: &canvas)
        case "ledger": drawLedger(in: content, on: &canvas)
        case "router": drawRouter(in: content, on: &canvas)
        default:
          canvas.draw(
            Paragraph("12:04:11  held-out 2.94 nats", style: theme[.text], wrappedTo: content.width), in: content)
        }
      }
      canvas.draw(KeyFooter(Self.bindings, in: ["chart", .global]), in: foot)
    }
    drawOverlay(on: &canvas)
    return canvas.buffer
  }

  private func drawHeader(in area: Rect, on canvas: inout Canvas) {
    let items: [(String, Role, Int)] = [
      ("switchyard", .title, 1), ("first-light", .value, 7), (theme.glyphs.live + " live", .ok, 9),
      ("step 1,240 of 3,000", .header, 8), ("41.2k tok/s", .header, 6), ("left 1:12", .header, 5),
    ]
    canvas.draw(
      StatusLine(
        left: items.map { StatusLine.Item([Span($0.0, theme[$0.1])], priority: $0.2) },
        right: [StatusLine.Item([Span("seed 7", theme[.muted])])]), in: area)
  }

  private func drawFrames(_ places: [String: Rect], on canvas: inout Canvas) {
    let frames: [(String, Frame)] = [
      ("loss", Frame("1 Loss", detail: "log \(theme.glyphs.dot) x: step", isFocused: true)),
      ("experts", Frame("2 Experts", detail: "layer 2 of 4")), ("ledger", Frame("3 Token ledger")),
      ("router", Frame("4 Router", detail: "row-normalised")), ("log", Frame("5 Log", note: "1 of 1")),
    ]
    Frame.draw(frames.compactMap { id, frame in places[id].map { (frame, $0) } }, on: &canvas)
  }

  private func drawLoss(in area: Rect, on canvas: inout Canvas) {
    let xs = (0..<280).map { Double($0) * 10 }
    let smooth = xs.map { x -> Double in
      if x > 1400, x < 1500 { return .nan }
      return 2 + 3.4 / (1 + x / 200)
    }
    let raw = smooth.enumerated().map { index, y -> Double in
      let noise = Double(index * 37 % 11 - 5)
      return y * (1 + 0.01 * noise)
    }
    let series = [
      ChartSeries("raw", xs: xs, ys: raw, isFaint: true), ChartSeries("train", xs: xs, ys: smooth, colorIndex: 1),
      ChartSeries("held-out", xs: [0, 500, 1000, 2000], ys: [5.5, 3.5, 3.1, 2.8], colorIndex: 2, isDotted: true),
    ]
    let chart = LineChart(
      series, yScale: .log, xRange: 0...3000, cursor: 1240, markers: [ChartMarker(x: 800, label: "lr", role: .warn)])
    canvas.draw(chart, in: area)
  }

  private func drawExperts(in area: Rect, on canvas: inout Canvas) {
    let numbers: [(kept: Double, filled: Double, over: Double)] = [
      (100, 0, 31), (58, 0, 0), (100, 0, 2), (100, 0, 22), (1, 12, 0), (86, 8, 0), (79, 0, 0), (96, 0, 0),
    ]
    let bars = numbers.enumerated().map { index, number in
      let isDead = number.kept < 5
      let share = fitted(decimal((number.kept + number.over) / 80, 2), to: 5, alignment: .right) + theme.glyphs.times
      return Bars.Bar(
        "\(index)", [.init(number.kept, .kept), .init(number.filled, .filled)],
        overflow: [.init(number.over * 0.4, .dropped), .init(number.over * 0.6, .rectified)],
        tail: [Span(share, theme[.value]), Span(isDead ? "  DEAD" : "", theme[.expertDead])],
        role: isDead ? .expertDead : .text)
    }
    canvas.draw(Bars(bars, capacity: 100, fair: 80, selected: 3), in: area)
  }

  private func drawLedger(in area: Rect, on canvas: inout Canvas) {
    canvas.text("routed 8,192 = kept 7,602 + dropped 590", in: area.row(0), style: theme[.text])
    canvas.draw(Sparkline((0..<120).map { 10 / (1 + Double($0) / 40) }, role: .dropped), in: area.row(1))
    canvas.draw(Sparkline((0..<30).map { Double($0 % 9) }, role: .padded), in: area.row(2))
    canvas.draw(Gauge(0.413, label: "41 %"), in: area.row(3))
  }

  private func drawRouter(in area: Rect, on canvas: inout Canvas) {
    let values = (0..<4).map { row in (0..<8).map { column in Double((row * 5 + column * column) % 9) } }
    var scale = HeatScale()
    let notes = values.map { _ in [Span("entropy 1.91", theme[.muted])] }
    canvas.draw(
      HeatMap(
        levels: scale.update(values), levelCount: 8, rowLabels: (0..<4).map { "L\($0)" },
        columnLabels: (0..<8).map(String.init), rowNotes: notes, selected: (1, 2)), in: area)
  }

  private func drawOverlay(on canvas: inout Canvas) {
    let box = canvas.bounds.centered(Size(60, 14))
    switch overlay {
    case .none: break
    case .dialog:
      canvas.draw(
        Dialog(
          "Quit", "The run is at step 1,240 of 3,000 and still training. What shall become of it?",
          choices: [
            .init(.character("s"), "stop cleanly after this step"), .init(.character("k"), "end at once"),
            .init(.escape, "go on"),
          ]), in: canvas.bounds)
    case .help:
      canvas.draw(Overlay("Keys", detail: "Esc closes"), in: box)
      canvas.draw(
        KeyHelp(Self.bindings, in: ["chart", .global], names: ["chart": "In charts", .global: "Everywhere"]),
        in: Frame.content(of: box))
    case .menu:
      canvas.draw(Overlay("Commands"), in: box)
      canvas.draw(
        Menu(
          [.init("pause", detail: "Space"), .init("go to step", isMarked: true), .init("export as text")], selected: 1,
          query: "e"),
        in: Frame.content(of: box))
    case .table:
      canvas.draw(Overlay("Runs"), in: box)
      canvas.draw(
        Table(
          columns: TableTests.columns, rows: TableTests.rows, selected: 1, sort: (1, false)), in: Frame.content(of: box)
      )
    }
  }
}
