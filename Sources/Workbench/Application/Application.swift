internal import Experiment
internal import Foundation
public import TerminalUI

/// The full-screen program: waits, updates, draws. Runs on one thread, which owns the terminal.
public struct Application {
  /// How the program behaves.
  public struct Options {
    /// Most pictures a second; 2 to 5 are kind to a slow line.
    public var framesPerSecond: Double
    /// Where themes are found.
    public var themes: ThemeLibrary
    /// Name of the theme to begin with.
    public var theme: String
    /// Keys that differ from the standard.
    public var keys: [CommandID: [TerminalUI.Key]]
    /// Whether the mouse is taken at the start; off leaves text selection to the terminal.
    public var mouse: Bool
    /// Seconds that local time is ahead of UTC.
    public var utcOffset: Int
    /// Seconds since 1970; tests hand in a clock of their own.
    public var now: () -> Double

    /// Twenty pictures a second in the default theme, with the system's clock.
    public init(themes: ThemeLibrary = ThemeLibrary(folders: []), theme: String = "default") {
      framesPerSecond = 20
      self.themes = themes
      self.theme = theme
      keys = [:]
      mouse = false
      utcOffset = TimeZone.current.secondsFromGMT()
      now = { Date().timeIntervalSince1970 }
    }
  }

  private let source: any RunSource
  private let terminal: any Terminal
  private let options: Options
  private var state: WorkbenchState
  private var theme: Theme
  private var isDirty = true
  /// Whether the user waits for the next picture: after a key, a resize.
  private var isAwaited = true
  private var lastFrame = -Double.infinity

  /// Shows a run until the user leaves. The terminal is restored by whoever made it.
  ///
  /// - Returns: how the user left; `Outcome` says what is still to be done.
  /// - Throws: `TerminalUIError` for a theme that cannot be read, or keys that clash.
  public static func run(
    source: any RunSource, terminal: any Terminal, options: Options = Options()
  ) throws(TerminalUIError) -> Outcome {
    var application = try Application(source: source, terminal: terminal, options: options)
    return application.loop()
  }

  private init(source: any RunSource, terminal: any Terminal, options: Options) throws(TerminalUIError) {
    self.source = source
    self.terminal = terminal
    self.options = options
    theme = Theme(
      try options.themes.theme(options.theme).definition, depth: terminal.depth, glyphs: terminal.glyphs)
    state = try WorkbenchState(
      size: terminal.size, playback: source.playback, themes: options.themes.names, theme: options.theme,
      keys: options.keys, utcOffset: options.utcOffset)
    let waker = terminal.waker
    source.onArrival { waker.wake() }
    terminal.setMouse(options.mouse)
    state.takesMouse = options.mouse
  }

  private mutating func loop() -> Outcome {
    while true {
      if let outcome = takeArrivals() { return outcome }
      // Keys first, as many as there are; then one picture, if it is time for one and something changed.
      var event = terminal.wait(milliseconds: patience)
      while event != .timeout {
        if let outcome = take(event) { return outcome }
        event = event == .woken ? .timeout : terminal.wait(milliseconds: 0)
      }
      if let outcome = takeArrivals() { return outcome }
      draw()
    }
  }

  /// Milliseconds until something must be done though nothing happens.
  private var patience: Int {
    let now = options.now()
    var seconds = 60.0
    if isDirty { seconds = min(seconds, frameDue - now) }
    if let due = source.secondsToNext { seconds = min(seconds, due) }
    if let flash = state.flash { seconds = min(seconds, flash.until - now) }
    return Int((max(0, seconds) * 1000).rounded(.up))
  }

  private mutating func takeArrivals() -> Outcome? {
    let arrivals = source.drain()
    var outcome: Outcome?
    if !arrivals.events.isEmpty || arrivals.restarted {
      outcome = update(.arrived(arrivals.events, restarted: arrivals.restarted))
    }
    if let playback = source.playback, playback != state.shared.playback {
      outcome = update(.played(playback)) ?? outcome
    }
    let printed = terminal.capturedOutput()
    if !printed.isEmpty { outcome = update(.printed(printed)) ?? outcome }
    return outcome
  }

  private mutating func take(_ event: TerminalEvent) -> Outcome? {
    switch event {
    case .key(let key): update(.key(key))
    case .resized(let size): update(.resized(size))
    case .signal(let signal): update(.signal(signal))
    case .lost: update(.lost)
    case .woken, .timeout: nil
    }
  }

  /// Pictures a second when only events arrive: enough to see a run move, and the training keeps its cores.
  private static let restfulRate = 8.0

  /// When the next picture may be drawn.
  private var frameDue: Double {
    let rate = isAwaited ? options.framesPerSecond : min(options.framesPerSecond, Self.restfulRate)
    return lastFrame + 1 / max(0.5, rate)
  }

  private mutating func update(_ message: Message) -> Outcome? {
    isDirty = true
    switch message {
    case .arrived, .played, .printed: break
    default: isAwaited = true
    }
    var outcome: Outcome?
    for effect in state.update(message, at: options.now()) {
      switch effect {
      case .send(let command): source.send(command)
      case .playback(let command): source.control(command)
      case .useTheme(let name): use(theme: name)
      case .redraw: terminal.redraw()
      case .reloadThemes: state.themes = options.themes.names
      case .mouse(let isOn): terminal.setMouse(isOn)
      case .suspend:
        terminal.suspend()
        state.size = terminal.size
      case .quit(let wish): outcome = outcome ?? wish
      }
    }
    return outcome
  }

  private mutating func use(theme name: String) {
    do {
      theme = Theme(try options.themes.theme(name).definition, depth: terminal.depth, glyphs: terminal.glyphs)
    } catch {
      _ = state.update(.printed([error.message]), at: options.now())
    }
  }

  private mutating func draw() {
    let now = options.now()
    if let flash = state.flash, flash.until <= now {
      _ = state.update(.tick, at: now)
      isDirty = true
    }
    guard isDirty, now >= frameDue else { return }
    (isDirty, isAwaited) = (false, false)
    lastFrame = now
    terminal.draw(state.picture(theme))
  }
}
