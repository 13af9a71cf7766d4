internal import Experiment
internal import Sessions
internal import TerminalUI

extension HomeState: DialogScene {
  /// Takes an input in and says what is to be done about it.
  /// - Parameter now: seconds since 1970.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    forgetFlash(at: now)
    switch input {
    case .key(.mouse(let event)): point(event)
    case .key(let key):
      let effects = pressKey(key, at: now)
      // What is being typed is shown at once.
      if case .prompt(.filter, let prompt) = dialog, let filter = HomeFilter(prompt.text) { list.setFilter(filter) }
      return effects
    case .printed(let lines): if let last = lines.last { flash = (sanitized(last), now + 8) }
    default: return takeShared(input, at: now)
    }
    return []
  }

  /// The wheel moves the cursor, a click puts it down.
  private mutating func point(_ event: MouseEvent) {
    guard dialog == nil else { return }
    switch event.action {
    case .wheelUp: list.move(by: -3)
    case .wheelDown: list.move(by: 3)
    case .press:
      let area = rowsArea
      guard area.contains(event.position) else { return }
      let first = Table.visibleOffset(0, selected: list.selected, count: list.rows.count, height: area.height)
      let place = first + event.position.y - area.y
      if list.rows.indices.contains(place) { list.move(to: place) }
    case .release, .drag: break
    }
  }

  mutating func obey(_ command: CommandID, at now: Double) -> [Effect] {
    if let section = HomeSection.allCases.first(where: { command == .panel($0.number) }) {
      self.section = section
      return []
    }
    switch command {
    case .quit: return [.leave(.back)]
    case .close: close(at: now)
    case .homeUp: list.move(by: -1)
    case .homeDown: list.move(by: 1)
    case .homePageUp: list.move(by: -max(1, rowsArea.height - 1))
    case .homePageDown: list.move(by: max(1, rowsArea.height - 1))
    case .homeFirst: list.move(to: 0)
    case .homeLast: list.move(to: list.rows.count - 1)
    case .homeNext, .homePrevious:
      let step = command == .homeNext ? 1 : HomeSection.allCases.count - 1
      section = HomeSection.allCases[(section.number - 1 + step) % HomeSection.allCases.count]
    case .homeFilter:
      let hint = "a regular expression; ! inverts, empty shows all"
      dialog = .prompt(
        .filter(before: list.filter.text),
        Prompt(Question("Filter \(section.rawValue)", text: list.filter.text, hint: hint)))
    case .homeFindNext, .homeFindPrevious:
      if !list.find(forth: command == .homeFindNext) { say("nothing matches; / looks for something", at: now) }
    case .homeSort: list.sortByNext()
    case .homeReverse: list.reverseSort()
    case .homeColumns: chooseColumns(at: 0)
    case .homePreview: hasPreview.toggle()
    case .homeOpen: return open(at: now)
    case .homeRun: return run(at: now)
    case .homeEdit: return edit(at: now)
    default: return obeyForSession(command, at: now)
    }
    return []
  }

  private mutating func close(at now: Double) {
    if !list.filter.isEmpty {
      list.setFilter(HomeFilter())
    } else if !hasPreview {
      hasPreview = true
    }
  }

  private mutating func chooseColumns(at selected: Int) {
    let columns = list.available.dropFirst()
    let names = columns.map { list.hidden.contains($0.name) ? "  \($0.title)" : "✓ \($0.title)" }
    dialog = .choice(
      .columns(columns.map(\.name)),
      Choice(title: "Columns: Enter shows or hides, Esc closes", names: names, selected: selected))
  }

  /// Enter.
  private mutating func open(at now: Double) -> [Effect] {
    switch section {
    case .sessions:
      guard let entry = currentEntry else { return [] }
      switch entry.condition {
      case .running: return [.leave(.go(.watch(session: entry.path)))]
      case .damaged(let reason): say(sanitized("cannot be opened: \(reason)"), at: now)
      case .unread, .killed, .ended: return [.leave(.go(.replay(session: entry.path)))]
      }
    case .recipes: return edit(at: now)
    case .studies:
      guard let study = currentDocument else { return [] }
      dialog = .choice(.about, Choice(title: study.name, names: study.lines))
    case .sweeps:
      if let sweep = currentDocument { return [.leave(.go(.sweep(file: sweep.path)))] }
    }
    return []
  }

  private mutating func run(at now: Double) -> [Effect] {
    if section == .recipes {
      guard let recipe = currentDocument else { return [] }
      if let fault = recipe.fault { return refuse(fault, at: now) }
      return [.leave(.go(.start(recipe: recipe.recipe)))]
    }
    guard let entry = currentEntry else { return [] }
    switch entry.condition {
    case .running: return refuse("runs already; Enter watches it", at: now)
    case .damaged(let reason): return refuse(reason, at: now)
    case .unread, .killed, .ended: break
    }
    guard entry.hasCheckpoint else { return refuse("has no checkpoint; e opens its recipe, to run it anew", at: now) }
    if let summary = entry.summary, (summary.lastStep ?? 0) >= summary.header.totalSteps {
      return refuse("has done all its steps; e opens its recipe", at: now)
    }
    return [.leave(.go(.resume(session: entry.path)))]
  }

  private mutating func edit(at now: Double) -> [Effect] {
    if let recipe = currentDocument, section == .recipes {
      // A recipe that cannot be read cannot be shown as a form either.
      if let fault = recipe.fault { return refuse(fault, at: now) }
      return [.leave(.go(.form(recipe: recipe.text, origin: recipe.path)))]
    }
    guard let entry = currentEntry, let summary = entry.summary else { return [] }
    return [.leave(.go(.form(recipe: summary.header.recipe, origin: entry.name)))]
  }

  private mutating func refuse(_ reason: String, at now: Double) -> [Effect] {
    say(sanitized(reason), at: now)
    return []
  }

  /// Takes an answer of a dialog in.
  mutating func take(_ answer: DialogAnswer<HomeQuestion>, at now: Double) -> [Effect] {
    switch answer {
    case .cancelled(.filter(let before)):
      list.setFilter(HomeFilter(before) ?? HomeFilter())
    case .entered(.filter, let text):
      guard let filter = HomeFilter(text) else {
        dialog = dialog?.failing("no regular expression; write \\( for (")
        return []
      }
      list.setFilter(filter)
      dialog = nil
    case .entered(.rename(let session), let text):
      attach(to: session) { $0.name = sanitized(text) }
      dialog = nil
    case .entered(.annotate(let session), let text):
      attach(to: session) { $0.note = sanitized(text) }
      dialog = nil
    case .chosen(.columns(let names), let place):
      list.toggle(names[place])
      chooseColumns(at: place)
    case .chosen(.export(let session), let place):
      deeds.append(.export(session: session, ExportTable.allCases[place]))
      dialog = nil
    case .chosen(.about, _): dialog = nil
    case .open, .closed, .theme, .command, .export, .cancelled, .entered, .chosen: break
    }
    return []
  }
}
