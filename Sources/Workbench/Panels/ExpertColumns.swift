internal import TerminalUI

/// The numbers at the right of the experts' bars; their columns stand still whatever the values are.
struct ExpertColumns {
  /// Whether there is room for a column each for load, drop, pad and remark.
  let isWide: Bool
  /// Columns of the load's trend; 0 where there is no room.
  let trend: Int

  init(width: Int) {
    isWide = width >= 52
    trend = width >= 90 ? 24 : width >= 76 ? 16 : 0
  }

  /// Columns of a tail.
  private var width: Int { (isWide ? 24 : 15) + (trend > 0 ? trend + 2 : 0) }

  /// - Parameter loads: the load over the run, as many values as the trend has columns.
  func tail(_ expert: ExpertFigures, load: Double, loads: [Double], health: ExpertHealth, theme: Theme) -> [Span] {
    let (word, role): (String, Role) =
      switch health {
      case .dead: ("DEAD", .expertDead)
      case .hot: ("HOT", .expertHot)
      case .normal: ("", .text)
      }
    let times = Span(fitted(decimal(load, 2) + theme.glyphs.times, to: 6, alignment: .right), theme[.value])
    let drop = share(expert.dropped, of: expert.routed)
    let pad = share(expert.padded, of: expert.slots)
    let isDropping = expert.dropped > 0
    if isWide {
      return [
        times,
        Span(fitted(drop, to: 6, alignment: .right), theme[isDropping ? .dropped : .muted]),
        Span(fitted(pad, to: 6, alignment: .right), theme[expert.padded > 0 ? .padded : .muted]),
        Span("  " + fitted(word, to: 4), theme[role]),
      ] + (trend > 0 ? [Span("  " + spark(loads, theme), theme[.axis])] : [])
    }
    let remark: Span
    if !word.isEmpty {
      remark = Span(" " + fitted(word, to: 8), theme[role])
    } else if isDropping {
      remark = Span(" " + fitted("drop \(drop)", to: 8), theme[.dropped])
    } else {
      remark = Span(" " + fitted(expert.padded > 0 ? "pad  \(pad)" : "", to: 8), theme[.padded])
    }
    return [times, remark]
  }

  func drawHeader(in row: Rect, on canvas: inout Canvas) {
    guard isWide else { return }
    let x = row.maxX - width
    for (column, name) in ["load", "drop", "pad"].enumerated() {
      let place = Rect(x: x + column * 6, y: row.y, width: 6, height: 1)
      canvas.text(name, in: place, style: canvas.theme[.axis], alignment: .right)
    }
    if trend > 0 {
      canvas.text("load over the run", x: x + 26, y: row.y, style: canvas.theme[.axis], limit: trend)
    }
  }

  /// The load's levels from 0 to twice the fair share.
  private func spark(_ loads: [Double], _ theme: Theme) -> String {
    let levels = theme.glyphs.levels
    let marks = loads.map { load in
      load.isFinite ? levels[min(levels.count - 1, max(0, Int(load / 2 * Double(levels.count))))] : " "
    }
    return fitted(marks.joined(), to: trend)
  }

  private func share(_ part: Int, of whole: Int) -> String {
    guard part > 0, whole > 0 else { return "0%" }
    let percent = Double(part) / Double(whole) * 100
    return percent < 0.5 ? "<1%" : "\(decimal(percent, 0))%"
  }
}
