import Experiment
import Sweeps
import TerminalUI
import Testing
import Workbench

/// The editor of a merging schedule, over a model that can be told by heart: 8 blocks, 101 tokens, a token costs 10 MFLOP
/// a block.
@Suite struct ScheduleEditorTests {
  @Sendable static func cost(_ recipe: Recipe) throws -> MergeCost {
    let numbers = recipe[Keys.Merging.removed].values.map { Int($0) }
    let asked: [Int]
    switch recipe[Keys.Merging.schedule] {
    case .constant: asked = Array(repeating: numbers.first ?? 0, count: 8)
    case .decreasing: asked = (0..<8).map { 2 * (numbers.first ?? 0) * (7 - $0) / 7 }
    case .flops: asked = Array(repeating: recipe[Keys.Merging.ratio] > 4 ? 50 : 10, count: 8)
    case .listed:
      guard numbers.count <= 8 else { throw RecipeError(file: "", key: "merging.removed", message: "has too many") }
      asked = numbers + Array(repeating: 0, count: 8 - numbers.count)
    }
    var left = 101
    var removed: [Int] = []
    for number in asked {
      removed.append(min(number, (left - 1) / 2))
      left -= removed[removed.count - 1]
    }
    let counts = removed.reduce(into: [101]) { $0.append($0[$0.count - 1] - $1) }.dropFirst()
    return MergeCost(
      tokens: 101, removed: removed, gflops: 0.01 * Double(counts.reduce(0, +)), plainGflops: 8.08,
      speed: recipe[Keys.Images.size] == 224 ? .measured(60) : recipe[Keys.Images.size] == 112 ? .products(101) : nil)
  }

  static func state(_ size: Size = Size(120, 40), keys: String = "", change: (inout Recipe) -> Void = { _ in }) throws
    -> RecipeFormState
  {
    var recipe = Recipe()
    recipe[Keys.Run.workload] = .tokenMerging
    recipe[Keys.Run.name] = "pyra"
    recipe[Keys.Images.size] = 224
    recipe[Keys.Merging.schedule] = .listed
    recipe[Keys.Merging.removed] = [12, 12, 10, 10, 0, 8, 8, 4]
    change(&recipe)
    var costs = FormScreens.costs
    costs.merging = cost
    var state = RecipeFormState(recipe, origin: "recipes/pyra.toml", costs: costs, size: size)
    _ = state.take(.themes(["default"], current: "default"), at: Screens.noon)
    _ = try FormScreens.press(keys, &state)
    return state
  }

  private func removed(_ state: RecipeFormState) -> [Double] { state.draft.recipe[Keys.Merging.removed].values }

  @Test(arguments: [
    ("e enter", [12, 12, 10, 10, 0, 8, 8, 4]), ("e l enter", [13, 12, 10, 10, 0, 8, 8, 4]),
    ("e j h h enter", [12, 10, 10, 10, 0, 8, 8, 4]), ("e j j L right enter", [12, 12, 16, 10, 0, 8, 8, 4]),
    ("e k H H H enter", [0, 12, 10, 10, 0, 8, 8, 4]), ("e j j j j h enter", [12, 12, 10, 10, 0, 8, 8, 4]),
    ("e j j c enter", [10, 10, 10, 10, 10, 10, 10, 10]), ("e d enter", [16, 13, 11, 9, 6, 4, 2, 0]),
    ("e f ctrl-u 1 . 5 enter enter", [10, 10, 10, 10, 10, 10, 10, 10]),
    ("e f esc enter", [12, 12, 10, 10, 0, 8, 8, 4]),
    ("e l l l l l esc", [12, 12, 10, 10, 0, 8, 8, 4]), ("e L q", [12, 12, 10, 10, 0, 8, 8, 4]),
    ("e L enter z", [12, 12, 10, 10, 0, 8, 8, 4]),
  ])
  func keysChangeTheNumbers(keys: String, numbers: [Double]) throws {
    let state = try Self.state(keys: keys)
    #expect(removed(state) == numbers)
    #expect(state.draft.recipe[Keys.Merging.schedule] == .listed && state.draft.faults.isEmpty)
    #expect(state.contexts.last == .global)
  }

