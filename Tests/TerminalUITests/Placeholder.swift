import Testing
import TerminalUI
@Test func demo() throws {
  let file = try ThemeFile(embeddedDefaultTheme, origin: "x")
  print(file.warnings)
  var canvas = Canvas(Size(120, 34), theme: .builtIn())
  let layout = PanelLayout([
    [PanelClaim("loss", minimum: Size(40, 8), heightShare: 3, priority: 9), PanelClaim("experts", minimum: Size(40, 8), heightShare: 3, priority: 8)],
    [PanelClaim("ledger", minimum: Size(40, 6), heightShare: 2, priority: 5), PanelClaim("router", minimum: Size(30, 6), heightShare: 2, priority: 6)],
    [PanelClaim("log", minimum: Size(30, 4), priority: 2)]])
  guard case .panels(let places) = layout.placed(in: Rect(x: 0, y: 1, width: 120, height: 32)) else { return }
  Frame.draw([
    (Frame("1 Loss", detail: "log · smooth .90 · x: step", isFocused: true), places["loss"]!), (Frame("2 Experts"), places["experts"]!),
    (Frame("3 Token ledger"), places["ledger"]!), (Frame("4 Router"), places["router"]!), (Frame("5 Log"), places["log"]!)], on: &canvas)
  let xs = (0..<2800).map(Double.init)
  canvas.draw(LineChart([ChartSeries("train", xs: xs, ys: xs.map { $0 == 1500 ? .nan : 2 + 3.4 / (1 + $0 / 200) }), ChartSeries("held-out", xs: [0, 500, 1000, 2000], ys: [5.5, 3.2, 2.9, 2.6], colorIndex: 1)], yScale: .log, cursor: 1240), in: Frame.content(of: places["loss"]!))
  canvas.draw(Bars((0..<8).map { i in Bars.Bar("\(i)", [.init(Double(i) * 12.3, .kept), .init(i == 0 ? 0.1 : 8, .filled)], overflow: i > 5 ? [.init(Double(i) * 3, .dropped)] : [], tail: [Span("1.3\(i)×  drop 12 %", canvas.theme[.text])]) }, capacity: 100, fair: 80), in: Frame.content(of: places["experts"]!))
  var scale = HeatScale()
  let levels = scale.update((0..<4).map { r in (0..<8).map { c in Double((r * 3 + c * c) % 9) } })
  canvas.draw(HeatMap(levels: levels, levelCount: 8, rowLabels: ["L0", "L1", "L2", "L3"], columnLabels: (0..<8).map(String.init), rowNotes: [[Span("entropy 1.91", canvas.theme[.muted])]], selected: (1, 2)), in: Frame.content(of: places["router"]!))
  print(canvas.buffer.text)
}
