import TerminalUI
import TestSupport
import Testing

@Suite struct CellBufferTests {
  @Test func wideCharactersTakeTwoCellsAndLoseBothTogether() {
    let buffer = painted(Size(6, 1)) { canvas in
      canvas.text("漢字", x: 0, y: 0, style: .plain)
      canvas.text("x", x: 1, y: 0, style: .plain)
    }
    #expect(buffer.rows == [" x字"])
    #expect(buffer[2, 0].width == 2 && buffer[3, 0].width == 0)
    let left = painted(Size(6, 1)) { canvas in
      canvas.text("漢字", x: 0, y: 0, style: .plain)
      canvas.text("y", x: 2, y: 0, style: .plain)
    }
    #expect(left.rows == ["漢y"])
  }

  @Test func wideCharactersDoNotStickOutOfTheClipArea() {
    let buffer = painted(Size(8, 1)) { canvas in
      canvas.clipped(to: Rect(x: 1, y: 0, width: 4, height: 1)) { $0.text("a漢字b", x: 0, y: 0, style: .plain) }
    }
    #expect(buffer.rows == [" 漢字"])
    let cut = painted(Size(8, 1)) { canvas in
      canvas.clipped(to: Rect(x: 0, y: 0, width: 2, height: 1)) { $0.text("a漢", x: 0, y: 0, style: .plain) }
    }
    #expect(cut.rows == ["a"])
  }

  @Test func paintingOutsideChangesNothing() {
    let empty = CellBuffer(Size(4, 2), fill: Theme.builtIn()[.text])
    let buffer = painted(Size(4, 2)) { canvas in
      canvas.text("abc", x: 9, y: 0, style: .plain)
      canvas.text("abc", x: 0, y: -1, style: .plain)
      canvas.text("abc", x: 0, y: 2, style: .plain)
      canvas.text("abc", x: -9, y: 0, style: .plain)
      canvas.fill(Rect(x: 4, y: 0, width: 3, height: 3), "#", style: .plain)
      canvas.box(Rect(x: 5, y: 5, width: 3, height: 3), style: .plain)
    }
    #expect(buffer == empty)
    #expect(buffer[99, 99] == .blank() && buffer[-1, 0] == .blank())
  }

  @Test func boxesThatMeetAreJoined() {
    let buffer = painted(Size(9, 5)) { canvas in
      canvas.box(Rect(x: 0, y: 0, width: 5, height: 3), style: .plain)
      canvas.box(Rect(x: 4, y: 0, width: 5, height: 3), style: .plain)
      canvas.box(Rect(x: 0, y: 2, width: 9, height: 3), style: .plain)
    }
    #expect(buffer.rows == ["╭───┬───╮", "│   │   │", "├───┴───┤", "│       │", "╰───────╯"])
    let ascii = painted(Size(5, 3), theme: .builtIn(glyphs: .ascii)) { $0.box($0.bounds, style: .plain) }
    #expect(ascii.rows == ["+---+", "|   |", "+---+"])
  }

  @Test func theStyleLayerTellsStylesApart() {
    let buffer = painted(Size(4, 1), theme: Theme(ThemeDefinition(), depth: .mono)) { canvas in
      canvas.text("ab", x: 0, y: 0, style: Style(foreground: .index(9), attributes: [.bold]))
      canvas.text("c", x: 2, y: 0, style: .plain)
    }
    #expect(buffer.styleLayer == "aa\n--\na fg 9 on default bold\n")
  }
}
