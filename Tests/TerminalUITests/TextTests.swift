import TerminalUI
import TestSupport
import Testing

@Suite struct TextTests {
  @Test(arguments: [
    ("a", 1), ("é", 1), ("e\u{301}", 1), ("漢", 2), ("한", 2), ("각", 2), ("🙂", 2), ("⣿", 1), ("█", 1), ("─", 1),
    ("…", 1), ("→", 1), ("\u{200B}", 0), ("\u{1F468}\u{200D}\u{1F469}", 4), ("👍🏽", 2), ("ｱ", 1), ("Ａ", 2), ("⚡", 2),
    ("🇩🇪", 2), ("✓", 1), ("±", 1), ("❤\u{FE0F}", 1), ("\u{1100}\u{1161}", 2),
  ])
  func textsHaveTheWidthOfTheirCells(text: String, width: Int) {
    #expect(displayWidth(of: text) == width, "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
  }

  @Test func nothingThatSteersATerminalComesThrough() {
    let hostile = "\u{1B}[31mred\u{1B}]0;title\u{07}\u{9B}2J\r\n\u{202E}over\u{202C}\u{FEFF}\u{0}\u{7F}\u{2028}x"
    let clean = sanitized(hostile)
    #expect(clean == "[31mred]0;title2J overx")
    for scalar in clean.unicodeScalars { #expect(scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value)) }
    let buffer = painted(Size(60, 1)) { $0.text(hostile, x: 0, y: 0, style: .plain) }
    #expect(buffer.rows == [clean])
  }

  @Test func everyScalarIsDroppedOrHasAWidth() {
    for value in UInt32(0)...0x2FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for cluster in cellClusters(of: String(Character(scalar))) {
        for piece in cluster.pieces { #expect(piece.width == 1 || piece.width == 2) }
      }
    }
  }

  @Test func cutsFallBetweenCharacters() {
    #expect(truncated("hello world", to: 8) == "hello w…")
    #expect(truncated("hello", to: 5) == "hello")
    #expect(truncated("漢字漢字", to: 5) == "漢字…")
    #expect(truncated("漢字漢字", to: 4) == "漢…")
    #expect(truncated("漢字", to: 1) == "…")
    #expect(truncated("e\u{301}e\u{301}e\u{301}", to: 2) == "e\u{301}…")
    #expect(truncated("abc", to: 0) == "")
    #expect(truncated("abcdef", to: 3, ellipsis: "~") == "ab~")
    #expect(fitted("7", to: 3, alignment: .right) == "  7")
    #expect(fitted("漢字", to: 3) == "漢…")
  }

  @Test func linesBreakAtSpacesAndLongWordsAnywhere() {
    #expect(wrapped("the books balance at every step", to: 11) == ["the books", "balance at", "every step"])
    #expect(wrapped("abcdefgh", to: 3) == ["abc", "def", "gh"])
    #expect(wrapped("a\n\nb", to: 5) == ["a", "", "b"])
    #expect(wrapped("x", to: 0) == [])
    #expect(wrapped("漢字漢", to: 3) == ["漢", "字", "漢"])
  }

  @Test func numbersAreReadable() {
    #expect(grouped(1240) == "1,240" && grouped(999) == "999" && grouped(-1_234_567) == "-1,234,567")
    #expect(grouped(.min) == "-9,223,372,036,854,775,808")
    #expect(decimal(1234.5678, 2) == "1,234.57" && decimal(-0.001, 2) == "0.00" && decimal(.nan, 2) == "NaN")
    #expect(decimal(-.infinity, 0) == "-inf" && decimal(1e300, 0) == "1e+300")
    #expect(compact(41_200) == "41.2k" && compact(3_080_000) == "3.08M" && compact(999_999) == "1.00M")
    #expect(compact(0) == "0" && compact(0.001234) == "0.0012" && compact(212) == "212")
    #expect(duration(seconds: 72) == "1:12" && duration(seconds: 7509) == "2:05:09")
    #expect(duration(seconds: 3 * 86400 + 4 * 3600) == "3d 04h" && duration(seconds: .nan) == "–")
  }
}
