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
  let subjects: RunSubject = .text
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
    guard let layer = shared.layer, let picture = picture(layer, shared) else {
      if losses.isEmpty { return drawNothing(shared.missing("losses by frequency"), in: area, on: &canvas) }
      return drawLosses(shared, losses, in: area, on: &canvas)
    }
    // What the map shows is said over the whole width; the losses stand close beside its rows.
    let hasCaption = area.height >= 5
    let body = area.inset(top: hasCaption ? 1 : 0)
    if hasCaption {
      canvas.text(canvas.theme.glyphs.printable(caption(layer, shared)), in: area.row(0), style: canvas.theme[.muted])
    }
    let needed = losses.isEmpty ? 0 : area.width >= 40 ? min(46, max(20, area.width * 2 / 5)) : 8
    let (upper, lower) = body.splitTop(picture.height)
    let (left, right) = upper.splitLeft(min(picture.width + 3, upper.width - needed))
    picture.draw(in: left.inset(right: losses.isEmpty ? 0 : 2), on: &canvas)
    drawLosses(shared, losses, in: right.splitLeft(max(needed, 60)).left, on: &canvas)
    // The other layers' maps have their place below.
    let others = pictures(shared) { self.picture($0, shared) }.dropFirst()
    let rest = lower.inset(top: 1)
    guard rest.height >= picture.height + 1, others.count > 1 else { return }
    HeatPicture.draw(Array(others), in: rest, on: &canvas)
  }

  func table(_ shared: Shared) -> DataTable? {
    DataTable(pictures(shared) { picture($0, shared) }, row: "frequency_bucket", column: "expert")
  }

  private func caption(_ layer: LayerHistory, _ shared: Shared) -> String {
    showsMask(layer, shared)
      ? "% of tokens that see an expert: token frequency (1: most frequent) × expert"
      : "choices, % of the row: token frequency (1: most frequent) × expert"
  }

  private func mask(_ layer: LayerHistory, _ shared: Shared) -> [Float]? {
    let mask = shared.shape(of: layer)?.visibility ?? []
    return mask.count == 10 * layer.experts ? mask : nil
  }

  private func counts(_ layer: LayerHistory, _ shared: Shared) -> CountTable? {
    shared.evaluation.flatMap { shared.measures(of: layer, in: $0) }.flatMap {
      CountTable($0.frequencyCounts, rows: 10, columns: layer.experts)
    }
  }

  private func showsMask(_ layer: LayerHistory, _ shared: Shared) -> Bool {
    mask(layer, shared) != nil && (!showsChoices || counts(layer, shared) == nil)
  }

  /// The map of a layer: what its mask lets through, or who was chosen.
  private func picture(_ layer: LayerHistory, _ shared: Shared) -> HeatPicture? {
    let values: [[Double]]
    if let mask = mask(layer, shared), showsMask(layer, shared) {
      values = (0..<10).map { row in (0..<layer.experts).map { Double(mask[row * layer.experts + $0]) } }
    } else if let counts = counts(layer, shared) {
      values = counts.rowShares
    } else {
      return nil
    }
    return HeatPicture(
      values: values, caption: "", rowLabels: (1...10).map(String.init),
      columnLabels: (0..<layer.experts).map(String.init), selected: (-1, shared.selection.expert ?? -1))
  }

  /// A row for each bucket: loss, bar, difference.
  private func drawLosses(
    _ shared: Shared, _ losses: [FrequencyLoss], in area: Rect, on canvas: inout Canvas
  ) {
    guard !area.isEmpty, !losses.isEmpty else { return }
    let theme = canvas.theme
    let before = againstFirst ? shared.evaluations.first : shared.evaluations.dropLast().last
    let other = before?.step == shared.evaluation?.step ? nil : before
    let top = losses.map(\.loss).filter(\.isFinite).max() ?? 0
    let hasDifference = area.width >= 16 && other != nil
    let hasIds = area.width >= 40
    let bar = max(0, area.width - 6 - (hasDifference ? 8 : 0) - (hasIds ? 9 : 0))
    canvas.text("loss, nats", in: area.row(0), style: theme[.axis])
    if hasDifference, let other {
      let text = area.width >= 24 ? "from step \(grouped(other.step))" : "change"
      canvas.text(
        text, in: area.row(0).inset(left: 11, right: hasIds ? 9 : 0), style: theme[.axis],
        alignment: .right)
    }
    if hasIds { canvas.text("ids", in: area.row(0), style: theme[.axis], alignment: .right) }
    let room = area.height - 1 - (area.height >= 4 ? 1 : 0)
    for (bucket, entry) in losses.prefix(min(10, max(0, room))).enumerated() {
      let row = area.row(1 + bucket)
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
