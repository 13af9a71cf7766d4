internal import Experiment
public import TerminalUI

/// The screen of one run, live, followed or replayed: joins a source of events and the state that is shown.
public struct RunScene: Scene {
  private let source: any RunSource
  var state: WorkbenchState

  /// Nothing has arrived yet.
  ///
  /// - Parameter session: the run's session, from which it can be run again; nil when it has none.
  /// - Throws: `TerminalUIError` for keys that clash.
  public init(
    _ source: any RunSource, options: SceneOptions = SceneOptions(), session: String? = nil
  ) throws(TerminalUIError) {
    self.source = source
    state = try WorkbenchState(
      size: Size(0, 0), playback: source.playback, keys: options.keys, utcOffset: options.utcOffset)
    state.session = session
    state.shared.isFrugal = options.isFrugal
  }

  /// Takes an input in; what concerns the run is carried out here.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    switch input {
    case .key(let key): return update(.key(key), at: now)
    case .resized(let size): return update(.resized(size), at: now)
    case .signal(let signal): return update(.signal(signal), at: now)
    case .lost: return update(.lost, at: now)
    case .printed(let lines): return update(.printed(lines), at: now)
    case .tick: return update(.tick, at: now)
    case .themes(let names, let current): (state.themes, state.theme) = (names, current)
    case .mouse(let isOn): state.takesMouse = isOn
    }
    return []
  }

  /// Takes in what the run has done.
  public mutating func gather(at now: Double) -> [Effect]? {
    var effects: [Effect]?
    let arrivals = source.drain()
    if !arrivals.events.isEmpty || arrivals.restarted {
      effects = update(.arrived(arrivals.events, restarted: arrivals.restarted), at: now)
    }
    if let playback = source.playback, playback != state.shared.playback {
      effects = (effects ?? []) + update(.played(playback), at: now)
    }
    if let writer = source.writer, writer != state.shared.writer {
      effects = (effects ?? []) + update(.watched(writer), at: now)
    }
    return effects
  }

  /// At the right of the footer, and in the log.
  public mutating func tell(_ text: String, at now: Double) {
    state.say(text, at: now)
    _ = update(.printed([text]), at: now)
  }

  /// When a replay's next event is due.
  public var secondsToNext: Double? { source.secondsToNext }
  /// When a short answer disappears.
  public var flashEnd: Double? { state.flash?.until }
  /// The source tells.
  public func onArrival(_ wake: @escaping @Sendable () -> Void) { source.onArrival(wake) }
  /// The picture of the state.
  public func picture(_ theme: Theme) -> CellBuffer { state.picture(theme) }

  private mutating func update(_ message: Message, at now: Double) -> [Effect] {
    let effects = state.update(message, at: now)
    for effect in effects {
      switch effect {
      case .send(let command): source.send(command)
      case .playback(let command): source.control(command)
      default: break
      }
    }
    return effects
  }
}
