internal import Experiment
internal import TerminalUI

extension WorkbenchState {
  /// Steps that are offered for a twin.
  static let twinSteps = 200

  /// Shows the twin; where it is shown already, asks what is to become of it; where there is none, what it is to do.
  mutating func askForTwin(at now: Double) {
    let state = history.state
    // Who has arranged groups by hand and then wants a twin wants one of them.
    if shared.regrouping != nil, state.activeTwin == nil { return askForRegrouping(at: now) }
    let isShown = panels.contains { $0.name == "loss" && $0.shownWord == "twin" }
    if state.activeTwin == nil, isSteerable {
      guard let recipe = state.recipe else { return }
      let layer = shared.layer
      let busiest = shared.figures.flatMap { figures in
        figures.experts.indices.max { figures.load($0) < figures.load($1) }
      }
      let offers = TwinOffer.all(
        for: recipe, layer: layer.map { "\($0.layer)\($0.part)" } ?? "",
        expert: layer == nil ? nil : shared.selection.expert ?? busiest)
      dialog = .choice(
        .twinChange(offers),
        Choice(
          title: "A twin that does otherwise", names: offers.map(\.title),
          details: offers.map { offer in offer.key.flatMap { state.value(of: $0) } ?? "" }))
    } else if let twin = state.activeTwin, isShown, isSteerable {
      let answers = TwinAnswer.all(canGoOn: state.step < state.header?.totalSteps ?? 0)
      dialog = .question(
        .twinEnd(answers),
        KeyedQuestion(
          title: "Run and twin",
          text: "The twin has done \(grouped(twin.stepsDone)) steps with \(twin.start.text). Keep which?",
          answers: answers.map(\.choice)))
    } else {
      show("loss") { isShown ? $0.toggle("twin") : $0.show("twin") }
      refresh()
    }
  }

  /// What the twin does otherwise has been chosen: asks for the value, or how long.
  mutating func ask(for offer: TwinOffer) {
    guard let path = offer.key, let key = RecipeKey.named(path) else { return askForTwinSteps([]) }
    if offer.isOnly { return askForTwinSteps([RecipeSetting(path, offer.value)]) }
    let now = history.state.value(of: path).map { "now \($0); " } ?? ""
    dialog = .prompt(
      .twinValue(key: path),
      Prompt(Question("The twin's \(path)", text: offer.value, hint: "\(now)\(key.help); \(key.expectation)")))
  }

  /// - Returns: what is wrong with the value, or nil.
  mutating func enterTwinValue(_ text: String, of key: String) -> String? {
    guard isSteerable, let recipe = history.state.recipe else { return "the run has ended" }
    do {
      let changed = try recipe.changing(key, to: text)
      guard let declaration = RecipeKey.named(key) else { return "unknown key" }
      askForTwinSteps([RecipeSetting(key, changed[declaration].toml)])
      return nil
    } catch { return error.message }
  }

  /// Asks how long a twin with these values is to train.
  mutating func askForTwinSteps(_ changes: [RecipeSetting]) {
    let left = max(1, (history.state.header?.totalSteps ?? 0) - history.state.step)
    dialog = .prompt(
      .twinSteps(changes),
      Prompt(
        Question(
          "Steps beside the run", text: String(min(Self.twinSteps, left)),
          hint: "1 to \(grouped(left)); both then wait for you to keep one. A step takes twice as long meanwhile")))
  }

  /// - Returns: what is to be done, or what is wrong with the number.
  mutating func enterTwinSteps(_ text: String, _ changes: [RecipeSetting], at now: Double) -> Result<Effect, TwinFault>
  {
    guard isSteerable else { return .failure(TwinFault(message: "the run has ended")) }
    guard let steps = Int(text.filter { $0 != "," && $0 != " " }), steps >= 1, steps <= 1_000_000 else {
      return .failure(TwinFault(message: "not a number of steps of at least 1"))
    }
    show("loss") { $0.show("twin") }
    isZoomed = true
    say("the twin starts with the next step", at: now)
    return .success(.send(.startTwin(changes: changes, steps: steps)))
  }

  func effect(of answer: TwinAnswer) -> Effect {
    switch answer {
    case .original: .send(.endTwin(.original))
    case .twin: .send(.endTwin(.twin))
    case .more: .send(.extendTwin)
    case .cancel: .send(.endTwin(.cancelled))
    }
  }

  /// Shows the steps before the latest alert that is not after the cursor.
  mutating func showAlerts(at now: Double) {
    guard !shared.run.state.alerts.isEmpty else { return say("no alert so far", at: now) }
    show("log") { $0.show("alerts") }
    isZoomed = true
    _ = panels[focus].update(.latestAlert, &shared)
    refresh()
  }

  /// Asks which change is to be taken back.
  mutating func askForUndo(at now: Double) {
    let changes = history.state.changes.undoable
    guard !changes.isEmpty else { return say("nothing to undo", at: now) }
    dialog = .choice(
      .undo(changes.map(\.key)),
      Choice(
        title: "Take back which change", names: changes.map(\.key),
        details: changes.map { "\($0.after) back to \($0.before), of step \(grouped($0.step))" }))
  }
}

/// What is wrong with an answer about a twin.
struct TwinFault: Error, Equatable {
  var message: String
}

extension TwinAnswer {
  var choice: TerminalUI.Dialog.Choice {
    switch self {
    case .original: .init(.character("r"), "keep the run; the twin becomes a branch")
    case .twin: .init(.character("t"), "keep the twin; the run's own steps become a branch")
    case .more: .init(.character("m"), "let both go on for as many steps again")
    case .cancel: .init(.character("x"), "drop the twin, with no branch")
    }
  }
}
