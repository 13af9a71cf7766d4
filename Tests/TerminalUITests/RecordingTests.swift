import Foundation
import TerminalUI
import TestSupport
import Testing

/// What is sent to a terminal shows the picture, and nothing is sent twice.
@Suite struct RecordingTests {
  private static let styles: [Style] = [
    .plain, Style(foreground: .index(3)), Style(foreground: .index(12), background: .index(236), attributes: .bold),
    Style(background: .index(9), attributes: [.dim, .underline]), Style(attributes: .reverse),
  ]
  private static let texts = ["a", "hello", "漢字", "é", "e\u{301}x", "⣿⡇", "█▌", " ", "      ", "😀", "\u{1B}[31mred"]

  /// Pictures that differ here and there.
  private func pictures(_ size: Size, count: Int, seed: UInt64) -> [CellBuffer] {
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var canvas = Canvas(size, theme: .builtIn())
    return (0..<count).map { _ in
      for _ in 0..<next(6) {
        canvas.text(
          Self.texts[next(Self.texts.count)], x: next(size.width), y: next(size.height),
          style: Self.styles[next(Self.styles.count)])
      }
      return canvas.buffer
    }
  }

  /// The codes that a terminal should have for a style.
  private func codes(_ style: Style) -> [String] {
    var codes: [String] = []
    if style.attributes.contains(.bold) { codes.append("1") }
    if style.attributes.contains(.dim) { codes.append("2") }
    if style.attributes.contains(.underline) { codes.append("4") }
    if style.attributes.contains(.reverse) { codes.append("7") }
    for (color, first) in [(style.foreground, 30), (style.background, 40)] {
      guard case .index(let index) = color else { continue }
      switch Int(index) {
      case 0..<8: codes.append(String(first + Int(index)))
      case 8..<16: codes.append(String(first + 52 + Int(index)))
      default: codes += [String(first + 8), "5", String(index)]
      }
    }
    return codes
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func aTerminalShowsWhatWasPainted(_ seed: UInt64) {
    for size in [Size(24, 6), Size(7, 3), Size(2, 1), Size(80, 24)] {
      var painter = ANSIPainter()
      var terminal = TerminalEmulator(size)
      for picture in pictures(size, count: 40, seed: seed) {
        terminal.send(painter.paint(picture))
        #expect(terminal.faults.isEmpty)
        #expect(terminal.rows == picture.rows)
        for y in 0..<size.height {
          for x in 0..<size.width where picture[x, y].width > 0 {
            let place = terminal[x, y]
            // A space that was never sent has the terminal's own style.
            if place.codes != codes(picture[x, y].style) {
              Issue.record("\(size) \(x),\(y): \(place.codes) instead of \(codes(picture[x, y].style))")
            }
          }
        }
      }
    }
  }

  @Test func onlyWhatChangedIsSent() {
    var canvas = Canvas(Size(40, 10), theme: .builtIn())
    let style = canvas.theme[.text]
    canvas.text("step 1", x: 3, y: 2, style: style)
    var painter = ANSIPainter()
    _ = painter.paint(canvas.buffer)
    #expect(painter.paint(canvas.buffer) == "")
    canvas.text("step 2", x: 3, y: 2, style: style)
    #expect(painter.paint(canvas.buffer) == "\u{1B}[3;9H2")
    canvas.text("s", x: 0, y: 9, style: style)
    canvas.text("t", x: 2, y: 9, style: Style(foreground: .index(1)))
    #expect(painter.paint(canvas.buffer) == "\u{1B}[10;1Hs\u{1B}[C\u{1B}[0;31mt")
    // Another size begins anew.
    #expect(painter.paint(Canvas(Size(3, 1), theme: .builtIn()).buffer).hasPrefix("\u{1B}[0m\u{1B}[2J"))
  }

  @Test func aCastIsLinesOfJSON() throws {
    var lines: [String] = []
    var cast = try CastWriter(size: Size(80, 24), title: "a \"run\"\u{1B}]0;x\u{7}", timestamp: 12) { lines.append($0) }
    try cast.send("\u{1B}[1mé\\\"\r\n\u{7F}", at: 0.5)
    try cast.send("later", at: 0.25)
    try cast.send("漢", at: 1.23456)
    #expect(lines.allSatisfy { $0.hasSuffix("\n") && $0.count { $0 == "\n" } == 1 })
    let header = try #require(
      try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
    #expect(header["version"] as? Int == 2 && header["width"] as? Int == 80 && header["height"] as? Int == 24)
    #expect(header["timestamp"] as? Int == 12)
    #expect(header["title"] as? String == "a \"run\"]0;x")
    let events = try lines.dropFirst().map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any])
    }
    #expect(events.compactMap { $0[0] as? Double } == [0.5, 0.5, 1.235])
    #expect(events.compactMap { $0[2] as? String } == ["\u{1B}[1mé\\\"\r\n\u{7F}", "later", "漢"])
  }

  @Test func theClockGoesAsFarAsTheProgramWaits() throws {
    var sent: [(String, Double)] = []
    let terminal = RecordingTerminal(Size(10, 1), keys: try Key.sequence("a b"), longestPause: 2) {
      sent.append(($0, $1))
    }
    var canvas = Canvas(Size(10, 1), theme: .builtIn())
    #expect(terminal.wait(milliseconds: 100) == .key(try Key.sequence("a")[0]))
    #expect(terminal.wait(milliseconds: 100) == .key(try Key.sequence("b")[0]))
    for (text, pause) in [("1", 0), ("2", 500), ("2", 1000), ("3", 9000)] {
      #expect(terminal.wait(milliseconds: pause) == .timeout)
      canvas.text(text, x: 0, y: 0, style: .plain)
      terminal.draw(canvas.buffer)
    }
    #expect(terminal.elapsed == 10.5)
    // An unchanged picture is not sent, and ten seconds become two.
    #expect(sent.map(\.1) == [0, 0.5, 2.5])
    #expect(terminal.wait(milliseconds: 60_000) == .signal(.terminate))
  }
}
