internal import CNcurses
internal import CTerminal
internal import Glibc

/// The real terminal, through ncurses. One at a time; used on one thread.
///
/// While it exists, standard output and error are captured, the requests to end arrive as events, and whatever ends the
/// process (a trap, `exit`, a fatal signal) leaves the user's terminal as it was.
public final class CursesTerminal: Terminal {
  /// What the user asked for on the command line.
  public struct Options: Hashable, Sendable {
    /// Colours; `nil` decides by environment and terminal.
    public var depth: ColorDepth?
    /// Glyphs; `nil` decides by locale and terminal.
    public var glyphs: Glyphs?
    /// Whether mouse events are taken.
    public var mouse: Bool

    /// Makes options.
    public init(depth: ColorDepth? = nil, glyphs: Glyphs? = nil, mouse: Bool = false) {
      self.depth = depth
      self.glyphs = glyphs
      self.mouse = mouse
    }
  }

  /// Columns and rows as of the last event.
  public internal(set) var size: Size
  /// Colours it shows.
  public let depth: ColorDepth
  /// The best glyphs it prints.
  public let glyphs: Glyphs
  /// The terminfo entry in use; differs from `TERM` where that has none.
  public let terminfoName: String
  /// Ends a wait.
  public let waker: Waker

  let window: UnsafeMutablePointer<WINDOW>
  private let curses: OpaquePointer
  let stream: UnsafeMutablePointer<FILE>
  private let pipe: WakePipe
  var screen: CursesScreen
  private var keys = CursesKeys()
  private var capture: OutputCapture?
  private var unseen: [String] = []
  /// Found while something else was done, or together with something else.
  private var pending: [TerminalEvent] = []
  var takesMouse = false
  private var isUp = true
  var isLost = false
  var restoring = terminal_state()
  private let written = ThreadOutput()

  /// Takes the screen.
  /// - Throws: `TerminalUIError` if input or output is no terminal or no terminfo entry fits.
  public init(_ options: Options = Options(), environment: [String: String]) throws(TerminalUIError) {
    guard isatty(0) == 1, isatty(1) == 1 else {
      throw TerminalUIError("the screen needs a terminal for input and output; use --plain to print lines")
    }
    glyphs = CursesTerminal.chooseGlyphs(options.glyphs, environment: environment)
    pipe = try WakePipe()
    var modes = termios()
    tcgetattr(0, &modes)
    guard let stream = fdopen(dup(1), "w") else { throw TerminalUIError("cannot open the terminal for writing") }
    self.stream = stream
    // Before curses comes: where it finds the default for Ctrl-Z it takes the signal for itself, and ignores it for as long
    // as it writes a picture, so that many a Ctrl-Z would be lost.
    terminal_install_handlers(pipe.writing)
    do throws(TerminalUIError) {
      (curses, terminfoName) = try CursesTerminal.open(environment["TERM"] ?? "", stream)
    } catch {
      terminal_remove_handlers()
      throw error
    }
    guard let window = CursesTerminal.standardWindow(curses) else {
      terminal_remove_handlers()
      throw TerminalUIError("cannot open a window on terminal '\(terminfoName)'")
    }
    self.window = window
    CursesTerminal.setModes(window)
    let hasColors = has_colors() && start_color() == OK
    if hasColors { use_default_colors() }
    let count = hasColors ? Int(curses_color_count()) : 1
    let wanted = ColorDepth.decided(flag: options.depth, environment: environment, count: count)
    depth = hasColors ? min(wanted, ColorDepth.decided(flag: nil, environment: ["TERM": "x"], count: count)) : .mono
    screen = CursesScreen(window: window, depth: depth, isUnicode: CursesTerminal.codesetIsUTF8)
    size = CursesTerminal.windowSize()
    waker = Waker { [pipe] in pipe.wake() }
    capture = OutputCapture()
    restoring = terminal_state(
      screen: fileno(stream), saved_output: capture?.savedOutput ?? -1, saved_error: capture?.savedError ?? -1,
      capture: capture?.file ?? -1, modes: modes)
    arm()
    send(CursesTerminal.pasteOn)
    if options.mouse { setMouse(true) }
  }

  deinit { restore() }

  /// Shows a picture and says what that cost.
  @discardableResult
  public func draw(_ buffer: CellBuffer) -> DrawCost {
    guard isUp, !isLost else { return DrawCost() }
    let (bytes, start) = (written?.bytes ?? 0, Monotonic.seconds)
    screen.draw(buffer)
    return DrawCost(bytes: (written?.bytes ?? 0) - bytes, seconds: Monotonic.seconds - start)
  }

  /// Waits for the next event: signals first, then keys, then a poll of keyboard and pipe.
  public func wait(milliseconds: Int) -> TerminalEvent {
    guard isUp, !isLost else { return .lost }
    let deadline = Monotonic.milliseconds + max(0, milliseconds)
    while true {
      if !pending.isEmpty { return pending.removeFirst() }
      pending = takeFlags()
      if !pending.isEmpty { continue }
      if let key = keys.next(window) { return .key(key) }
      let left = deadline - Monotonic.milliseconds
      var polled = [
        pollfd(fd: 0, events: Int16(POLLIN), revents: 0), pollfd(fd: pipe.reading, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&polled, 2, Int32(clamping: max(0, left)))
      if ready == 0 { return .timeout }
      if ready < 0 { continue }
      if polled[1].revents != 0, pipe.drain() { return .woken }
      if polled[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { return lose() }
      if polled[0].revents & Int16(POLLIN) != 0 {
        if let key = keys.next(window) { return .key(key) }
        // Readable, and yet there is nothing: the end of a terminal that is gone, or bytes that are no key.
        var modes = termios()
        if tcgetattr(0, &modes) != 0 { return lose() }
      }
      if left <= 0 {
        pending = takeFlags()
        return pending.isEmpty ? .timeout : pending.removeFirst()
      }
    }
  }

  /// Rings the bell.
  public func bell() { if isUp, !isLost { beep() } }

  /// Sends the line as OSC 9, which terminals that do not know it pass over.
  public func notify(_ text: String) {
    if isUp, !isLost { send("\u{1b}]9;\(sanitized(text))\u{07}") }
  }

  /// Writes everything anew with the next picture.
  public func redraw() {
    screen.forget()
    clearok(window, true)
  }

  /// Leaves the screen, stops the process group, and comes back when it runs again.
  public func suspend() {
    guard isUp, !isLost else { return }
    leave()
    terminal_stop_group()
    enter()
    pending.append(.resized(size))
  }

  /// Takes mouse events or leaves them to the terminal.
  public func setMouse(_ on: Bool) {
    guard isUp, !isLost, on != takesMouse else { return }
    takesMouse = on
    curses_set_mouse(on ? 1 : 0)
    send(on ? CursesTerminal.dragOn : CursesTerminal.dragOff)
  }

  /// Lines printed by anybody since the last call.
  public func capturedOutput() -> [String] { capture?.lines() ?? [] }

  /// Keeps lines that are printed after the screen is left; the last 20 of them and of what was not read.
  public func printAfterwards(_ lines: [String]) { unseen = (unseen + lines).suffix(20) }

  /// Leaves the screen for good and prints the end of what was captured.
  public func restore() {
    guard isUp else { return }
    isUp = false
    if !isLost { leave() }
    terminal_disarm()
    terminal_remove_handlers()
    let lines = unseen
    capture?.end(unseen: lines)
    capture = nil
    delscreen(curses)
    fclose(stream)
  }
}
