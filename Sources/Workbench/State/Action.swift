/// Something the user can do, by a stable name. Panels add their own beside their code.
public struct Action: Hashable, Sendable {
  /// A word such as `quit` or `loss.scale`; a file of the user's own keys refers to it.
  public let name: String
  /// Makes an action of a name.
  public init(_ name: String) { self.name = name }
}

extension Action {
  static let quit = Action("quit")
  static let interrupt = Action("interrupt")
  static let help = Action("help")
  static let close = Action("close")
  static let nextPanel = Action("panel.next")
  static let previousPanel = Action("panel.previous")
  static let zoom = Action("panel.zoom")
  static let resetLayout = Action("layout.reset")
  static let nextTheme = Action("theme.next")
  static let redraw = Action("redraw")
  static let reloadThemes = Action("theme.reload")
  static let suspend = Action("suspend")
  static let freeze = Action("freeze")
  static let mark = Action("mark")
  static let note = Action("note")
  static let toggleRun = Action("run.toggle")
  static let singleStep = Action("run.step")
  static let change = Action("run.change")
  static let undo = Action("run.undo")
  static let stepBack = Action("step.back")
  static let stepForth = Action("step.forth")
  static let previousMark = Action("mark.previous")
  static let nextMark = Action("mark.next")
  static let goTo = Action("go.to")
  static let goToEnd = Action("go.end")
  static let previousLayer = Action("layer.previous")
  static let nextLayer = Action("layer.next")
  static let nextDevice = Action("device.next")
  static let jumpBack = Action("replay.back")
  static let jumpForth = Action("replay.forth")
  static let faster = Action("replay.faster")
  static let slower = Action("replay.slower")
  static let loop = Action("replay.loop")

  /// Shows the panel with a number from 1.
  static func panel(_ number: Int) -> Action { Action("panel.\(number)") }
}
