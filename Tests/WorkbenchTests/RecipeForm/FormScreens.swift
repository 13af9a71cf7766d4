import Experiment
import Sweeps
import TerminalUI
import Testing
import Workbench

/// The form of a recipe, with costs that can be told by heart.
enum FormScreens {
  static let costs = RecipeCosts(
    cores: 2, cost: ScriptedSweep.cost,
    describe: { recipe in
      [
        "recipe      \(recipe[Keys.Run.name])", "layers      \(recipe[Keys.Model.layers]), all with experts",
        "experts     \(recipe[Keys.MoE.experts]) of width 512, top-\(recipe[Keys.MoE.k])",
        "parameters  \(100_000 * recipe[Keys.MoE.experts]) in all",
      ]
    }, measure: { _, _ in 1e11 })

  static func state(_ size: Size = Size(120, 40), keys: String = "", recipe: Recipe? = nil) throws -> RecipeFormState {
    var base = Recipe()
    base[Keys.Run.name] = "small"
    base[Keys.MoE.capacityFactor] = 1.25
    var state = RecipeFormState(recipe ?? base, origin: "recipes/small.toml", costs: costs, size: size)
    _ = state.take(.themes(["default", "light"], current: "default"), at: Screens.noon)
    _ = try press(keys, &state)
    return state
  }

  @discardableResult
  static func press(_ keys: String, _ state: inout RecipeFormState) throws -> [Effect] {
    try TerminalUI.Key.sequence(keys).flatMap { state.take(.key($0), at: Screens.noon) }
  }

  /// Types a text.
  static func type(_ text: String, _ state: inout RecipeFormState) {
    for character in text { _ = state.take(.key(.character(character)), at: Screens.noon) }
  }

  /// Goes to a key by the filter, and shows all again.
  static func go(to key: String, _ state: inout RecipeFormState) throws {
    try press("/ ctrl-u", &state)
    type("^" + key.replacing(".", with: "\\.") + " ", &state)
    try press("enter esc", &state)
  }
}

@Suite struct FormScreenTests {
  static let shots: [Shot] = [
    Shot(name: "form-80x24", size: Size(80, 24)),
    Shot(name: "form-120x40"),
    Shot(name: "form-200x60", size: Size(200, 60)),
    Shot(name: "form-too-small", size: Size(30, 8)),
    Shot(name: "form-changed", keys: "} } } } j enter ctrl-u 7 enter c"),
    Shot(name: "form-typing-wrong", keys: "} } } } j enter ctrl-u - 1"),
    Shot(name: "form-typing-wrong-80x24", size: Size(80, 24), keys: "} } } } j enter ctrl-u - 1"),
    Shot(name: "form-refused", keys: "} } } } j enter ctrl-u - 1 enter"),
    Shot(name: "form-filter", keys: "/ c a p a c i t y enter"),
    Shot(name: "form-choice", keys: "/ r o u t e r enter enter"),
    Shot(name: "form-axis", keys: "/ m o e . r o u t e r enter a"),
    Shot(name: "form-sweep", keys: "/ m o e . r o u t e r enter a enter esc"),
    Shot(name: "form-sweep-80x24", size: Size(80, 24), keys: "/ m o e . r o u t e r enter a enter esc"),
    Shot(name: "form-start", keys: "S"),
    Shot(name: "form-save", keys: "w"),
    Shot(name: "form-leave", keys: "} } } } j enter ctrl-u 7 enter q"),
    Shot(name: "form-ascii", size: Size(80, 24), theme: "mono", depth: .mono, glyphs: .ascii),
  ]

  @Test(arguments: shots) func screensAreAsRecorded(_ shot: Shot) throws {
    let state = try FormScreens.state(shot.size, keys: shot.keys)
    let theme = try Screens.theme(shot.theme, depth: shot.depth, glyphs: shot.glyphs)
    let difference = try Screens.difference(state.picture(theme), golden: "form/" + shot.name)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func everyKeyCanBeChosenAndShown() throws {
    let theme = try Screens.theme()
    var state = try FormScreens.state(Size(80, 24))
    for key in Recipe().keys {
      let text = state.picture(theme).text
      #expect(text.contains(key.path), "\(key.path) is not explained")
      try FormScreens.press("j", &state)
    }
  }

  @Test func noSizeIsTooMuch() throws {
    let theme = try Screens.theme()
    for width in stride(from: 0, through: 240, by: 17) {
      for height in stride(from: 0, through: 70, by: 7) {
        for keys in ["", "G", "enter", "/ z z z z enter"] {
          let size = Size(width, height)
          #expect(try FormScreens.state(size, keys: keys).picture(theme).size == size)
        }
      }
    }
  }

  @Test func asciiScreensHoldNothingElse() throws {
    let theme = try Screens.theme("mono", depth: .mono, glyphs: .ascii)
    for keys in ["", "G", "enter - x", "/ m o e . r o u t e r enter a enter esc", "S", "?", "w"] {
      let text = try FormScreens.state(keys: keys).picture(theme).text
      let strange = text.unicodeScalars.first { !$0.isASCII }
      #expect(strange == nil, "\(keys): \(strange.map(String.init) ?? "")")
    }
  }
}
