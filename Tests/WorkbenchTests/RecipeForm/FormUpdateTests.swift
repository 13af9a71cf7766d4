import Experiment
import Sweeps
import TerminalUI
import Testing
import Workbench

@Suite struct FormUpdateTests {
  /// Types a text at a key and accepts it.
  private func set(_ key: String, _ text: String, _ state: inout RecipeFormState) throws {
    try FormScreens.go(to: key, &state)
    try FormScreens.press("enter ctrl-u", &state)
    FormScreens.type(text, &state)
    try FormScreens.press("enter", &state)
  }

  private func vary(_ key: String, _ text: String, _ state: inout RecipeFormState) throws {
    try FormScreens.go(to: key, &state)
    try FormScreens.press("a ctrl-u", &state)
    FormScreens.type(text, &state)
    try FormScreens.press("enter", &state)
  }

  // MARK: Answers

  /// What is to be done stands at the end of what is said, also where that is longer than a line.
  @Test func aLongAnswerIsSaidToItsEnd() throws {
    let answer =
      "small: not on this machine: the weights minilm; the data sets classic-nlu; bring minilm, classic-nlu"
      + " with: switchyard data fetch minilm classic-nlu"
    func rows(_ state: RecipeFormState) throws -> [Substring] {
      let text = state.picture(try Screens.theme()).text
      return text.split(separator: "\n", omittingEmptySubsequences: false).prefix(state.size.height).map { $0 }
    }
    for (size, lines) in [(Size(80, 24), 2), (Size(110, 30), 2), (Size(200, 60), 1)] {
      var state = try FormScreens.state(size)
      let before = try rows(state)
      _ = state.take(.printed([answer]), at: Screens.noon)
      let after = try rows(state)
      #expect(after.count == before.count)
      // One line stands beside the keys, more stand above them.
      let said = lines == 1 ? after.suffix(1) : after.dropLast().suffix(lines)
      let words = said.joined(separator: " ").split(separator: " ").joined(separator: " ")
      #expect(words.hasSuffix(answer), "\(words)")
      #expect(after.dropLast(lines == 1 ? 1 : lines + 1) == before.dropLast(lines == 1 ? 1 : lines + 1))
    }
    // Of what is longer than a third of the screen the rest is left out.
    var state = try FormScreens.state(Size(80, 24))
    _ = state.take(.printed([String(repeating: "word ", count: 300)]), at: Screens.noon)
    let rows = try rows(state)
    #expect(rows.count { $0.hasPrefix(" word word") } == 8 && rows[22].contains("word …"))
  }

  // MARK: Values

