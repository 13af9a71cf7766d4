import TerminalUI
import TestSupport
import Testing

@Suite struct BarsTests {
  static let mono = Theme(ThemeDefinition(), depth: .mono)

  private func rows(_ bars: [Bars.Bar], capacity: Double?, fair: Double? = nil, scale: Double, theme: Theme = mono)
    -> [String]
  {
    // One column for the label and one for the gap: 20 cells of plot.
    let chart = Bars(bars, scale: scale, capacity: capacity, fair: fair, showsScale: false)
    return painted(Size(23, bars.count), theme: theme) { $0.draw(chart, in: $0.bounds) }.rows
  }

  @Test func lengthsAreExactToAnEighth() {
    let bars = [0.0, 1, 0.125, 8.5, 20].map { Bars.Bar("e", [.init($0, .kept)]) }
    #expect(
      rows(bars, capacity: nil, scale: 20) == [
        "e", "e  █", "e  ▏", "e  ████████▌", "e  ████████████████████",
      ])
  }

  @Test func slotsUpToTheLineAndOverflowBeyondItDifferInShape() {
    let bars = [
      Bars.Bar("a", [.init(10, .kept)], overflow: [.init(4, .dropped)]),
      Bars.Bar("b", [.init(6, .kept), .init(2, .filled)]),
      Bars.Bar("c", [.init(10, .kept)], overflow: [.init(2, .dropped), .init(3, .rectified)]),
    ]
    #expect(
      rows(bars, capacity: 10, fair: 8, scale: 20) == [
        "a  ██████████│▚▚▚▚", "b  ██████▓▓┊·│", "c  ██████████│▚▚▒▒▒",
      ])
    let ascii = Theme(ThemeDefinition(), depth: .mono, glyphs: .ascii)
    #expect(
      rows(bars, capacity: 10, scale: 20, theme: ascii) == [
        "a  ##########|xxxx", "b  ######++..|", "c  ##########|xx===",
      ])
  }

  @Test func whatIsThereIsNeverInvisible() {
    let bars = [
      Bars.Bar("a", [.init(10, .kept)], overflow: [.init(0.01, .dropped)]), Bars.Bar("b", [.init(0.001, .filled)]),
    ]
    #expect(rows(bars, capacity: 10, scale: 20) == ["a  ██████████│▚", "b  ▓·········│"])
  }

  @Test func valuesThatAreNoNumbersDrawNothing() {
    let bars = [Bars.Bar("a", [.init(.nan, .kept), .init(-3, .kept), .init(.infinity, .kept)])]
    #expect(rows(bars, capacity: 10, scale: 20) == ["a  ··········│"])
  }

  @Test func tailsGiveWayBeforeBars() {
    let bar = Bars.Bar("a", [.init(1, .kept)], tail: [Span("1.31×  drop 12 %", .plain)])
    for width in 0...60 {
      let text = painted(Size(width, 1), theme: Self.mono) { $0.draw(Bars([bar], showsScale: false), in: $0.bounds) }
        .text
      #expect(text.contains("drop 12 %") == (width >= 34), "\(width)")
    }
  }
}
