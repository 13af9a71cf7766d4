import TerminalUI
import Testing

@Suite struct KeyTests {
  @Test(arguments: [
    ("g", Key.character("g")), ("G", .character("G")), ("?", .character("?")), ("space", .space),
    ("ctrl-c", .ctrl("c")),
    ("Ctrl-C", .ctrl("c")), ("^l", .ctrl("l")), ("shift-tab", .backtab), ("pgdn", .pageDown), ("PageUp", .pageUp),
    ("f1", .function(1)), ("f24", .function(24)), ("enter", .enter), ("esc", .escape), ("ctrl-i", .tab),
    ("-", .character("-")),
    ("^", .character("^")), ("é", .character("é")), ("up", .up),
  ])
  func namesAreRead(text: String, key: Key) throws { #expect(try Key(parsing: text) == key) }

  @Test(arguments: ["", "ctrl-", "ctrl-1", "f0", "f25", "hyper-x", "gg", "\u{1B}", "\n"])
  func otherTextsAreRefusedWithTheirName(text: String) {
    let error = #expect(throws: TerminalUIError.self) { try Key(parsing: text) }
    #expect(error?.message.contains("is no key") == true)
    #expect(error?.message.contains("\u{1B}") == false)
  }

  @Test func namesAreReadBack() throws {
    let keys: [Key] = [
      .character("a"), .space, .ctrl("z"), .function(5), .enter, .escape, .tab, .backtab, .backspace, .delete, .insert,
      .up, .down, .left, .right, .home, .end, .pageUp, .pageDown,
    ]
    for key in keys { #expect(try Key(parsing: key.name) == key) }
    #expect(try Key.sequence("j j ctrl-d enter") == [.character("j"), .character("j"), .ctrl("d"), .enter])
    #expect(Key.ctrl("c").label(.braille) == "Ctrl-C" && Key.up.label(.braille) == "↑" && Key.up.label(.ascii) == "Up")
  }

  static let table = KeyBindings([
    Binding([.character("q")], "quit", "quit", help: "Leave.", footerRank: 1),
    Binding([.character("y")], "copy", "copy", help: "Copy."),
    Binding([.character("y")], "chart.log", "log", help: "Switch the axis.", in: "chart", footerRank: 0),
    Binding([.up, .character("k")], "up", "up", help: "Go up.", in: "chart"),
    Binding([.escape], "close", "close", help: "Close.", in: "dialog"),
  ])

  @Test func innerContextsComeFirst() {
    #expect(Self.table.command(for: .character("y"), in: ["chart", .global]) == "chart.log")
    #expect(Self.table.command(for: .character("y"), in: [.global]) == "copy")
    #expect(Self.table.command(for: .character("q"), in: ["dialog"]) == nil)
    #expect(Self.table.key(for: "up", in: ["chart"]) == .up)
  }

  @Test func helpAndFooterShowOnlyWhatWorks() {
    #expect(Self.table.live(in: ["chart", .global]).map(\.command) == ["chart.log", "up", "quit"])
    #expect(Self.table.footer(in: ["chart", .global]).map(\.title) == ["log", "quit"])
    #expect(Self.table.live(in: ["dialog"]).map(\.command) == ["close"])
  }

  @Test func aUsersFileChangesOnlyWhatItNames() throws {
    let overrides = try KeyFile("[keys]\nquit = [\"Q\", \"ctrl-q\"]\nup = \"w\"", origin: "keys.toml").overrides
    let table = try Self.table.overriding(overrides)
    #expect(table.command(for: .character("Q"), in: [.global]) == "quit")
    #expect(table.command(for: .character("q"), in: [.global]) == nil)
    #expect(table.command(for: .character("w"), in: ["chart"]) == "up")
    #expect(table.command(for: .character("y"), in: [.global]) == "copy")
    // A key that a named command takes is taken from the others of its context.
    let moved = try Self.table.overriding(["quit": [.character("y")]])
    #expect(moved.command(for: .character("y"), in: [.global]) == "quit")
    #expect(moved.command(for: .character("y"), in: ["chart", .global]) == "chart.log")
  }

  @Test func namesWithPointsNeedNoQuotes() throws {
    let file = try KeyFile("[keys]\nchart.log = \"L\"\n\"chart.up\" = []", origin: "keys.toml")
    #expect(file.overrides == ["chart.log": [.character("L")], "chart.up": []])
  }

  @Test(arguments: [
    ("[keys]\nquit = \"hyper-q\"", "keys.quit"), ("[keys]\nquit = 3", "keys.quit"), ("[kyes]", "kyes"),
    ("[keys", "line 1"), ("[keys]\nquit = [\"x\", 3]", "keys.quit"), ("keys = 3", "keys"),
    ("[keys]\nquit = [\"x\", \"x\"]", "keys.quit"), ("[keys]\na.b = 3", "keys.a.b"),
  ])
  func aDamagedFileNamesItsPlace(text: String, part: String) {
    let error = #expect(throws: TerminalUIError.self) { try KeyFile(text, origin: "keys.toml") }
    #expect(
      error?.message.contains("keys.toml") == true && error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    ("qiut = \"x\"", "keys.qiut: no such command"), ("quit = \"x\"\ncopy = \"x\"", "same key"),
    ("log = \"x\"", "there is chart.log"),
  ])
  func unknownCommandsAndDoubledKeysAreRefused(line: String, part: String) throws {
    let file = try KeyFile("[keys]\n" + line, origin: "keys.toml")
    let error = #expect(throws: TerminalUIError.self) { try file.check(against: [Self.table]) }
    #expect(
      error?.message.hasPrefix("keys.toml: keys") == true && error?.message.contains(part) == true,
      "\(error?.message ?? "")")
  }

  @Test func aCommandOfAnotherScreenIsPassedOver() throws {
    #expect(try Self.table.overriding(["sweep.kill": [.character("q")]]) == Self.table)
  }

  @Test func theFileToStartFromChangesNothingAndEveryLineOfItCanBeTaken() throws {
    let template = KeyFile.template([("run", Self.table)])
    #expect(try KeyFile(template, origin: "x").overrides.isEmpty)
    let lines = template.split(separator: "\n").map { $0.hasPrefix("# \"") ? String($0.dropFirst(2)) : String($0) }
    let taken = try KeyFile(lines.joined(separator: "\n"), origin: "x").overrides
    #expect(Set(taken.keys) == Set(Self.table.bindings.map(\.command)))
    #expect(try Self.table.overriding(taken) == Self.table)
  }

  @Test func everythingThatIsInReachIsOfferedOnce() {
    let table = KeyBindings([
      Binding([.character("q")], "quit", "quit", help: "Leave."),
      Binding([], "export", "export", help: "Save."),
      Binding([.character("q")], "chart.ask", "ask", help: "Ask.", in: "chart"),
      Binding([.character("x")], "quit", "quit", help: "Leave the chart.", in: "chart"),
      Binding([.character("z")], "far", "far", help: "Elsewhere.", in: "far"),
    ])
    let offered = table.reachable(in: ["chart", .global])
    #expect(offered.map(\.command) == ["chart.ask", "quit", "export"])
    #expect(offered.map { $0.keys.map(\.name) } == [["q"], ["x"], []])
  }
}