  /// No block removes more than half of its tokens, and what is asked for beyond that is said.
  @Test func whatCannotGoIsHeldBack() throws {
    var state = try Self.state(keys: "e L L L L L L L L")
    #expect(state.picture(try Screens.theme()).text.contains("block 0 can remove 50: half of its tokens at most"))
    try FormScreens.press("enter", &state)
    #expect(removed(state)[0] == 50 && removed(state).reduce(0, +) < 101)
  }

  @Test func theWantedRatioIsSaidWhereItCannotBe() throws {
    var state = try Self.state(keys: "e f ctrl-u 9 9 enter")
    #expect(state.picture(try Screens.theme()).text.contains("no schedule saves more than"))
    try FormScreens.press("f ctrl-u x enter", &state)
    #expect(state.picture(try Screens.theme()).text.contains("a number from 1 to 100"))
  }

  /// The totals follow each key at once.
  @Test func totalsFollow() throws {
    let theme = try Screens.theme()
    var state = try Self.state(keys: "e")
    #expect(state.picture(theme).text.contains("37 left"))
    let before = try Self.cost(state.draft.recipe)
    #expect(
      state.picture(theme).text.contains("\(decimal(60 * before.plainGflops / before.gflops, 1)) images a second"))
    try FormScreens.press("l", &state)
    #expect(state.picture(theme).text.contains("36 left"))
    #expect(!state.picture(theme).text.contains("\(decimal(before.gflops, 3)) GFLOP"))
  }

  /// Where no run has measured it the speed is guessed by the work, and called that.
  @Test func withoutAMeasurementThereIsAGuess() throws {
    let cost = try Self.cost(try Self.state().draft.recipe)
    for (size, speed) in [
      (112, "≈ \(decimal(101 / cost.gflops, 1)) images a second  guess by work alone, at sgemm's 101 GFLOP/s"),
      (56, "≈ \(decimal(cost.plainGflops / cost.gflops, 2)) times as fast  guess by work alone"),
    ] {
      let state = try Self.state(keys: "e") { $0[Keys.Images.size] = size }
      let text = state.picture(try Screens.theme()).text
      #expect(text.contains(speed) && !text.contains("estimated"), "\(text)")
    }
  }

  @Test func onlyWhereTokensMerge() throws {
    #expect(try FormScreens.state(keys: "e").contexts == [.global])
    let none = try Self.state(keys: "e") { $0[Keys.Merging.reducer] = .none }
    #expect(none.picture(try Screens.theme()).text.contains("choose how tokens merge first"))
    // A list that does not fit is mended here.
    let long = try Self.state(keys: "e l enter") {
      $0[Keys.Merging.removed] = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    }
    #expect(removed(long) == [1, 0, 0, 0, 0, 0, 0, 0])
    // Nothing removed is not taken.
    let empty = try Self.state(keys: "e h h enter") { $0[Keys.Merging.removed] = [2] }
    let text = empty.picture(try Screens.theme()).text
    #expect(removed(empty) == [2] && text.contains("nothing is removed"))
  }

  @Test func helpAndPaletteKnowTheKeys() throws {
    let theme = try Screens.theme()
    let help = try Self.state(Size(120, 60), keys: "e ?").picture(theme).text
    #expect(help.contains("find the schedule that saves") && !help.contains("train a few steps"))
    #expect(try Self.state(Size(160, 40)).picture(theme).text.contains("schedule"))
    #expect(try Self.state(keys: "e : d e c r").picture(theme).text.contains("decreasing"))
  }

  @Test(arguments: ["schedule", "schedule-changed", "schedule-find"]) func screensAreAsRecorded(name: String) throws {
    let keys = name == "schedule" ? "e" : name == "schedule-find" ? "e f" : "e j j L"
    for size in [Size(80, 24), Size(120, 35), Size(200, 60)] {
      let picture = try Self.state(size, keys: keys).picture(try Screens.theme())
      let difference = try Screens.difference(
        CompactGolden([("256", picture)]).text, golden: "form/\(name)-\(size.width)x\(size.height)")
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  @Test func noSizeIsTooMuch() throws {
    let theme = try Screens.theme("mono", depth: .mono, glyphs: .ascii)
    for width in stride(from: 0, through: 240, by: 31) {
      for height in stride(from: 0, through: 70, by: 5) {
        let picture = try Self.state(Size(width, height), keys: "e j j j").picture(theme)
        #expect(picture.size == Size(width, height) && picture.text.unicodeScalars.allSatisfy(\.isASCII))
      }
    }
  }
}
