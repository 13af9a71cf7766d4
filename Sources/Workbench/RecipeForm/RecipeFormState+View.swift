internal import Experiment
internal import Sweeps
public import TerminalUI

extension RecipeFormState {
  /// The picture of the state, as large as the window.
  public func picture(_ theme: Theme) -> CellBuffer {
    var canvas = Canvas(size, theme: theme)
    guard let places else {
      canvas.draw(TooSmall(have: size, need: WorkbenchState.minimumSize), in: canvas.bounds)
      drawDialog(on: &canvas)
      return canvas.buffer
    }
    let (upper, footer) = Rect(size).splitBottom(1)
    canvas.draw(header(theme), in: upper.row(0))
    if let schedule {
      let whole = upper.inset(top: 1)
      let reducer = draft.recipe[Keys.Merging.reducer].rawValue
      Frame.draw(
        [(Frame("Schedule", detail: theme.glyphs.printable("merging.removed · \(reducer)"), isFocused: true), whole)],
        on: &canvas)
      canvas.draw(SchedulePicture(editor: schedule), in: Frame.content(of: whole))
      drawFooter(on: &canvas, in: footer, keys: typingKeys)
      drawDialog(on: &canvas)
      return canvas.buffer
    }
    var frames: [(frame: Frame, area: Rect)] = [
      (Frame("Recipe", detail: theme.glyphs.printable(detail), isFocused: true), places.keys)
    ]
    if let help = places.help { frames.append((Frame(rowName), help)) }
    if let costs = places.costs { frames.append((Frame(draft.isSweep ? "Sweep" : "Costs"), costs)) }
    Frame.draw(frames, on: &canvas)
    canvas.draw(FormList(state: self), in: Frame.content(of: places.keys))
    if let help = places.help { canvas.draw(FormHelp(state: self), in: Frame.content(of: help)) }
    if let costs = places.costs { canvas.draw(FormCosts(state: self), in: Frame.content(of: costs)) }
    drawFooter(on: &canvas, in: footer, keys: typingKeys)
    drawDialog(on: &canvas)
    return canvas.buffer
  }

  /// Where the list of keys stands on the screen.
  var listArea: Rect? { places.map { Frame.content(of: $0.keys) } }

  /// The frames, which share their edges; nil when the window is too small. What helps gives way before the keys.
  private var places: (keys: Rect, help: Rect?, costs: Rect?)? {
    guard size.holds(WorkbenchState.minimumSize) else { return nil }
    var keys = Rect(size).inset(top: 1, bottom: 1)
    var (help, costs): (Rect?, Rect?)
    if size.width >= 100 {
      let (left, right) = keys.splitLeft(max(60, size.width * 56 / 100))
      keys = left
      costs = Rect(x: right.x - 1, y: right.y, width: right.width + 1, height: right.height)
    } else if keys.height >= 20 {
      let (upper, lower) = keys.splitBottom(keys.height >= 30 ? 12 : 6)
      keys = upper
      costs = Rect(x: lower.x, y: lower.y - 1, width: lower.width, height: lower.height + 1)
    }
    if keys.height >= 10 {
      let (upper, lower) = keys.splitBottom(keys.height >= 24 ? 5 : 4)
      keys = upper
      help = Rect(x: lower.x, y: lower.y - 1, width: lower.width, height: lower.height + 1)
    }
    return (keys, help, costs)
  }

  /// What the chosen row is called.
  private var rowName: String {
    switch row {
    case .key(let key): key.path
    case .field(let field): "sweep: \(field.title)"
    case .table, nil: ""
    }
  }

  private var detail: String {
    let keys = rows.count { !$0.isTable }
    let parts = [
      showsOnlyChanged ? "changed only" : "", filter.isEmpty ? "" : "match /\(filter)/",
      keys == 1 ? "1 key" : "\(keys) keys",
      draft.axes.isEmpty ? "" : "\(draft.axes.count) varied",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  private func header(_ theme: Theme) -> StatusLine {
    let changed = RecipeKey.all.count { draft.isChanged($0) }
    var left: [StatusLine.Item] = [
      .init(
        [Span("recipe ", theme[.muted]), Span(theme.glyphs.printable(sanitized(origin)), theme[.title])], priority: 90)
    ]
    if changed > 0 { left.append(.init([Span("* \(changed) changed", theme[.warn])], priority: 80)) }
    var right: [StatusLine.Item] = []
    if let fault = plan.fault {
      right.append(
        .init(
          [Span(" \(theme.glyphs.printable(truncated(fault, to: 44))) ", theme[.bad].adding(.reverse))], priority: 70))
    } else if let sweep = plan.sweep {
      right.append(.init([Span("\(grouped(sweep.trials.count)) trials", theme[.value])], priority: 70))
    } else if let run = plan.run {
      right.append(
        .init(
          [
            Span(compact(Double(run.totalParameters)), theme[.value]),
            Span(
              " parameters" + (run.trainedParameters.map { ", \(compact(Double($0))) trained" } ?? ""), theme[.muted]),
          ], priority: 70)
      )
    }
    return StatusLine(left: left, right: right, role: .header, gap: 2)
  }

  /// The keys of the dialog, or of the line that is being typed.
  private var typingKeys: [(String, String)]? {
    if let dialog { return dialog.keys }
    return edit == nil
      ? nil : [("Enter", "accept"), ("Esc", "cancel"), ("Ctrl-U", "clear"), ("Tab", "accept, next key")]
  }

  private func drawDialog(on canvas: inout Canvas) {
    dialog?.draw(
      in: canvas.bounds, on: &canvas, bindings: bindings, contexts: contexts,
      names: [
        .global: "The recipe form", .formMerging: "Recipes that merge tokens", .formSchedule: "The schedule of merging",
      ])
  }
}
