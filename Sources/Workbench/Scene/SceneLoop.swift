internal import Foundation
public import TerminalUI

/// Shows one scene: waits, updates, draws. Runs on one thread, which owns the terminal.
public struct SceneLoop {
  private let terminal: any Terminal
  private var options: SceneOptions
  private var theme: Theme
  private var isDirty = true
  /// Whether the user waits for the next picture: after a key, a resize.
  private var isAwaited = true
  private var pace: DrawingPace
  /// When the first key was read that no picture has answered yet.
  private var keyTime: Double?

  /// Shows a scene until it is left. The terminal is restored by whoever made it.
  ///
  /// - Parameter options: theme and mouse follow what the user chooses, for the next scene.
  /// - Returns: how it was left.
  /// - Throws: `TerminalUIError` for a theme that cannot be read.
  public static func run(
    _ scene: inout some Scene, terminal: any Terminal, options: inout SceneOptions
  ) throws(TerminalUIError) -> Departure {
    var loop = try SceneLoop(terminal: terminal, options: options)
    defer { options = loop.options }
    return loop.show(&scene)
  }

  private init(terminal: any Terminal, options: SceneOptions) throws(TerminalUIError) {
    self.terminal = terminal
    self.options = options
    pace = DrawingPace(options.pace)
    theme = Theme(
      try options.themes.theme(options.theme).definition, depth: terminal.depth, glyphs: terminal.glyphs)
  }

  private mutating func show(_ scene: inout some Scene) -> Departure {
    let waker = terminal.waker
    scene.onArrival { waker.wake() }
    terminal.setMouse(options.mouse)
    for input: SceneInput in [
      .resized(terminal.size), .themes(options.themes.names, current: options.theme), .mouse(options.mouse),
    ] {
      if let departure = give(input, to: &scene) { return departure }
    }
    while true {
      if let departure = gather(&scene) { return departure }
      // Keys first, as many as there are; then one picture, if it is time for one and something changed.
      var event = terminal.wait(milliseconds: patience(scene))
      while event != .timeout {
        if let departure = take(event, &scene) { return departure }
        event = event == .woken ? .timeout : terminal.wait(milliseconds: 0)
      }
      if let departure = gather(&scene) { return departure }
      draw(&scene)
    }
  }

  /// Milliseconds until something must be done though nothing happens.
  private func patience(_ scene: some Scene) -> Int {
    let now = options.now()
    var seconds = 60.0
    if isDirty { seconds = min(seconds, pace.due(isAwaited: isAwaited) - now) }
    if let due = scene.secondsToNext { seconds = min(seconds, due) }
    if let end = scene.flashEnd { seconds = min(seconds, end - now) }
    return Int((max(0, seconds) * 1000).rounded(.up))
  }

  private mutating func gather(_ scene: inout some Scene) -> Departure? {
    var departure: Departure?
    if let effects = scene.gather(at: options.now()) {
      isDirty = true
      departure = obey(effects, &scene)
    }
    let printed = terminal.capturedOutput()
    if !printed.isEmpty {
      isDirty = true
      departure = departure ?? obey(scene.take(.printed(printed), at: options.now()), &scene)
    }
    return departure
  }

  private mutating func take(_ event: TerminalEvent, _ scene: inout some Scene) -> Departure? {
    switch event {
    case .key(let key):
      if keyTime == nil { keyTime = options.now() }
      return give(.key(key), to: &scene)
    case .resized(let size): return give(.resized(size), to: &scene)
    case .signal(let signal): return give(.signal(signal), to: &scene)
    case .lost: return give(.lost, to: &scene)
    case .woken, .timeout: return nil
    }
  }

  private mutating func give(_ input: SceneInput, to scene: inout some Scene) -> Departure? {
    (isDirty, isAwaited) = (true, true)
    return obey(scene.take(input, at: options.now()), &scene)
  }

  private mutating func obey(_ effects: [Effect], _ scene: inout some Scene) -> Departure? {
    var departure: Departure?
    for effect in effects {
      switch effect {
      // A scene with a run carries these out itself.
      case .send, .playback: break
      case .useTheme(let name): use(theme: name, &scene)
      case .redraw: terminal.redraw()
      case .reloadThemes: _ = scene.take(.themes(options.themes.names, current: options.theme), at: options.now())
      case .mouse(let isOn):
        options.mouse = isOn
        terminal.setMouse(isOn)
      case .bell: terminal.bell()
      case .notify(let text): terminal.notify(text)
      case .export(let wish): export(wish, &scene)
      case .suspend:
        terminal.suspend()
        _ = scene.take(.resized(terminal.size), at: options.now())
      case .leave(let wish): departure = departure ?? wish
      }
    }
    return departure
  }

  private mutating func use(theme name: String, _ scene: inout some Scene) {
    do {
      theme = Theme(try options.themes.theme(name).definition, depth: terminal.depth, glyphs: terminal.glyphs)
      options.theme = name
    } catch {
      _ = scene.take(.printed([error.message]), at: options.now())
    }
  }

  /// Writes what is seen to a file, and says where.
  private mutating func export(_ wish: ScreenExport, _ scene: inout some Scene) {
    let now = options.now()
    do throws(TerminalUIError) {
      let file = try wish.write(wish.contents(of: scene.picture(theme), theme), in: options.exportFolder)
      scene.tell("saved \(file)", at: now)
    } catch {
      scene.tell(error.message, at: now)
    }
  }

  private mutating func draw(_ scene: inout some Scene) {
    let now = options.now()
    if let end = scene.flashEnd, end <= now {
      _ = scene.take(.tick, at: now)
      isDirty = true
    }
    guard isDirty, now >= pace.due(isAwaited: isAwaited) else { return }
    let cost = terminal.draw(scene.picture(theme))
    pace.drew(at: now, cost: cost, isAwaited: isAwaited)
    options.measured.pictures += 1
    options.measured.bytes += cost.bytes
    if let keyTime { options.measured.latencies.add(options.now() - keyTime) }
    (isDirty, isAwaited, keyTime) = (false, false, nil)
  }
}
