import TerminalUI
import TestSupport
import Testing

@Suite struct PaletteTests {
  /// Better places score higher: each pair is (query, the better text, the worse one).
  @Test(arguments: [
    ("log", "log scale", "catalog"), ("log", "chart.log", "catalog"), ("lo", "load", "hello"),
    ("pt", "panel tree", "opt"), ("nv", "next view", "canvas"), ("pause", "pause or resume", "put another use here"),
    ("re", "reload", "go there"), ("sw", "smooth window", "assorted words"),
  ])
  func placesRank(query: String, better: String, worse: String) throws {
    let first = try #require(FuzzyMatch(query, in: better))
    let second = try #require(FuzzyMatch(query, in: worse))
    #expect(first.score > second.score)
  }

  @Test func lettersStandInTheirOrderWhateverTheirCase() {
    #expect(FuzzyMatch("abc", in: "A big cat")?.places == [0, 2, 6])
    #expect(FuzzyMatch("ABC", in: "a big cat")?.places == [0, 2, 6])
    #expect(FuzzyMatch("acb", in: "a big cat") == nil)
    #expect(FuzzyMatch("", in: "anything")?.score == 0)
    #expect(FuzzyMatch("abcd", in: "abc") == nil)
    // Words in any order; the letters of the best place are the ones that count.
    #expect(FuzzyMatch("cat big", in: "a big cat")?.places == [2, 3, 4, 6, 7, 8])
    #expect(FuzzyMatch("log", in: "lots of logs")?.places == [8, 9, 10])
    #expect(FuzzyMatch("é", in: "café")?.places == [3])
  }

  /// Against every way of placing the letters: the chosen one is the best of them.
  @Test func noOtherPlacingScoresMore() throws {
    let text = "panel.previous plan"
    for query in ["pp", "pl", "pan", "prev", "ln", "apl"] {
      let best = try #require(FuzzyMatch(query, in: text))
      // A text cut down to other places of the letters cannot score more than the whole.
      for place in text.indices {
        let cut = String(text[..<place]) + String(repeating: "_", count: text[place...].count)
        if let match = FuzzyMatch(query, in: cut) { #expect(match.score <= best.score, "\(query) in \(cut)") }
      }
    }
  }

  static let table = KeyBindings([
    Binding([.space], "pause", "pause", help: "pause or resume the trainer", in: "live"),
    Binding([.character("."), .character(">")], "step", "step", help: "one training step, then pause", in: "live"),
    Binding([.character("q")], "quit", "quit", help: "leave"),
    Binding([.character("t")], "theme", "theme", help: "choose a theme with live preview"),
    Binding([], "export.csv", "csv", help: "save the panel's data as CSV"),
    Binding([.character(":")], "palette", "commands", help: "every command"),
  ])

  private func palette(_ keys: String = "", recent: [CommandID] = []) throws -> CommandPalette {
    var palette = CommandPalette(Self.table, in: ["live", .global], recent: recent)
    for key in try Key.sequence(keys) { #expect(palette.press(key) == .open) }
    return palette
  }

  @Test func everyCommandIsOfferedThoseUsedLastFirst() throws {
    #expect(try palette().matches.map(\.binding.command) == ["pause", "step", "quit", "theme", "export.csv"])
    let used = try palette(recent: ["theme", "gone", "quit"])
    #expect(used.matches.map(\.binding.command) == ["theme", "quit", "pause", "step", "export.csv"])
    #expect(used.recentCount == 2)
  }

  @Test(arguments: [
    ("t h e", "theme"), ("c s v", "export.csv"), ("p a u", "pause"), ("s t e p", "step"), ("l e a", "quit"),
    ("down", "step"), ("up", "export.csv"), ("q u backspace backspace down down", "quit"), ("x ctrl-u", "pause"),
    ("end home down tab", "quit"),
  ])
  func keysChoose(keys: String, command: String) throws {
    var palette = try palette(keys)
    #expect(palette.press(.enter) == .chosen(CommandID(rawValue: command)))
  }

  @Test func itClosesWithoutAChoice() throws {
    var palette = try palette("z z z")
    #expect(palette.matches.isEmpty)
    #expect(palette.press(.enter) == .open && palette.press(.down) == .open)
    #expect(palette.press(.escape) == .closed)
    var empty = try self.palette()
    #expect(empty.press(.backspace) == .closed)
  }

  @Test func theKeyStandsAtTheRight() throws {
    let picture = painted(Size(80, 12)) { canvas in
      if let palette = try? palette("p a u") { canvas.draw(palette, in: canvas.bounds) }
    }
    let rows = picture.rows
    let row = try #require(rows.first { $0.contains("pause or resume") })
    #expect(row.contains("Space│") || row.contains("Space │"), "\(row)")
    #expect(row.contains("▸"))
    for size in [(0, 0), (1, 1), (5, 3), (12, 4), (500, 150)] {
      _ = painted(Size(size.0, size.1)) { canvas in
        if let palette = try? palette() { canvas.draw(palette, in: canvas.bounds) }
      }
    }
  }
}
