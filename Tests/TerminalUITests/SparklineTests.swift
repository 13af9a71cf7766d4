import TerminalUI
import Testing

@Suite struct SparklineTests {
  @Test func valuesBecomeLevels() {
    #expect(Sparkline.text([0, 7, 3.5, .nan, 7], width: 5) == "▁█▅ █")
    #expect(Sparkline.text([0, 7, 3.5], width: 3, glyphs: .ascii) == ".#+")
    #expect(Sparkline.text([.nan, .infinity], width: 2) == "")
    #expect(Sparkline.text([2, 2], width: 2) == "▁▁")
  }

  /// The distance of the ends may be beyond all numbers, or next to nothing.
  @Test func anyNumbersAreDrawn() {
    let huge = Double.greatestFiniteMagnitude
    #expect(Sparkline.text([-huge, huge, 0], width: 3) == "▁█▁")
    #expect(Sparkline.text([0, Double.leastNonzeroMagnitude], width: 2) == "▁█")
  }
}
