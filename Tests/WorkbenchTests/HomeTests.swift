import Experiment
import Foundation
import Sessions
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct HomeTests {
  struct Picture: CustomTestStringConvertible, Sendable {
    var name: String
    var size = Size(120, 40)
    var keys = ""
    var isEmpty = false
    var theme = "default"
    var depth = ColorDepth.indexed
    var glyphs = Glyphs.braille
    var testDescription: String { name }
  }

  @Test(arguments: [
    Picture(name: "home-80x24", size: Size(80, 24)), Picture(name: "home-120x40"),
    Picture(name: "home-200x60", size: Size(200, 60), keys: "j j"),
    Picture(name: "home-too-small", size: Size(30, 8)), Picture(name: "home-empty", size: Size(80, 24), isEmpty: true),
    Picture(name: "home-damaged", size: Size(80, 24), keys: "/ c u t enter"),
    Picture(name: "home-filtered", size: Size(80, 24), keys: "/ ! m a s k enter"),
    Picture(name: "home-nothing-matches", size: Size(80, 24), keys: "/ q q q"),
    Picture(name: "home-columns", keys: "C j j enter"), Picture(name: "home-no-preview", size: Size(80, 24), keys: "v"),
    Picture(name: "home-rename", size: Size(80, 24), keys: "R x"), Picture(name: "home-help", keys: "?"),
    Picture(name: "home-recipes", size: Size(80, 24), keys: "2"), Picture(name: "home-recipes-wide", keys: "2 j"),
    Picture(name: "home-studies", size: Size(80, 24), keys: "3"), Picture(name: "home-study", keys: "3 enter"),
    Picture(name: "home-sweeps", size: Size(80, 24), keys: "4"),
    Picture(name: "home-mono", theme: "mono", depth: .mono),
    Picture(name: "home-tty16", theme: "tty16", depth: .sixteen, glyphs: .block),
    Picture(name: "home-ascii", size: Size(80, 24), theme: "mono", depth: .mono, glyphs: .ascii),
    Picture(name: "home-light", theme: "light"),
  ])
  func screensAreAsRecorded(_ shot: Picture) throws {
    let state = try HomeFixture.state(shot.size, keys: shot.keys, isEmpty: shot.isEmpty)
    let theme = try Screens.theme(shot.theme, depth: shot.depth, glyphs: shot.glyphs)
    let difference = try Screens.difference(state.picture(theme), golden: shot.name)
    #expect(difference == nil, "\(difference ?? "")")
  }

  /// File names in the order of the list.
  private func names(_ state: HomeState) -> [String] { state.visiblePaths.map { ($0 as NSString).lastPathComponent } }

  @Test func keysDoWhatTheySay() throws {
    let cases: [(String, [Effect])] = [
      ("q", [.leave(.back)]), ("ctrl-c", [.leave(.back)]), ("esc", []), ("ctrl-l", [.redraw]), ("ctrl-z", [.suspend]),
      // The pinned run stands first, then the latest.
      ("enter", [.leave(.go(.replay(session: "sessions/mask-visible.sqlite")))]),
      ("j enter", [.leave(.go(.watch(session: "sessions/under-way.sqlite")))]),
      ("j r", []), ("j j r", []),
      ("/ k i l l e d enter r", [.leave(.go(.resume(session: "sessions/killed-early.sqlite")))]),
      ("c", [.leave(.go(.compare(sessions: ["sessions/mask-visible.sqlite", "sessions/rectified.sqlite"])))]),
      ("D", [.leave(.go(.diff("sessions/mask-visible.sqlite", "sessions/rectified.sqlite")))]), ("U c", []),
      ("U D", []), ("/ c u t enter enter", []), ("/ c u t enter r", []),
      ("4 enter", [.leave(.go(.sweep(file: "sessions/sweeps/k/sweep.sqlite")))]),
      ("3 enter", []), ("3 enter esc q", [.leave(.back)]),
    ]
    for (keys, wanted) in cases {
      var state = try HomeFixture.state()
      #expect(try HomeFixture.press(keys, &state) == wanted, "\(keys)")
    }
  }

  @Test func recipesAreOpenedAndStarted() throws {
    var state = try HomeFixture.state(keys: "2")
    let text = try String(contentsOf: Screens.root.appendingPathComponent("recipes/first-light.toml"), encoding: .utf8)
    #expect(
      try HomeFixture.press("enter", &state) == [.leave(.go(.form(recipe: text, origin: "recipes/first-light.toml")))])
    // The run is called after its file, which the text alone does not tell.
    let named = try Recipe(toml: text, file: "first-light.toml")
    #expect(try HomeFixture.press("r", &state) == [.leave(.go(.start(recipe: named.toml)))])
    #expect(named[Keys.Run.name] == "first-light")
    // A session's own recipe, too.
    var sessions = try HomeFixture.state()
    let recipe = ScriptedRun.masked(steps: 120)
    let effects = try HomeFixture.press("e", &sessions)
    guard case .leave(.go(.form(let form, let origin))) = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(origin == "best mask")
    #expect(try Recipe(toml: form, file: "form")[Keys.MoE.router] == recipe.recipe[Keys.MoE.router])
  }

  @Test func theListIsSortedByAnyColumnPinnedFirst() throws {
    var state = try HomeFixture.state()
    #expect(
      names(state) == [
        "mask-visible.sqlite", "under-way.sqlite", "first-light.sqlite", "rectified.sqlite", "killed-early.sqlite",
        "cut-off.sqlite", "not-read-yet.sqlite",
      ])
    try HomeFixture.press("S", &state)
    #expect(names(state).first == "mask-visible.sqlite")
    #expect(Array(names(state)[1...2]) == ["killed-early.sqlite", "rectified.sqlite"])
    // What is not known stands last, whichever way.
    #expect(Set(names(state).suffix(2)) == ["cut-off.sqlite", "not-read-yet.sqlite"])
    // By every column in turn: the same rows, and round again.
    let all = Set(names(state))
    let before = names(try HomeFixture.state(keys: "s"))
    for _ in 0..<17 {
      try HomeFixture.press("s", &state)
      #expect(Set(names(state)) == all && names(state).first == "mask-visible.sqlite")
    }
    try HomeFixture.press("s s", &state)
    #expect(names(state) == before)
  }

  @Test func theFilterIsARegularExpression() throws {
    let cases: [(String, [String])] = [
      ("/ m a s k enter", ["mask-visible.sqlite"]),
      ("/ ^ ( f i r s t | r e c t ) enter", ["first-light.sqlite", "rectified.sqlite"]),
      (
        "/ ! s c r i p t e d | l i g h t | m a s k | r e c t | k i l l e d | w a y enter",
        ["cut-off.sqlite", "not-read-yet.sqlite"]
      ),
      ("/ s e e d = 1 1 enter", ["under-way.sqlite"]), ("/ V space = space 2 enter", ["mask-visible.sqlite"]),
      ("/ q q q enter", []),
    ]
    for (keys, wanted) in cases {
      var state = try HomeFixture.state(keys: keys)
      #expect(names(state) == wanted, "\(keys)")
      try HomeFixture.press("esc", &state)
      #expect(names(state).count == 7, "Escape shows all")
    }
    // What is typed is shown at once; Escape takes it back; what is no expression is refused and shown.
    var state = try HomeFixture.state(keys: "/ m a s k")
    #expect(names(state).count == 1)
    try HomeFixture.press("esc", &state)
    #expect(names(state).count == 7)
    try HomeFixture.press("/ ( enter", &state)
    #expect(state.picture(.builtIn()).text.contains("no regular expression"))
  }

  @Test func nGoesRoundTheMatches() throws {
    var state = try HomeFixture.state(keys: "/ l i g h t | r e c t enter esc")
    #expect(names(state).count == 7)
    func current() -> String? { state.currentEntry?.fileName }
    try HomeFixture.press("g n", &state)
    #expect(current() == "first-light")
    try HomeFixture.press("n", &state)
    #expect(current() == "rectified")
    try HomeFixture.press("n", &state)
    #expect(current() == "first-light")
    try HomeFixture.press("N", &state)
    #expect(current() == "rectified")
  }

  @Test func theCursorStaysAtTheTopUntilItIsPlaced() throws {
    // Sessions come in one by one, in the order of their files.
    var state = HomeState()
    _ = state.take(.resized(Size(80, 24)), at: 0)
    for count in 1...5 {
      state.show(Array(HomeFixture.entries.prefix(count)))
      #expect(state.currentEntry?.path == state.visiblePaths.first)
    }
    // A key puts it down.
    try HomeFixture.press("j k", &state)
    let path = state.currentEntry?.path
    state.show(HomeFixture.entries)
    #expect(state.currentEntry?.path == path)
  }

  @Test func theCursorStaysOnItsRun() throws {
    var state = try HomeFixture.state(keys: "j j")
    #expect(state.currentEntry?.fileName == "first-light")
    try HomeFixture.press("s", &state)
    #expect(state.currentEntry?.fileName == "first-light")
    state.show(HomeFixture.entries.filter { $0.fileName != "mask-visible" })
    #expect(state.currentEntry?.fileName == "first-light")
    state.show([LibraryEntry]())
    #expect(state.currentEntry == nil)
  }

  @Test func namesNotesPinsMarksAndColoursBecomeDeeds() throws {
    var state = try HomeFixture.state(keys: "j j")
    let path = "sessions/first-light.sqlite"
    func deeds(_ keys: String) throws -> [HomeDeed] {
      state.deeds = []
      try HomeFixture.press(keys, &state)
      return state.deeds
    }
    var annotation = Annotation()
    annotation.isPinned = true
    #expect(try deeds("p") == [.annotate(session: path, annotation)])
    annotation.name = "a b"
    #expect(try deeds("R a space b enter") == [.annotate(session: path, annotation)])
    annotation.note = "n"
    #expect(try deeds("a n enter") == [.annotate(session: path, annotation)])
    #expect(try deeds("a x esc") == [])
    annotation.color = ((state.currentEntry?.color ?? 0) + 1) % 8
    #expect(try deeds("*") == [.annotate(session: path, annotation)])
    annotation.isMarked = true
    #expect(try deeds("space") == [.annotate(session: path, annotation)])
    #expect(state.currentEntry?.path != path, "marking goes on to the next")
    #expect(try deeds("U").count == 3)
  }

  @Test func deletingSparesWhatRunsAndWhatIsShipped() throws {
    var state = try HomeFixture.state(keys: "d")
    #expect(state.deeds == [.delete(session: "sessions/mask-visible.sqlite")])
    state = try HomeFixture.state(keys: "j d")
    #expect(state.deeds.isEmpty)
    var entries = HomeFixture.entries
    for index in entries.indices { entries[index].isShipped = true }
    state = try HomeFixture.state(keys: "d", entries: entries)
    #expect(state.deeds.isEmpty)
    let item = SessionTrash.Item(folder: "sessions/.trash/x-1", path: "sessions/x.sqlite")
    state.show(trash: [item])
    try HomeFixture.press("z", &state)
    #expect(state.deeds == [.restore(item)])
  }

  @Test func columnsAndOrderAreRemembered() throws {
    let state = try HomeFixture.state(keys: "C j j j enter enter j enter esc s s S v 2")
    let memory = state.memory
    #expect(memory.lists["sessions.hidden"] == ["best"])
    var next = try HomeFixture.state()
    next.memory = memory
    #expect(next.memory == memory)
    #expect(next.section == .recipes)
    // Words that nobody knows are passed over.
    var strange = SceneMemory(
      words: ["section": "x", "sessions.sort": "y"], lists: ["sessions.hidden": ["name", "zz", "k"]])
    strange.numbers = ["a": .nan]
    next = try HomeFixture.state()
    next.memory = strange
    #expect(next.section == .sessions)
    #expect(next.memory.lists["sessions.hidden"] == ["k"])
    #expect(next.memory.words["sessions.sort"] == "started")
  }

  @Test func hostileTextNeverReachesTheTerminal() throws {
    let hostile = "\u{1B}[2J\u{9B}31m\u{202E}evil\u{7}\r\n\u{1B}]0;x\u{7}"
    var entries = HomeFixture.entries
    for index in entries.indices {
      entries[index].annotation.name = hostile
      entries[index].annotation.note = hostile
      entries[index].path += hostile
    }
    entries[5].condition = .damaged(hostile)
    for keys in ["", "v", "R", "a", "G", "/ e v i l enter", "?"] {
      let text = try HomeFixture.state(Size(200, 60), keys: keys, entries: entries).picture(.builtIn()).text
      #expect(!text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) })
      #expect(!text.contains("\u{202E}"), "\(keys)")
    }
  }

  @Test func asciiScreensHoldNothingElse() throws {
    let theme = try Screens.theme("mono", depth: .mono, glyphs: .ascii)
    for keys in ["", "2", "3", "3 enter", "4", "?", "C", "/ x", "t", "G", "/ c u t enter"] {
      let text = try HomeFixture.state(keys: keys).picture(theme).text
      let strange = text.unicodeScalars.first { !$0.isASCII }
      #expect(strange == nil, "\(keys): \(strange.map(String.init) ?? "")")
    }
  }

  @Test func everyKeyThatWorksStandsInTheHelp() throws {
    for section in 1...4 {
      var state = try HomeFixture.state(Size(120, 120), keys: "\(section)")
      let live = state.bindings.live(in: state.contexts)
      try HomeFixture.press("?", &state)
      let lines = state.picture(try Screens.theme()).text.split(separator: "\n")
      for binding in live {
        for key in binding.keys {
          #expect(lines.contains { $0.contains(binding.help) && $0.contains(key.label(.braille)) }, "\(key.name)")
        }
      }
    }
  }

  @Test func anySizeAndAnyKeysAreBorne() throws {
    var random: UInt64 = 7
    func next(_ count: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % count
    }
    let keys = try TerminalUI.Key.sequence(
      "h l j k up down pgup pgdn home end g G / m . * 1 2 3 4 enter esc n N s S space tab shift-tab t ? ctrl-u p R a d D z c C v U e r x backspace ctrl-l f1"
    )
    for isEmpty in [false, true] {
      var state = try HomeFixture.state(isEmpty: isEmpty)
      for _ in 0..<400 {
        _ = state.take(.key(keys[next(keys.count)]), at: 0)
        if next(4) == 0 { _ = state.take(.resized(Size(next(220), next(70))), at: 0) }
        if next(8) == 0 {
          let event = MouseEvent([.press, .wheelDown, .wheelUp][next(3)], at: Point(next(200), next(60)))
          _ = state.take(.key(.mouse(event)), at: 0)
        }
        #expect(state.picture(.builtIn()).size == state.size)
      }
    }
  }
}

/// Runs that are judged by a score instead of bits a byte.
@Suite struct HomeScoreTests {
  @Test func theColumnIsThereWhereARunHasAScore() throws {
    let theme = try Screens.theme()
    let size = Size(200, 40)
    let before = try HomeFixture.state(size).picture(theme).text.split(separator: "\n")
    #expect(before.contains { $0.contains("bits/byte") && !$0.contains("score") })
    var entries = HomeFixture.entries
    entries[0].summary?.score = 0.875
    entries[0].summary?.heldOutBits = nil
    let text = try HomeFixture.state(size, entries: entries).picture(theme).text
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.contains("bits/byte") && $0.contains("score") })
    #expect(lines.contains { $0.contains("first-light") && $0.contains("0.875") })
    #expect(!text.contains("NaN"))
  }
}
