public import Experiment
internal import Foundation
internal import TerminalUI

extension CompareState: DialogScene {
  /// Takes an input in and says what is to be done about it.
  /// - Parameter now: seconds since 1970.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    forgetFlash(at: now)
    switch input {
    case .key(.mouse(let event)): point(event)
    case .key(let key):
      let effects = pressKey(key, at: now)
      refresh()
      return effects
    case .printed(let lines): if let last = lines.last { say(last, at: now) }
    default: return takeShared(input, at: now)
    }
    return []
  }

  /// Takes in what a session has told.
  ///
  /// - Parameter isRead: whether all that it holds so far has been read.
  public mutating func arrived(_ events: [Stamped], from path: String, isRead: Bool) {
    comparison.apply(events, to: path, isRead: isRead)
    refresh()
  }

  /// Leaves a session out that cannot be read.
  public mutating func failed(_ path: String, _ message: String) {
    comparison.leaveOut(path, message)
    refresh()
  }

  /// Brings up to date what is worked out from the runs.
  mutating func refresh() {
    current = min(max(0, current), max(0, comparison.runs.count - 1))
    if !panels.contains(focus) { (focus, isZoomed) = (.losses, false) }
    let layers = comparison.layers
    if layer != .all, !layers.contains(layer) { layer = .all }
    for panel in ComparePanel.allCases {
      if let measure = measure(panel) { comparison.prepare(measure, measure.isOfLayers ? layer : .all) }
    }
    figures = FigureTable(
      comparison, sort: sort.map { (figure: $0, isDescending: isDescending) }, byDifference: isDifference)
    tasks = TaskTable(comparison)
    fronts = RunFront.all(comparison)
    if let base = comparison.base, let run {
      // Runs over other axes than steps are matched by what the cursor shows of each.
      let step = run.index(at: cursor, over: axis).map { run.state.steps.step[$0] } ?? 0
      matching = ExpertMatching(base: base.state, run: run.state, at: step)
    } else {
      matching = nil
    }
    let count = comparison.base?.state.layers.count ?? 0
    cell.row = min(max(0, cell.row), max(0, count - 1))
    cell.column = min(max(0, cell.column), max(0, columns(ofRow: cell.row) - 1))
    partners = measure(.router) == .expertLoad ? partnersOfChosen() : [:]
  }

  /// In each run the expert that receives what the chosen expert of the baseline does.
  private func partnersOfChosen() -> [String: Int] {
    guard let base = comparison.base, base.state.layers.indices.contains(cell.row) else { return [:] }
    let layer = base.state.layers[cell.row]
    guard cell.column < layer.experts else { return [:] }
    var partners: [String: Int] = [:]
    for run in comparison.runs {
      if run.path == base.path || !isMatched {
        partners[run.path] = cell.column
        continue
      }
      let step = run.index(at: cursor, over: axis).map { run.state.steps.step[$0] } ?? 0
      let matching = ExpertMatching(base: base.state, run: run.state, at: step).layer(layer.layer, layer.part)
      partners[run.path] = matching.map { $0.partners[cell.column] } ?? cell.column
    }
    return partners
  }

  /// Cells of a row of the experts' maps.
  private func columns(ofRow row: Int) -> Int {
    guard let base = comparison.base, base.state.layers.indices.contains(row) else { return 0 }
    let layer = base.state.layers[row]
    return matching(layer.layer, layer.part)?.order.count ?? layer.experts
  }

  /// Does what a key asks for.
  mutating func obey(_ command: CommandID, at now: Double) -> [Effect] {
    switch command {
    case .quit: return [.leave(.back)]
    case .close: clear()
    case .zoom: isZoomed.toggle()
    case .resetLayout: (focus, isZoomed) = (.losses, false)
    case .nextPanel, .previousPanel:
      let all = panels
      let step = command == .nextPanel ? 1 : all.count - 1
      focus = all[((all.firstIndex(of: focus) ?? 0) + step) % all.count]
    case .nextView: turn(by: 1)
    case .previousView: turn(by: -1)
    case .compareNextRun: chooseRun(by: 1)
    case .comparePreviousRun: chooseRun(by: -1)
    case .compareHide: comparison.toggleHidden(current)
    case .compareShowAll: comparison.showAll()
    case .compareBaseline:
      comparison.setBaseline(current)
      say("compared with \(comparison.labels.indices.contains(current) ? comparison.labels[current] : "")", at: now)
    case .compareDifference: isDifference.toggle()
    case .compareMatching:
      isMatched.toggle()
      say(isMatched ? "experts matched by their tokens" : "experts by their own numbers", at: now)
    case .compareAdd: askForSession(at: now)
    case .compareRemove: remove(at: now)
    case .compareReplay: if let run { return [.leave(.go(.replay(session: run.path)))] }
    case .compareDiff:
      guard let run, let base = comparison.base, run.path != base.path else {
        say("choose a run beside the baseline", at: now)
        return []
      }
      return [.leave(.go(.diff(base.path, run.path)))]
    case .compareSort, .compareReverse: changeSort(command)
    case .compareFrontCost: frontCost = frontCost == .work ? .throughput : .work
    case .compareFrontTask: chooseNextTask()
    case .compareColumnLeft, .compareColumnRight:
      let step = command == .compareColumnLeft ? -1 : 1
      if focus == .figures {
        figureOffset = min(max(0, figureOffset + step), FinalFigure.allCases.count + 8)
      } else {
        recipeOffset.column = min(max(0, recipeOffset.column + step), max(0, comparison.runs.count - 1))
      }
    case .compareScrollUp: recipeOffset.row = max(0, recipeOffset.row - 5)
    case .compareScrollDown: recipeOffset.row = min(recipeOffset.row + 5, RecipeKey.all.count)
    case .compareCellUp: cell.row -= 1
    case .compareCellDown: cell.row += 1
    case .compareCellLeft: cell.column -= 1
    case .compareCellRight: cell.column += 1
    case .previousLayer: chooseLayer(by: -1)
    case .nextLayer: chooseLayer(by: 1)
    default:
      if let panel = panels.enumerated().first(where: { command == .panel($0.offset + 1) })?.element {
        isZoomed = focus == panel ? !isZoomed : isZoomed
        focus = panel
      } else {
        look(command)
      }
    }
    return []
  }

  /// What Escape takes back, one thing at a time.
  private mutating func clear() {
    if isZoomed {
      isZoomed = false
    } else if cursor != nil {
      cursor = nil
    } else if isDifference {
      isDifference = false
    } else {
      (zoom, end) = (0, nil)
    }
  }

  private mutating func turn(by step: Int) {
    if focus == .experts {
      let all = CompareExpertsView.allCases
      let place = (all.firstIndex(of: expertsView) ?? 0) + step
      expertsView = all[(place + all.count) % all.count]
    } else if focus == .figures {
      let views = figuresViews
      let place = (views.firstIndex(of: figuresShown) ?? 0) + step + views.count
      figuresView = views[place % views.count]
      figureOffset = 0
    } else if let measure = measure(focus) {
      let all = measures(of: focus)
      guard let place = all.firstIndex(of: measure) else { return }
      shown[focus] = (place + step + all.count) % all.count
    }
  }

  private mutating func chooseRun(by step: Int) {
    let count = comparison.runs.count
    guard count > 0 else { return }
    // In the table the next run is the next row.
    let order = figures.rows.filter { !$0.isGroup }.map { $0.runs[0] }
    let place = order.firstIndex(of: current) ?? 0
    current = order.isEmpty ? 0 : order[(place + step + order.count) % order.count]
  }

  /// Chooses the first run on the next task, whose front is then shown.
  private mutating func chooseNextTask() {
    guard let front, let place = fronts.firstIndex(where: { $0.task == front.task }) else { return }
    current = fronts[(place + 1) % fronts.count].points.first?.runs.first ?? current
  }

  private mutating func chooseLayer(by step: Int) {
    let all = [LayerChoice.all] + comparison.layers
    let place = (all.firstIndex(of: layer) ?? 0) + step
    layer = all[(place + all.count) % all.count]
    if case .one(let index, let part) = layer,
      let row = comparison.base?.state.layers.firstIndex(where: { $0.layer == index && $0.part == part })
    {
      cell.row = row
    }
  }

  private mutating func changeSort(_ command: CommandID) {
    if command == .compareReverse {
      isDescending.toggle()
    } else {
      let all = FinalFigure.allCases.filter { figure in
        if figure.isOfTargets { return comparison.runs.contains { $0.finals[figure] != nil } }
        return figure != .score || hasScores
      }
      let next = sort.flatMap { all.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
      sort = next < all.count ? all[next] : nil
    }
  }

  private mutating func remove(at now: Double) {
    guard comparison.runs.count > 1 else { return say("the last run stays; q leaves", at: now) }
    let label = comparison.labels[current]
    comparison.remove(current)
    say("\(label) taken out", at: now)
  }

  private mutating func askForSession(at now: Double) {
    let paths = library.filter { path in !comparison.runs.contains { $0.path == path } }
    guard !paths.isEmpty else { return say("no other sessions in the library", at: now) }
    let names = paths.map { ComparedRun(path: $0, look: 0).fileName }
    dialog = .choice(.add(paths), Choice(title: "Add a run", names: names))
  }

  /// Takes an answer of a dialog in.
  mutating func take(_ answer: DialogAnswer<CompareQuestion>, at now: Double) -> [Effect] {
    switch answer {
    case .chosen(.add(let paths), let place):
      dialog = nil
      guard paths.indices.contains(place) else { return [] }
      if let fault = comparison.add(paths[place], look: looks[paths[place]]) {
        say(fault, at: now)
      } else {
        current = comparison.runs.count - 1
      }
    case .entered(.goTo, let text):
      let digits = text.filter { $0 != "," && $0 != " " && $0 != "_" }
      guard let x = Double(digits), x.isFinite, x >= 0 else {
        dialog = dialog?.failing("not a number of at least 0")
        return []
      }
      dialog = nil
      cursor = span.map { min(max(x, $0.lowerBound), $0.upperBound) }
    default: dialog = nil
    }
    return []
  }

  /// A click chooses a panel, the wheel the run before or after.
  private mutating func point(_ event: MouseEvent) {
    guard dialog == nil, let panel = places.first(where: { $0.area.contains(event.position) })?.panel else { return }
    switch event.action {
    case .press: focus = panel
    case .wheelUp: chooseRun(by: -1)
    case .wheelDown: chooseRun(by: 1)
    case .release, .drag: break
    }
    refresh()
  }
}
