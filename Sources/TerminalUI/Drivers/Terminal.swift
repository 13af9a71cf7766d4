/// What happened while the program waited.
public enum TerminalEvent: Hashable, Sendable {
  /// A key or the mouse.
  case key(Key)
  /// The window has another size; draw again.
  case resized(Size)
  /// The operating system asks the program to end.
  case signal(TerminalSignal)
  /// The terminal is gone: end the step, close the session, leave.
  case lost
  /// Another thread called `wake`.
  case woken
  /// The time is over.
  case timeout
}

/// A request to end.
public enum TerminalSignal: String, Hashable, Sendable {
  /// SIGINT from another process (Ctrl-C on the keyboard arrives as a key).
  case interrupt
  /// SIGTERM.
  case terminate
  /// SIGHUP.
  case hangup
}

/// A screen and a keyboard: real, or scripted for tests.
public protocol Terminal: AnyObject {
  /// Columns and rows.
  var size: Size { get }
  /// Colours it can show.
  var depth: ColorDepth { get }
  /// The best glyphs it can print.
  var glyphs: Glyphs { get }
  /// Shows a picture and says what that cost. Only cells that differ from the last one are written.
  @discardableResult
  func draw(_ buffer: CellBuffer) -> DrawCost
  /// Waits for the next event, at most so many milliseconds; 0 only looks.
  func wait(milliseconds: Int) -> TerminalEvent
  /// Ends a `wait` of the terminal's own thread from any other thread.
  var waker: Waker { get }
  /// Rings the bell.
  func bell()
  /// Has the desktop show a line, where the terminal can.
  func notify(_ text: String)
  /// Forgets what is on the screen, so that the next picture is written whole (Ctrl-L).
  func redraw()
  /// Leaves the screen, stops the process as Ctrl-Z does, and returns when it runs again.
  func suspend()
  /// Takes mouse events, or leaves the mouse to the terminal so that text can be selected.
  func setMouse(_ on: Bool)
  /// Lines that libraries and the program printed while the screen was up, since the last call.
  func capturedOutput() -> [String]
  /// Leaves the screen for good. Safe to call twice.
  func restore()
}

/// Wakes a waiting terminal from any thread.
public struct Waker: Sendable {
  private let action: @Sendable () -> Void
  /// Makes a waker.
  public init(_ action: @escaping @Sendable () -> Void) { self.action = action }
  /// Ends the wait, or the next one.
  public func wake() { action() }
}
