import Foundation
import TerminalUI
import TestSupport
import Testing

@Suite struct ThemeTests {
  static let library = ThemeLibrary(folders: [themeFolder()])
  static let names = library.names

  @Test func theShippedThemesAreThere() {
    let wanted = ["default", "contrast", "deutan", "dusk", "ember", "grey", "light", "mono", "tritan", "tty16"]
    #expect(Self.names == wanted)
  }

  @Test(arguments: names) func everyFileLoadsWithoutWarnings(name: String) throws {
    let file = try Self.library.theme(name)
    #expect(file.warnings == [])
    #expect(file.definition.name == name)
    #expect(file.definition.series.count >= 8 && file.definition.seriesGlyphs.count >= 8)
    #expect(Set(file.definition.seriesGlyphs).count >= 8)
    for glyph in file.definition.seriesGlyphs + file.definition.rampGlyphs { #expect(displayWidth(of: glyph) == 1) }
  }

  /// Foreground and background of a role as a terminal in the theme's mode shows them; xterm's colours.
  private func colors(_ role: Role, _ theme: Theme) -> (text: RGB, behind: RGB) {
    let isLight = theme.mode == .light
    func color(_ color: ThemeColor, _ fallback: RGB) -> RGB {
      if case .index(let index) = color { RGB(index: index) } else { fallback }
    }
    let style = theme[role]
    return (
      color(style.foreground, isLight ? RGB(0, 0, 0) : RGB(229, 229, 229)),
      color(style.background, isLight ? RGB(255, 255, 255) : RGB(0, 0, 0))
    )
  }

  @Test(arguments: names) func textHasContrast(name: String) throws {
    let theme = Theme(try Self.library.theme(name).definition, depth: .indexed)
    let texts: [Role] =
      theme.mode == .any
      ? [.text, .muted, .value, .header, .footer, .axis]
      : [
        .text, .muted, .title, .titleFocus, .header, .footer, .key, .value, .ok, .warn, .bad, .axis, .select, .dropped,
        .capacity, .expertDead, .expertHot, .forecast, .cursor,
      ]
    for role in texts {
      let (text, behind) = colors(role, theme)
      let limit = name == "contrast" ? 7 : 4.5
      #expect(text.contrast(with: behind) >= limit, "\(name) \(role.rawValue) \(text.hex) on \(behind.hex)")
    }
  }

  @Test(arguments: names) func rampsAreMonotoneInLuminance(name: String) throws {
    let definition = try Self.library.theme(name).definition
    func luminances(_ stops: [[ThemeDefinition.Candidate]]) -> [Double] {
      stops.compactMap { stop in
        for case .rgb(let color) in stop { return color.luminance }
        return nil
      }
    }
    func isStrictlyMonotone(_ values: some Collection<Double>) -> Bool {
      let pairs = zip(values, values.dropFirst())
      return pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 }
    }
    let sequential = luminances(definition.sequential)
    #expect(isStrictlyMonotone(sequential), "\(name) \(sequential)")
    let diverging = luminances(definition.diverging)
    let middle = diverging.count / 2
    #expect(
      isStrictlyMonotone(diverging.prefix(middle + 1)) && isStrictlyMonotone(diverging.suffix(middle + 1)),
      "\(name) \(diverging)")
    guard name != "mono", name != "tty16" else { return }
    #expect(sequential.count >= 8 && diverging.count >= 7 && diverging.count % 2 == 1)
    // What reaches a terminal of 256 colours must be monotone too: stops are colours that it has.
    let theme = Theme(definition, depth: .indexed)
    let shown = theme.ramp(.sequential, levels: definition.sequential.count).map { step -> Double in
      if case .index(let index) = step.style.background { RGB(index: index).luminance } else { -1 }
    }
    #expect(isStrictlyMonotone(shown), "\(name) \(shown)")
  }

  @Test(arguments: names, ColorDepth.allCases) func partsOfTheLedgerAreToldApart(name: String, depth: ColorDepth) throws
  {
    let theme = Theme(try Self.library.theme(name).definition, depth: depth)
    let roles: [Role] = [.kept, .filled, .rectified, .dropped, .padded]
    #expect(Set(roles.map { theme.pattern($0) }).count == roles.count)
    if depth >= .sixteen, !["mono", "grey"].contains(name) {
      #expect(Set([Role.kept, .dropped, .padded].map { theme[$0].foreground }).count == 3, "\(name)")
    } else if depth == .mono {
      #expect(Set([Role.kept, .dropped, .padded].map { theme[$0].attributes }).count == 3, "\(name)")
    }
    #expect(theme[.select] != theme[.text] && theme[.borderFocus] != theme[.border], "\(name)")
    #expect(Set((0..<8).map { theme.series($0) }).count == 8)
  }

  @Test(arguments: names) func noColourIsUsedThatTheTerminalDoesNotHave(name: String) throws {
    let definition = try Self.library.theme(name).definition
    for depth in [ColorDepth.mono, .eight, .sixteen] {
      let theme = Theme(definition, depth: depth)
      let ramps = theme.ramp(.sequential, levels: 8) + theme.ramp(.diverging, levels: 8)
      let styles = Role.known.map { theme[$0] } + (0..<9).map { theme.series($0).style } + ramps.map(\.style)
      for color in styles.flatMap({ [$0.foreground, $0.background] }) {
        if case .index(let index) = color { #expect(depth != .mono && Int(index) < depth.rawValue) }
      }
    }
  }

  @Test func theBuiltInThemeIsTheFile() throws {
    let text = try String(contentsOfFile: themeFolder() + "/default.toml", encoding: .utf8)
    #expect(text == embeddedDefaultTheme)
    #expect(try ThemeLibrary(folders: []).theme("default").definition.name == "default")
  }

  @Test func rolesFallBackToTheirParents() throws {
    let file = try ThemeFile(
      """
      version = 1
      name = "x"
      [palette]
      a = ["#ff0000", "red"]
      b = [20]
      [role]
      text = { fg = "a", bg = "b" }
      border = { fg = "b", attributes = ["bold"] }
      """, origin: "x.toml")
    #expect(file.warnings == [])
    let theme = Theme(file.definition, depth: .indexed)
    #expect(theme[.borderFocus] == theme[.border] && theme[.border].background == .index(20))
    #expect(theme[.borderFocus].attributes == .bold && theme[.muted] == theme[.text])
    #expect(theme[.text].foreground == .index(196))
    #expect(Theme(file.definition, depth: .eight)[.text].foreground == .index(1))
  }

  @Test(arguments: [
    ("colour = 1", "unknown key 'colour'"), ("[palette]\na = [\"reddish\"]", "reddish"),
    ("[palette]\na = [300]", "300"),
    ("[role]\nbordr = \"a\"", "unknown role 'bordr'"), ("[role]\nok = 3", "role.ok"), ("mode = \"dim\"", "'mode'"),
    ("[series]\ncolors = [\"a\"]", "8 are needed"), ("[role]\nok = { fg = \"a\", attributes = [\"blink\"] }", "blink"),
    ("palette = 3", "must be a table"), ("[ramp]\nsequential = 3", "ramp.sequential"),
  ])
  func mistakesAreWarnedOfWithTheirPlace(text: String, part: String) throws {
    let head = text.hasPrefix("[") ? "version = 1\nname = \"x\"\n" + text : text + "\nversion = 1\nname = \"x\""
    let file = try ThemeFile(head, origin: "x.toml")
    #expect(file.warnings.contains { $0.hasPrefix("x.toml: ") && $0.contains(part) }, "\(file.warnings)")
  }

  @Test(arguments: [("name = \"x\"\nversion = 2", "version 2"), ("version = 1", "'name'"), ("version = ", "line 1")])
  func whatIsNoThemeIsRefused(text: String, part: String) {
    let error = #expect(throws: TerminalUIError.self) { try ThemeFile(text, origin: "x.toml") }
    #expect(
      error?.message.contains(part) == true && error?.message.contains("x.toml") == true, "\(error?.message ?? "")")
  }

  @Test func circlesMissingParentsAndPathsAreRefused() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("themes-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, parent) in [("a", "b"), ("b", "a"), ("c", "gone")] {
      try "version = 1\nname = \"\(name)\"\ninherits = \"\(parent)\"".write(
        to: folder.appendingPathComponent(name + ".toml"), atomically: true, encoding: .utf8)
    }
    let library = ThemeLibrary(folders: [folder.path])
    for (name, part) in [("a", "circle"), ("c", "gone"), ("../a", "no theme"), ("", "no theme")] {
      let error = #expect(throws: TerminalUIError.self) { try library.theme(name) }
      #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }
  }

  @Test func coloursAreDecidedInTheDocumentedOrder() {
    func decided(_ environment: [String: String], flag: ColorDepth? = nil, count: Int? = 256) -> ColorDepth {
      ColorDepth.decided(flag: flag, environment: environment, count: count)
    }
    #expect(decided(["TERM": "dumb", "NO_COLOR": "1"], flag: .sixteen) == .sixteen)
    #expect(decided(["TERM": "xterm-256color", "NO_COLOR": "1"]) == .mono)
    #expect(decided(["TERM": "xterm-256color", "NO_COLOR": ""]) == .indexed)
    #expect(decided(["TERM": "dumb", "COLORTERM": "truecolor"]) == .mono)
    #expect(decided(["TERM": "xterm", "COLORTERM": "truecolor"], count: nil) == .indexed)
    #expect(decided(["TERM": "xterm"], count: 8) == .eight && decided(["TERM": "x"], count: 16) == .sixteen)
    #expect(decided(["TERM": "vt100"], count: -1) == .mono)
  }

  @Test func nearestColoursAreExactWhereTheyExist() {
    for index in UInt8(16)...255 { #expect(RGB(index: RGB(index: index).nearest(of: 256)) == RGB(index: index)) }
    #expect(RGB(hex: "#12G456") == nil && RGB(hex: "123456") == nil && RGB(hex: "#ff8700") == RGB(255, 135, 0))
    #expect(abs(RGB(0, 0, 0).contrast(with: RGB(255, 255, 255)) - 21) < 1e-9)
  }
}
