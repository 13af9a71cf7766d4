public import TerminalUI

/// One full screen of the program: takes inputs in, says what must be done, and is drawn from its state alone.
public protocol Scene {
  /// Takes an input in and says what is to be done about it.
  /// - Parameter now: seconds since 1970.
  mutating func take(_ input: SceneInput, at now: Double) -> [Effect]
  /// Takes in what has arrived from elsewhere (a trainer, a file that grows); nil when nothing has. Never waits.
  mutating func gather(at now: Double) -> [Effect]?
  /// Shows a short answer to something that the user asked for.
  mutating func tell(_ text: String, at now: Double)
  /// Seconds until `gather` is worth a call; nil when `onArrival` will tell.
  var secondsToNext: Double? { get }
  /// When a passing message disappears, in seconds since 1970; the scene is then given a `.tick`.
  var flashEnd: Double? { get }
  /// Has `wake` called on some thread when something has arrived; it is quick.
  func onArrival(_ wake: @escaping @Sendable () -> Void)
  /// The picture of the scene, as large as the window.
  func picture(_ theme: Theme) -> CellBuffer
}

extension Scene {
  /// Nothing arrives by itself.
  public mutating func gather(at now: Double) -> [Effect]? { nil }
  /// As something printed.
  public mutating func tell(_ text: String, at now: Double) { _ = take(.printed([text]), at: now) }
  /// Never.
  public var secondsToNext: Double? { nil }
  /// No message is shown.
  public var flashEnd: Double? { nil }
  /// Nobody wakes.
  public func onArrival(_ wake: @escaping @Sendable () -> Void) {}
}

/// What a scene is given.
public enum SceneInput: Sendable {
  /// A key was pressed.
  case key(TerminalUI.Key)
  /// The terminal has this size; comes once before the first picture.
  case resized(Size)
  /// The themes that can be chosen and the one in use; comes once before the first picture, and when files were read
  /// again.
  case themes([String], current: String)
  /// Whether the mouse is taken; comes once before the first picture.
  case mouse(Bool)
  /// The system asks the program to end.
  case signal(TerminalSignal)
  /// The terminal is gone.
  case lost
  /// A library or the program printed something while the screen was up.
  case printed([String])
  /// Nothing but time has passed.
  case tick
}
