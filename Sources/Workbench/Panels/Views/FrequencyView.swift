internal import Experiment
internal import TerminalUI

extension CommandID {
  static let frequencyAgainst: CommandID = "experts.frequency.against"
}

/// Tokens by how frequent they are: which experts see them, and how well they are predicted.
struct FrequencyView: PanelView {
  /// Whether losses are compared with the first evaluation instead of the one before.
  var againstFirst = true
  /// With a mask: whether the choices are shown and not what is visible.
  var showsChoices = false

  let name = "experts.frequency"
  let word = "frequency"
  var commands: [Binding] {
    [
      binding([.character("n")], .normalize, "mask", "with a mask: what is visible, or what was chosen", rank: 10),
      binding(
        [.character("b")], .frequencyAgainst, "against", "compare losses with the first evaluation, or the one before",
        rank: 11),
    ] + arrows(vertical: "layer", horizontal: "expert")
  }

  func detail(_ shared: Shared) -> String {
    let evaluation = shared.evaluation.map { "evaluation at \(grouped($0.step))" } ?? "no evaluation"
    return [layerName(shared), evaluation].filter { !$0.isEmpty }.joined(separator: " · ")
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .frequencyAgainst: againstFirst.toggle()
    case .normalize: showsChoices.toggle()
    case .cellUp: shared.moveLayer(by: -1)
    case .cellDown: shared.moveLayer(by: 1)
    case .cellLeft: shared.moveExpert(by: -1)
    case .cellRight: shared.moveExpert(by: 1)
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let losses = shared.evaluation?.frequencies ?? []
    guard let picture = picture(shared, theme: canvas.theme) else {
      if losses.isEmpty { return drawNothing(shared.missing("losses by frequency"), in: area, on: &canvas) }
      return drawLosses(shared, losses, firstRow: area.height >= 5 ? 2 : 1, in: area, on: &canvas)
    }
    let width = area.width >= 40 ? min(46, max(20, area.width * 2 / 5)) : 8
    let (left, right) = area.splitRight(losses.isEmpty ? 0 : width)
    picture.draw(in: left.inset(right: losses.isEmpty ? 0 : 2), on: &canvas)
    drawLosses(shared, losses, firstRow: area.height >= 5 ? 2 : 1, in: right, on: &canvas)
  }

  /// The map of the chosen layer: what its mask lets through, or who chose whom.
  private func picture(_ shared: Shared, theme: Theme) -> HeatPicture? {
    guard let layer = shared.layer else { return nil }
    let mask = shared.shape(of: layer)?.visibility ?? []
    let isMasked = mask.count == 10 * layer.experts
    let counts = shared.layerMeasures.flatMap {
      CountTable($0.frequencyCounts, rows: 10, columns: layer.experts)
    }
    let values: [[Double]]
    let caption: String
    if isMasked, !showsChoices || counts == nil {
      values = (0..<10).map { row in (0..<layer.experts).map { Double(mask[row * layer.experts + $0]) } }
      caption = "visible to % of tokens: frequency (1 most) × expert"
    } else if let counts {
      values = counts.rowShares
      caption = "chosen, % of the row: frequency (1 most) × expert"
    } else {
      return nil
    }
    return HeatPicture(
      values: values, caption: caption, rowLabels: (1...10).map(String.init),
      columnLabels: (0..<layer.experts).map(String.init), selected: (-1, shared.selection.expert ?? -1),
      hasNumbers: true)
  }

  /// A row for each bucket: loss, bar, difference.
  private func drawLosses(
    _ shared: Shared, _ losses: [FrequencyLoss], firstRow: Int, in area: Rect, on canvas: inout Canvas
  ) {
    guard !area.isEmpty, !losses.isEmpty else { return }
    let theme = canvas.theme
    let before = againstFirst ? shared.evaluations.first : shared.evaluations.dropLast().last
    let other = before?.step == shared.evaluation?.step ? nil : before
    let top = losses.map(\.loss).filter(\.isFinite).max() ?? 0
    let hasDifference = area.width >= 16 && other != nil
    let hasIds = area.width >= 40
    let bar = max(0, area.width - 6 - (hasDifference ? 8 : 0) - (hasIds ? 9 : 0))
    canvas.text("loss, nats", in: area.row(firstRow - 1), style: theme[.axis])
    if hasDifference, let other {
      let text = area.width >= 24 ? "from step \(grouped(other.step))" : "change"
      canvas.text(
        text, in: area.row(firstRow - 1).inset(left: 11, right: hasIds ? 9 : 0), style: theme[.axis],
        alignment: .right)
    }
    if hasIds { canvas.text("ids", in: area.row(firstRow - 1), style: theme[.axis], alignment: .right) }
    let room = area.height - firstRow - (area.height >= 4 ? 1 : 0)
    for (bucket, entry) in losses.prefix(min(10, max(0, room))).enumerated() {
      let row = area.row(firstRow + bucket)
      var spans = [
        Span(fitted(entry.loss.isFinite ? decimal(entry.loss, 2) : "-", to: 5, alignment: .right), theme[.value]),
        Span(" " + barText(top > 0 ? entry.loss / top : 0, width: max(0, bar - 1), glyphs: theme.glyphs), theme[.kept]),
      ]
      if hasDifference {
        let earlier = other.flatMap { bucket < $0.frequencies.count ? $0.frequencies[bucket].loss : nil } ?? .nan
        spans.append(difference(entry.loss - earlier, width: 8, theme))
      }
      if hasIds {
        spans.append(Span(fitted(grouped(entry.ids), to: 9, alignment: .right), theme[.muted]))
      }
      canvas.draw(Paragraph([spans]), in: row)
    }
  }
}

/// A change of a loss with its sign; less is good.
func difference(_ value: Double, width: Int, places: Int = 2, _ theme: Theme) -> Span {
  guard value.isFinite else { return Span(fitted("-", to: width, alignment: .right), theme[.muted]) }
  let text = (value > 0 ? "+" : "") + decimal(value, places)
  let isNothing = abs(value) < 0.5 / [1, 10, 100, 1000, 10_000][min(4, max(0, places))]
  return Span(fitted(text, to: width, alignment: .right), theme[isNothing ? .muted : value < 0 ? .ok : .warn])
}
