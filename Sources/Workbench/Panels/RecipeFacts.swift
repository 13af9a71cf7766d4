internal import Experiment
internal import TerminalUI

/// The recipe in a few lines: what may be changed while running first, then model, data and optimiser.
struct RecipeFacts {
  private let header: Header
  private let state: RunState
  private let rate: Double?
  private let values: [(key: RecipeKey, value: String)]

  init(_ shared: Shared, _ header: Header) {
    self.header = header
    state = shared.run.state
    rate = shared.index.map { shared.run.state.steps.learningRate[$0] }
    // What is changed most often stands first.
    let first = Keys.Optimizer.learningRate.path
    let all = shared.run.state.changeableValues.map { entry in
      // Mostly the list is empty and the groups follow from a rule; named in full it has no room.
      entry.key.path == Shared.groupsKey ? (key: entry.key, value: Self.groups(shared)) : entry
    }
    values = all.filter { $0.key.path == first } + all.filter { $0.key.path != first }
  }

  /// How many groups are in use, and where they are from.
  private static func groups(_ shared: Shared) -> String {
    guard !shared.hasMixture, let recipe = shared.run.state.recipe else { return "none" }
    let rule = recipe[Keys.Hierarchy.groups].isEmpty ? recipe[Keys.Hierarchy.grouping].rawValue : "listed"
    return "\(shared.taskGroups.groups.count), \(rule)"
  }

  /// Rows for everything.
  var height: Int { values.count + 4 + (header.clusters.isEmpty ? 0 : 1) + (header.tokenizer == nil ? 0 : 1) }

  /// The keys that can be changed in one line, for a panel without room.
  func drawBriefly(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let changed = Set(state.undoStack.map(\.key))
    let items = values.enumerated().map { place, entry in
      let words = entry.key.name.split(separator: "_").filter { $0 != "coefficient" && $0 != "factor" }
      return StatusLine.Item(
        [
          Span(words.joined(separator: " ") + " ", theme[.muted]),
          Span(entry.value, theme[changed.contains(entry.key.path) ? .warn : .value]),
        ], priority: -place)
    }
    canvas.draw(StatusLine(left: items, role: .text, gap: 2), in: area.row(0).widened)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    func value(_ text: String) -> Span { Span(text, theme[.value]) }
    func word(_ text: String) -> Span { Span(text, theme[.muted]) }
    let changed = Set(state.undoStack.map(\.key))
    var lines: [[Span]] = values.map { key, text in
      let name = key.name.split(separator: "_").joined(separator: " ")
      var spans = [
        word(fitted(name, to: 19)),
        Span(
          fitted(text, to: key.path == Shared.groupsKey ? max(7, displayWidth(of: text)) : 7, alignment: .right),
          theme[changed.contains(key.path) ? .warn : .value]),
      ]
      if changed.contains(key.path) { spans.append(Span(" changed", theme[.warn])) }
      if key.path == Keys.Optimizer.learningRate.path, let rate {
        spans += [word(" now "), value(compact(rate))]
      }
      return spans
    }
    if header.tasks.isEmpty, header.vocabulary > 0 {
      lines.append(experts(theme))
    } else if header.tasks.isEmpty {
      lines.append([
        word("model  "), value("\(header.layers)"), word(" blocks, a picture is "), value("\(header.sequenceLength)"),
        word(" tokens"),
      ])
    } else if header.workload == Recipe.Workload.domainAdaptation.rawValue {
      lines.append([
        word("steps  by turns: "),
        value(
          theme.glyphs.printable(
            header.tasks.map { "\(sanitized($0.name)) \(grouped($0.examples))" }.joined(separator: ", "))),
        word(" images"),
      ])
    } else {
      let kinds = Set(header.tasks.map(\.kind)).count
      let groups = Set(header.tasks.map(\.group)).count
      lines.append([
        word("tasks  "), value("\(header.tasks.count)"), word(" of "), value("\(kinds)"), word(" kinds, begun in "),
        value("\(groups)"), word(" groups, "), value(grouped(header.tasks.reduce(0) { $0 &+ $1.examples })),
        word(" examples"),
      ])
    }
    let inUse = header.parametersInUse
    lines.append([
      word("size   "), value(compact(Double(header.totalParameters))), word(" parameters, "),
      value(compact(Double(inUse.count))), word(" \(inUse.word), "), value(compact(header.flopsPerToken)),
      word(" FLOP/token"),
    ])
    lines.append(
      [word("batch  "), value(grouped(header.tokensPerStep)), word(" tokens of "), value("\(header.sequenceLength)")]
        + (header.vocabulary > 0 ? [word(", vocabulary "), value(grouped(header.vocabulary))] : []))
    if let tokenizer = header.tokenizer {
      lines.append([
        word("tokens "), value(theme.glyphs.printable(tokenizer.algorithm)), word(" of "),
        value(grouped(tokenizer.vocabulary)), word(" ids, "), value(decimal(tokenizer.bytesPerToken, 2)),
        word(" bytes a token"),
        word(tokenizer.scaffoldTokens > 0 ? ", \(grouped(tokenizer.scaffoldTokens)) scaffolds" : ""),
      ])
    }
    lines.append([
      word("data   "), value(theme.glyphs.printable(header.domains.joined(separator: ", "))), word("  seed "),
      value("\(header.seed)"),
    ])
    if !header.clusters.isEmpty {
      let drawn = header.clusters.count { $0.windows > 0 }
      lines.append([
        word("draws  "), value(theme.glyphs.printable(header.sampler)), word(", "),
        value(decimal(state.draws.effectiveClusters, 1)), word(" effective clusters (exp entropy) of "),
        value(grouped(drawn)),
      ])
    }
    canvas.draw(Paragraph(lines), in: area)
  }

  /// The shape of the layers with experts, as a line.
  private func experts(_ theme: Theme) -> [Span] {
    func value(_ text: String) -> Span { Span(text, theme[.value]) }
    func word(_ text: String) -> Span { Span(text, theme[.muted]) }
    let shape = header.moeLayers.first
    return [
      word("model  "), value("\(header.layers)"), word(" layers, "), value("\(header.moeLayers.count)"),
      word(" with "), value("\(shape?.experts ?? 0)"), word(" experts, "),
      value(theme.glyphs.printable(shape?.router ?? "dense")),
      word(" k="), value("\(shape?.k ?? 0)"), word(" on "), value("\(shape?.devices ?? 1)"),
    ]
  }
}