  @Test(arguments: [
    ("moe.k", "0"), ("moe.k", "two"), ("run.seed", "-1"), ("optimizer.learning_rate", "fast"),
    ("schedule.final_ratio", "1.5"), ("data.weights", "1, x"), ("model.dropout", ""), ("moe.capacity_factor", "inf"),
    ("data.batch_size", "2.5"),
  ])
  func whatTheRecipeRefusesIsRefusedAndKept(key: String, text: String) throws {
    var state = try FormScreens.state()
    let declared = try #require(RecipeKey.named(key))
    let before = state.draft.recipe
    try set(key, text, &state)
    // In the recipe's own words.
    #expect {
      _ = try declared.value(fromText: text, origin: "")
    } throws: {
      ($0 as? RecipeError)?.message == state.draft.fault(at: declared)
    }
    #expect(state.draft.recipe == before)
    #expect(state.draft.text(of: declared) == text)
    // Nothing starts before it is mended.
    #expect(try FormScreens.press("S s", &state) == [])
    #expect(state.takeOrders() == [])
    try FormScreens.go(to: key, &state)
    try FormScreens.press("r", &state)
    #expect(state.draft.recipe == before && state.draft.fault(at: declared) == nil)
  }

  @Test func whatTheRecipeTakesIsTaken() throws {
    var state = try FormScreens.state()
    try set("moe.k", "3", &state)
    try set("data.weights", "0.5, 0.5", &state)
    try set("data.corpora", "gcide, pydoc", &state)
    try set("optimizer.learning_rate", "3e-4", &state)
    try set("run.name", "an \"odd\" name", &state)
    let recipe = state.draft.recipe
    #expect(recipe[Keys.MoE.k] == 3 && recipe[Keys.Optimizer.learningRate] == 3e-4)
    #expect(recipe[Keys.Data.corpora] == ["gcide", "pydoc"] && recipe[Keys.Data.weights].values == [0.5, 0.5])
    #expect(recipe[Keys.Run.name] == "an \"odd\" name")
    try set("data.weights", "", &state)
    #expect(state.draft.recipe[Keys.Data.weights].values == [])
    #expect(try FormScreens.press("S enter", &state) == [.leave(.go(.start(recipe: state.draft.recipe.toml)))])
  }

  @Test func everyValueReadsBackAsItIsShown() throws {
    // The text at a key, typed again, is the same value: nothing is lost by looking.
    var recipe = Recipe()
    recipe[Keys.Optimizer.learningRate] = 0.1 + 0.2
    recipe[Keys.Data.text] = ["~/a b", "c"]
    for key in recipe.keys {
      var draft = RecipeDraft(recipe)
      #expect(draft.set(key, to: draft.text(of: key)) == nil, "\(key.path)")
      #expect(draft.recipe == recipe, "\(key.path)")
    }
  }

  @Test func keysThatDoNotGoTogetherAreSaidAtTheKey() throws {
    var state = try FormScreens.state()
    try set("moe.k", "9", &state)
    let key = try #require(RecipeKey.named("moe.k"))
    #expect(state.draft.fault(at: key) == "is 9, more than moe.experts 8")
    #expect(state.plan.fault == "moe.k is 9, more than moe.experts 8")
    #expect(try FormScreens.press("S s", &state) == [])
    try set("moe.experts", "16", &state)
    #expect(state.draft.fault(at: key) == nil && state.plan.fault == nil)
  }

  @Test func wordsAreTurnedThroughAndChosenFromAList() throws {
    var state = try FormScreens.state()
    try FormScreens.go(to: "moe.router", &state)
    try FormScreens.press("right", &state)
    #expect(state.draft.recipe[Keys.MoE.router] == .mask)
    try FormScreens.press("left left", &state)
    #expect(state.draft.recipe[Keys.MoE.router] == .topP)
    try FormScreens.press("enter k enter", &state)
    #expect(state.draft.recipe[Keys.MoE.router] == .biasBalanced)
    try FormScreens.go(to: "moe.renormalize", &state)
    try FormScreens.press("enter", &state)
    #expect(state.draft.recipe[Keys.MoE.renormalize] == false)
    try FormScreens.press("z z", &state)
    #expect(state.draft.recipe[Keys.MoE.renormalize] && state.draft.recipe[Keys.MoE.router] == .topP)
  }

  @Test func escapeKeepsTheOldValue() throws {
    var state = try FormScreens.state()
    let before = state.draft
    try FormScreens.go(to: "moe.k", &state)
    try FormScreens.press("enter ctrl-u 7 esc", &state)
    #expect(state.draft == before)
    #expect(try FormScreens.press("q", &state) == [.leave(.back)])
  }

  @Test func unsavedChangesAskBeforeTheyAreLeft() throws {
    var state = try FormScreens.state()
    try set("moe.k", "1", &state)
    #expect(try FormScreens.press("q", &state) == [])
    #expect(try FormScreens.press("c q l", &state) == [.leave(.back)])
    try FormScreens.press("w ctrl-u x enter", &state)
    #expect(state.takeOrders() == [.save(state.draft.recipe.toml, to: "x", replacing: false)])
    state.saved(to: "x", fault: nil, at: 0)
    #expect(try FormScreens.press("q", &state) == [.leave(.back)])
  }

  @Test func onlyChangedKeysAreShownWhenAsked() throws {
    var state = try FormScreens.state()
    try set("moe.k", "1", &state)
    try FormScreens.press("c", &state)
    let text = state.picture(try Screens.theme()).text
    #expect(text.contains("1 key ") && text.contains("[moe]") && !text.contains("[run]"))
  }

  // MARK: Axes

  @Test func countsAreTheEnginesOwn() throws {
    var state = try FormScreens.state()
    try vary("moe.router", "topk,mask,hash", &state)
    try vary("moe.capacity_factor", "0.5:2:0.5", &state)
    try FormScreens.press("G k k k k k k k k", &state)  // seeds
    try FormScreens.press("enter ctrl-u 3 enter", &state)
    var request = SweepRequest()
    request.vary = ["moe.router=topk,mask,hash", "moe.capacity_factor=0.5:2:0.5"]
    request.seeds = 3
    #expect(try state.draft.request() == request)
    let contents = try request.contents(of: state.draft.recipe, cost: ScriptedSweep.cost)
    #expect(state.plan.sweep == contents && contents.trials.count == 3 * 4 * 3)
    #expect(state.plan.estimate == CostEstimate(contents))
    let text = state.picture(try Screens.theme()).text
    #expect(text.contains("36") && text.contains("12 combinations × 3 seeds"))
    #expect(
      try FormScreens.press("S s", &state) == [
        .leave(.go(.startSweep(recipe: state.draft.recipe.toml, request)))
      ])
    // One run without the axes is offered too.
    #expect(try FormScreens.press("S o", &state) == [.leave(.go(.start(recipe: state.draft.recipe.toml)))])
  }

  @Test(arguments: [
    ("moe.k", "4:1:1", "must rise"), ("moe.k", "0,1", "from 1 to 4096"), ("moe.router", "topk,topk", "twice"),
    ("run.seed", "1,2", "--seeds"), ("optimizer.learning_rate", "log:0:1:3", "above 0"),
    ("moe.k", "1:x", "write a range"),
  ])
  func whatIsNoAxisIsRefusedAndKept(key: String, text: String, words: String) throws {
    var state = try FormScreens.state()
    try vary(key, text, &state)
    let declared = try #require(RecipeKey.named(key))
    #expect(state.draft.axes[key] == text)
    #expect(state.draft.fault(at: declared)?.contains(words) == true, "\(state.draft.fault(at: declared) ?? "")")
    #expect(state.plan.fault != nil)
    #expect(try FormScreens.press("S s", &state) == [])
    // An empty text is no axis.
    try vary(key, "", &state)
    #expect(!state.draft.isSweep && state.plan.fault == nil)
  }

  @Test func aConstraintLeavesOutWhatDoesNotMatch() throws {
    var state = try FormScreens.state()
    try vary("moe.k", "1:4:1", &state)
    #expect(state.plan.sweep?.trials.count == 4)
    var draft = state.draft
    draft.set(.tolerance, to: "0.5")
    let plan = FormPlan(draft, FormScreens.costs)
    // The recipe has k = 2: 1, 2 and 3 are within half of it.
    #expect(plan.sweep?.trials.count == 3 && plan.sweep?.dropped.count == 1)
    draft.set(.tolerance, to: "much")
    #expect(FormPlan(draft, FormScreens.costs).fault?.contains("same_active_parameters") == true)
    draft.set(.tolerance, to: "")
    draft.set(.method, to: "random")
    #expect(FormPlan(draft, FormScreens.costs).fault?.contains("say how many") == true)
    draft.set(.trials, to: "2")
    #expect(FormPlan(draft, FormScreens.costs).sweep?.trials.count == 2)
  }

  @Test func whatAKeyThatIsVariedHasOtherwiseMustDoToo() throws {
    // As on the command line: the recipe itself has to be one that can be run.
    var state = try FormScreens.state()
    try vary("moe.k", "1,2", &state)
    try set("moe.k", "9", &state)
    #expect(state.plan.fault == "moe.k is 9, more than moe.experts 8" && state.plan.sweep == nil)
    try set("moe.k", "8", &state)
    #expect(state.plan.fault == nil && state.plan.sweep?.trials.count == 2)
  }

  @Test func manyCombinationsAreNotWorkedOutWhileTyping() throws {
    var state = try FormScreens.state()
    try vary("run.steps", "1:3000:1", &state)
    #expect(state.plan.sweep == nil && state.plan.uncounted == 3000 && state.plan.fault == nil)
    #expect(state.picture(try Screens.theme()).text.contains("3,000 combinations"))
  }

  // MARK: Time

  @Test func timeFollowsFromAMeasuredRate() throws {
    var state = try FormScreens.state()
    try FormScreens.press("m", &state)
    #expect(state.takeOrders() == [.measure(state.draft.recipe, threads: 2)])
    state.measured(.success(1e11), at: 0)
    // 10^12 operations at 10^11 a second.
    #expect(state.picture(try Screens.theme()).text.contains("0:10"))
    // Another recipe has another rate.
    try set("moe.k", "1", &state)
    #expect(!state.picture(try Screens.theme()).text.contains("0:10"))
    struct Fault: Error, CustomStringConvertible { var description: String { "no corpus" } }
    try FormScreens.press("m", &state)
    state.measured(.failure(Fault()), at: Screens.noon)
    #expect(state.picture(try Screens.theme()).text.contains("not measured: no corpus"))
  }
}
