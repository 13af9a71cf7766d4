internal import Experiment
internal import Sweeps
internal import TerminalUI

extension RecipeFormState: DialogScene {
  typealias Purpose = FormPurpose

  /// Takes an input in and says what is to be done about the screen; `takeOrders` says what besides.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    forgetFlash(at: now)
    switch input {
    case .key(.mouse(let event)): point(event)
    case .key(let key):
      if dialog == nil, edit != nil { return type(key, at: now) }
      return pressKey(key, at: now)
    case .printed(let lines): if let last = lines.last { flash = (last, now + 10) }
    default: return takeShared(input, at: now)
    }
    return []
  }

  /// What the user wants done, once.
  public mutating func takeOrders() -> [FormOrder] {
    defer { orders = [] }
    return orders
  }

  /// A rate was measured, or could not be.
  public mutating func measured(_ rate: Result<Double, any Error>, at now: Double) {
    isMeasuring = false
    switch rate {
    case .success(let rate): self.rate = rate
    case .failure(let error): say("not measured: \(error)", at: now)
    }
  }

  /// The recipe was written to a file, or could not be.
  public mutating func saved(to path: String, fault: String?, at now: Double) {
    guard let fault else {
      saved = draft
      return say("saved as \(path)", at: now)
    }
    say(fault, at: now)
  }

  mutating func obey(_ command: CommandID, at now: Double) -> [Effect] {
    switch command {
    case .quit: return leave()
    case .close: goBack()
    case .formUp: move(by: -1)
    case .formDown: move(by: 1)
    case .formPageUp: move(by: -10)
    case .formPageDown: move(by: 10)
    case .formFirst: selected = nearest(to: 0)
    case .formLast: selected = rows.lastIndex { !$0.isTable } ?? 0
    case .previousTable: jump(forth: false)
    case .nextTable: jump(forth: true)
    case .editKey: beginEdit()
    case .editAxis: beginAxis(at: now)
    case .previousChoice: choose(by: -1)
    case .nextChoice: choose(by: 1)
    case .resetKey: reset()
    case .undoEdit: undo(at: now)
    case .onlyChanged:
      showsOnlyChanged.toggle()
      refresh()
    case .filterKeys:
      dialog = .prompt(
        .filter,
        Prompt(
          Question(
            "Filter keys", text: filter, hint: "a regular expression over names and help; ! inverts, empty shows all")))
    case .saveRecipe: askForFile(at: now)
    case .measureRate: measure(at: now)
    case .startRecipe: askToStart(at: now)
    case .openSchedule: openSchedule(at: now)
    default: editSchedule(command, at: now)
    }
    return []
  }

  // MARK: Moving

  private mutating func move(by step: Int) {
    let places = rows.indices.filter { !rows[$0].isTable }
    guard let here = places.firstIndex(of: selected) else { return }
    selected = places[min(max(0, here + step), places.count - 1)]
  }

  /// To the first key of the next table, or of this one and then the one before.
  private mutating func jump(forth: Bool) {
    let starts = rows.indices.filter { rows[$0].isTable }.map { $0 + 1 }
    let next = forth ? starts.first { $0 > selected } : starts.last { $0 < selected }
    if let next { selected = nearest(to: next) }
  }

  private mutating func goBack() {
    if !filter.isEmpty || showsOnlyChanged {
      (filter, showsOnlyChanged) = ("", false)
      refresh()
    }
  }

  /// A click chooses a row, the wheel moves.
  private mutating func point(_ event: MouseEvent) {
    guard dialog == nil, edit == nil, schedule == nil else { return }
    switch event.action {
    case .press:
      guard let place = FormList(state: self).row(at: event.position), !rows[place].isTable else { return }
      selected = place
    case .wheelUp: move(by: -1)
    case .wheelDown: move(by: 1)
    case .release, .drag: break
    }
  }

  // MARK: Changing

  /// Changes the draft in a way that can be taken back.
  mutating func change(_ body: (inout RecipeDraft) -> Void) {
    let before = draft
    body(&draft)
    if draft != before { past.append(before) }
    if draft.recipe != before.recipe { rate = nil }
    refresh()
  }

  private mutating func undo(at now: Double) {
    guard let before = past.popLast() else { return say("nothing to take back", at: now) }
    draft = before
    refresh()
  }

  private mutating func reset() {
    switch row {
    case .key(let key): change { $0.reset(key) }
    case .field(let field): change { $0.set(field, to: "") }
    case .table, nil: break
    }
  }

  /// The words that a row takes; empty where anything can be typed.
  var choices: [String] {
    switch row {
    case .key(let key):
      switch key.kind {
      case .word(let words): words
      case .boolean: ["false", "true"]
      default: []
      }
    case .field(let field): field.choices
    case .table, nil: []
    }
  }

  /// What stands at the chosen row.
  var text: String {
    switch row {
    case .key(let key): draft.text(of: key)
    case .field(let field): draft.text(of: field)
    case .table, nil: ""
    }
  }

  private mutating func choose(by step: Int) {
    let words = choices
    guard !words.isEmpty else { return }
    let here = words.firstIndex(of: text) ?? words.firstIndex(of: usual) ?? 0
    put(words[(here + step + words.count) % words.count])
  }

  private var usual: String { if case .field(let field) = row { field.usual } else { "" } }

  mutating func put(_ text: String) {
    switch row {
    case .key(let key): change { $0.set(key, to: text) }
    case .field(let field): change { $0.set(field, to: text) }
    case .table, nil: break
    }
  }

  // MARK: Typing

  private mutating func beginEdit() {
    let words = choices
    if words.count > 2 {
      let title = if case .key(let key) = row { key.path } else { "sweep" }
      dialog = .choice(
        .choose,
        Choice(title: title, names: words, selected: words.firstIndex(of: text) ?? words.firstIndex(of: usual) ?? 0))
    } else if !words.isEmpty {
      choose(by: 1)
    } else if row != nil {
      edit = Edit(isAxis: false, text: text)
      check()
    }
  }

  private mutating func beginAxis(at now: Double) {
    guard case .key(let key) = row else { return say("only keys of the recipe can be varied", at: now) }
    let words = choices.filter { $0 != draft.text(of: key) }
    let start = choices.isEmpty ? draft.text(of: key) : ([draft.text(of: key)] + words).joined(separator: ",")
    edit = Edit(isAxis: true, text: draft.axes[key.path] ?? start)
    check()
  }

  private mutating func type(_ key: TerminalUI.Key, at now: Double) -> [Effect] {
    switch key {
    case .character(let character):
      if (edit?.text.count ?? 0) < 400 { edit?.text.append(character) }
    case .backspace, .delete: if edit?.text.isEmpty == false { edit?.text.removeLast() }
    case .ctrl("u"): edit?.text = ""
    case .escape, .ctrl("c"): edit = nil
    case .enter: endEdit()
    case .down, .tab:
      endEdit()
      move(by: 1)
    case .up, .backtab:
      endEdit()
      move(by: -1)
    case .ctrl("l"): return [.redraw]
    case .ctrl("z"): return [.suspend]
    default: break
    }
    check()
    return []
  }

  /// What is wrong with what is typed, as it stands.
  private mutating func check() {
    guard let edit else { return }
    switch row {
    case .key(let key) where edit.isAxis: self.edit?.fault = RecipeDraft.axisFault(of: edit.text.trimming, for: key)
    case .key(let key): self.edit?.fault = draft.fault(of: edit.text.trimming, for: key)
    case .field(let field): self.edit?.fault = field.fault(of: edit.text.trimming)
    case .table, nil: break
    }
  }

  /// Takes over what was typed; a text that is refused stays at its row with what is wrong.
  private mutating func endEdit() {
    guard let edit else { return }
    self.edit = nil
    let text = edit.text.trimming
    if edit.isAxis, case .key(let key) = row {
      change { $0.setAxis(key, to: text) }
    } else if text != self.text || edit.fault != nil {
      put(text)
    }
  }
}
