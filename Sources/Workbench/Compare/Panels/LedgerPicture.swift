internal import Experiment
internal import TerminalUI

/// The token ledgers of two runs at the cursor, their difference, and the same expert by expert.
struct LedgerPicture {
  let state: CompareState
  let base: ComparedRun
  let run: ComparedRun

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let own = base.index(at: state.cursor, over: state.axis),
      let other = run.index(at: state.cursor, over: state.axis)
    else { return drawNothing("no step yet", in: area, on: &canvas) }
    let (upper, lower) = area.splitTop(min(area.height, LedgerColumn.allCases.count + 1))
    canvas.draw(totals(own, other), in: upper)
    guard lower.height >= 4 else { return }
    canvas.draw(experts(own, other, canvas.theme), in: lower.inset(top: 1))
  }

  /// Choices and slots of the chosen layer, or of all.
  private func totals(_ own: Int, _ other: Int) -> Table {
    func sums(_ run: ComparedRun, _ index: Int) -> [Double] {
      LedgerColumn.allCases.map { column in
        run.state.layers.reduce(0) { sum, layer in
          guard state.layer.includes(layer.layer, layer.part), index < layer.count else { return sum }
          return sum + Double(layer.totals(column)[index])
        }
      }
    }
    let (mine, theirs) = (sums(base, own), sums(run, other))
    /// Of what is routed, or of the slots where it is about slots.
    func share(_ sums: [Double], _ column: LedgerColumn) -> Double {
      let slots =
        sums[LedgerColumn.kept.rawValue] + sums[LedgerColumn.filled.rawValue] + sums[LedgerColumn.padded.rawValue]
      let whole = [.padded, .filled].contains(column) ? slots : sums[LedgerColumn.routed.rawValue]
      return whole > 0 ? sums[column.rawValue] / whole * 100 : 0
    }
    let rows = LedgerColumn.allCases.map { column -> [Table.Field] in
      let (a, b) = (mine[column.rawValue], theirs[column.rawValue])
      let (p, q) = (share(mine, column), share(theirs, column))
      return [
        Table.Field(column.description, role: .text), Table.Field(grouped(Int(a))), Table.Field(grouped(Int(b))),
        Table.Field(signed(b - a, 0), role: .value), Table.Field(decimal(p, 1), role: .muted),
        Table.Field(decimal(q, 1), role: .muted), Table.Field(signed(q - p, 1), role: .value),
      ]
    }
    return Table(
      columns: [
        Table.Column(state.layer.name, minimum: 9, priority: 100),
        Table.Column("baseline", alignment: .right, priority: 80), Table.Column("run", alignment: .right, priority: 80),
        Table.Column("difference", alignment: .right, priority: 95),
        Table.Column("base %", alignment: .right, priority: 40), Table.Column("run %", alignment: .right, priority: 40),
        Table.Column("points", alignment: .right, priority: 60),
      ], rows: rows)
  }

  /// One row an expert of the chosen layer, beside the expert that it is matched with.
  private func experts(_ own: Int, _ other: Int, _ theme: Theme) -> Table {
    let layers = base.state.layers
    let place: Int =
      switch state.layer {
      case .all: min(state.cell.row, layers.count - 1)
      case .one(let layer, let part): layers.firstIndex { $0.layer == layer && $0.part == part } ?? 0
      }
    let mine = layers[place]
    let theirs = run.state.layers.first { $0.layer == mine.layer && $0.part == mine.part }
    let matching = state.matching(mine.layer, mine.part)
    let theirExperts = theirs?.experts ?? 0
    let order = matching?.order ?? (0..<max(mine.experts, theirExperts)).map { $0 < theirExperts ? $0 : nil }
    func count(_ layer: LayerHistory?, _ column: LedgerColumn, _ expert: Int?, _ index: Int) -> Int? {
      guard let layer, let expert, index < layer.count else { return nil }
      let counts = layer.experts(column, at: index)
      return Int(counts[counts.startIndex + expert])
    }
    let dash = theme.glyphs.printable("–")
    let shown: [LedgerColumn] = [.routed, .dropped, .padded]
    let rows = order.enumerated().map { expert, partner -> [Table.Field] in
      let number = expert < mine.experts ? expert : nil
      let name =
        (number.map(String.init) ?? "none") + " " + theme.glyphs.pointer + " " + (partner.map(String.init) ?? "none")
      return [Table.Field(name, role: .text)]
        + shown.flatMap { column -> [Table.Field] in
          let (a, b) = (count(mine, column, number, own), count(theirs, column, partner, other))
          let difference = a.flatMap { a in b.map { Double($0 - a) } }
          return [
            Table.Field(b.map(grouped) ?? dash, role: .muted),
            Table.Field(difference.map { signed($0, 0) } ?? dash, role: .value),
          ]
        }
    }
    return Table(
      columns: [Table.Column("layer \(mine.layer)\(mine.part) expert", minimum: 8, priority: 100)]
        + shown.enumerated().flatMap { place, column in
          [
            Table.Column(column.description, alignment: .right, priority: 80 - place),
            Table.Column(theme.glyphs.printable("Δ"), alignment: .right, priority: 90 - place),
          ]
        }, rows: rows)
  }

  private func signed(_ value: Double, _ places: Int) -> String {
    let text = decimal(value, places)
    return value > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
  }
}
