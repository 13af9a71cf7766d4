internal import Experiment
public import TerminalUI

/// What runs, where, and how fast: speed, phases, memory, the recipe's main keys and the keys that can be changed.
public struct RunPanel: Panel {
  /// As a new run is shown.
  public init() {}

  public let name = "run"
  public let title = "Run"
  public func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(name, minimum: Size(38, 6), widthShare: 26, heightShare: 8, maximumHeight: 24, priority: 40)
  }
  public var commands: [Binding] { [] }

  public func detail(_ shared: Shared) -> String {
    guard let header = shared.run.state.header else { return "" }
    return "\(header.workload) · \(compact(Double(header.totalParameters))) parameters"
  }

  public mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? { nil }

  public func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let header = shared.run.state.header else {
      canvas.text("waiting for the run", in: area.row(area.height / 2), style: theme[.muted], alignment: .center)
      return
    }
    let speed = SpeedFacts(shared, header)
    let recipe = RecipeFacts(shared, header)
    if area.width >= 74 {
      let parts = area.columns([.share(1), .fixed(2), .share(1)])
      speed.draw(in: parts[0], on: &canvas)
      recipe.draw(in: parts[2], on: &canvas)
    } else {
      let room = min(area.height, max(speed.height, area.height - recipe.height))
      let (upper, lower) = area.splitTop(room)
      speed.draw(in: upper, on: &canvas)
      recipe.draw(in: lower, on: &canvas)
    }
  }
}

/// Names in a column, values beside them.
struct FactColumn {
  static let nameWidth = 9

  static func draw(_ name: String, _ value: [Span], in row: Rect, on canvas: inout Canvas) {
    guard !row.isEmpty else { return }
    canvas.text(name, in: row.splitLeft(nameWidth).left, style: canvas.theme[.muted])
    canvas.draw(Paragraph([value]), in: row.inset(left: nameWidth + 1))
  }
}
