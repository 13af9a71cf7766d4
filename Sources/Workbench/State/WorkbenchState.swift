internal import Experiment
public import TerminalUI

/// Everything that the screen is a function of.
public struct WorkbenchState: Sendable {
  /// What the panels share.
  public internal(set) var shared = Shared()
  /// The panels in the order of their numbers: those that the run has a use for.
  var panels: [any Panel]
  /// The other panels of the catalogue.
  var resting: [any Panel]
  /// The panel that shall have the focus as soon as there is one of this name.
  var wantedFocus: String?
  /// Place of the panel that gets the keys.
  public internal(set) var focus = 0 { didSet { wantedFocus = nil } }
  /// Whether that panel takes the whole screen.
  public internal(set) var isZoomed = false
  /// Columns and rows.
  public internal(set) var size: Size
  /// Names of the themes to choose from.
  public internal(set) var themes: [String]
  /// Name of the theme in use.
  public internal(set) var theme: String
  /// Whether the user has asked for a clean stop.
  public internal(set) var isStopping = false

  /// Whether mouse events are taken.
  public internal(set) var takesMouse = false

  var dialog: SceneDialog<RunQuestion>?
  /// What goes on behind a frozen display; nil when it is not frozen.
  var behind: RunHistory?
  /// A short answer to a key, and until when it is shown.
  var flash: (text: String, until: Double)?
  /// The run's session file, if it is known.
  var session: String?
  /// How the user has moved the borders between panels.
  public internal(set) var proportions = PanelProportions()
  /// The border that the mouse holds.
  var heldBorder: PanelProportions.Border?
  var recentCommands: [CommandID] = []
  var lastInterrupt = -Double.infinity
  private let overrides: [CommandID: [TerminalUI.Key]]

  /// The state before the first event.
  /// - Parameters:
  ///   - playback: where the replay stands; nil for a live run.
  ///   - themes: names to choose from.
  ///   - theme: the one in use.
  ///   - keys: keys that differ from the standard.
  ///   - utcOffset: seconds that local time is ahead of UTC.
  /// - Throws: `TerminalUIError` when `keys` gives two commands one key.
  public init(
    size: Size, playback: Playback? = nil, themes: [String] = [], theme: String = "",
    keys: [CommandID: [TerminalUI.Key]] = [:],
    utcOffset: Int = 0
  ) throws(TerminalUIError) {
    self.size = size
    self.themes = themes
    self.theme = theme
    panels = PanelCatalog.all.filter { $0.subjects.contains(.text) }
    resting = PanelCatalog.all.filter { !$0.subjects.contains(.text) }
    overrides = keys
    shared.playback = playback
    shared.utcOffset = utcOffset
    _ = try WorkbenchState.table(PanelCatalog.all).overriding(keys)
  }

  /// Whether the display stands still while the run goes on.
  public var isFrozen: Bool { behind != nil }
  /// Whether a trainer is at work that keys can steer.
  public var isSteerable: Bool { shared.isLive && shared.writer == nil && history.state.finish == nil }
  /// The run as it is, also behind a frozen display.
  public var history: RunHistory { behind ?? shared.run }

  /// The one table of keys, with the user's own.
  public var bindings: KeyBindings {
    WorkbenchState.table(panels, subject: shared.subject).overridingKnown(overrides)
  }

  /// The contexts that get a key, the innermost first.
  public var contexts: [KeyContext] {
    let mode: [KeyContext] = shared.isLive ? (isSteerable ? [.live] : []) : [.replay]
    return mode + panels[focus].contexts + [.global]
  }

  /// - Parameter subject: what the run is about; some keys are of no use to all runs.
  static func table(_ panels: [any Panel], subject: RunSubject = .any) -> KeyBindings {
    KeyBindings(
      Commands.live + Commands.replay + panels.flatMap(\.allCommands) + Commands.views
        + Commands.global(panels: panels, subject: subject))
  }
}
