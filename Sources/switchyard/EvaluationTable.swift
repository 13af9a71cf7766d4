import Experiment
import Foundation
import Training

/// Figures on held-out text side by side: as trained, and under other conditions.
struct EvaluationTable {
  let trained: EvaluationResult
  /// Nil when no condition was changed.
  let changed: EvaluationResult?

  /// One line a figure: name, value as trained, value under the conditions, difference.
  var lines: [String] {
    let rows = header + rows
    let names = rows.map(\.name.count).max() ?? 0
    return rows.map { row in
      let cells = row.cells.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }
      return row.name.padding(toLength: names, withPad: " ", startingAt: 0) + cells.joined()
    }
  }

  private typealias Row = (name: String, cells: [String])

  private var header: [Row] {
    [("", changed == nil ? ["as trained"] : ["as trained", "changed", "difference"])]
  }

  private var rows: [Row] {
    var rows =
      trained.tasks.isEmpty
      ? [row("loss, nats a token") { $0.loss }, row("bits a byte") { $0.bitsPerByte }] : [row("loss") { $0.loss }]
    for domain in trained.domains {
      rows.append(
        row("  \(domain.domain)") { $0.domains.first { $0.domain == domain.domain }?.loss ?? .nan })
      guard domain.bitsPerByte.isFinite else { continue }
      rows.append(
        row("  \(domain.domain), bits a byte") { $0.domains.first { $0.domain == domain.domain }?.bitsPerByte ?? .nan })
    }
    for (bucket, frequency) in trained.frequencies.enumerated() where frequency.tokens > 0 {
      let ids = "\(frequency.ids) id\(frequency.ids == 1 ? "" : "s")"
      rows.append(
        row("  frequency \(bucket + 1) of \(trained.frequencies.count), \(ids)") { $0.frequencies[bucket].loss })
    }
    if !trained.layers.isEmpty {
      rows.append(row("choices dropped, %") { 100 * $0.totals.droppedShare })
      rows.append(row("slots padded, %") { 100 * $0.totals.paddedShare })
      rows.append(row("tokens rectified", Self.whole) { Double($0.totals.rectified) })
      rows.append(row("slots filled", Self.whole) { Double($0.totals.filled) })
      if let changed, changed.layers.count == trained.layers.count {
        rows.append(row("first choices changed, %") { 100 * Self.flips($0) })
      }
    }
    return rows
  }

  private func row(
    _ name: String, _ text: (Double) -> String = Self.decimal, _ figure: (EvaluationResult) -> Double
  ) -> Row {
    let before = figure(trained)
    guard let changed else { return (name, [text(before)]) }
    let after = figure(changed)
    let difference = after - before
    return (name, [text(before), text(after), (difference > 0 ? "+" : "") + text(difference)])
  }

  /// Mean over the layers of the flips since the checkpoint's look.
  private static func flips(_ result: EvaluationResult) -> Double {
    result.layers.reduce(0) { $0 + Double($1.flipsSinceLast) } / Double(result.layers.count)
  }

  private static func decimal(_ value: Double) -> String { value.isFinite ? String(format: "%.4f", value) : "–" }

  private static func whole(_ value: Double) -> String { Quantity.count(Int(value)) }
}
