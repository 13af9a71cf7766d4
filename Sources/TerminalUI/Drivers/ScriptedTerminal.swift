internal import Synchronization

/// A terminal for tests: events come from a list and pictures are kept.
public final class ScriptedTerminal: Terminal {
  /// Columns and rows; a `resized` event changes it.
  public private(set) var size: Size
  /// Colours it pretends to show.
  public let depth: ColorDepth
  /// Glyphs it pretends to print.
  public let glyphs: Glyphs
  /// Every picture drawn.
  public private(set) var frames: [CellBuffer] = []
  /// How often the bell rang.
  public private(set) var bells = 0
  /// How often the program was stopped.
  public private(set) var suspensions = 0
  /// Whether `restore` was called.
  public private(set) var isRestored = false
  /// Whether mouse events are taken.
  public private(set) var takesMouse = false
  /// What `capturedOutput` returns once.
  public var output: [String] = []

  private var events: [TerminalEvent]
  private let woken = Flag()

  /// Makes a terminal with its script; when the script is over, every wait times out at once.
  public init(_ size: Size, events: [TerminalEvent] = [], depth: ColorDepth = .indexed, glyphs: Glyphs = .braille) {
    self.size = size
    self.events = events
    self.depth = depth
    self.glyphs = glyphs
  }

  /// Makes a terminal whose script is keys: `j j enter`.
  /// - Throws: `TerminalUIError` for a word that is no key.
  public convenience init(_ size: Size, keys: String, depth: ColorDepth = .indexed) throws(TerminalUIError) {
    self.init(size, events: try Key.sequence(keys).map { .key($0) }, depth: depth)
  }

  /// Adds events at the script's end.
  public func append(_ more: [TerminalEvent]) { events += more }

  /// The last picture.
  public var lastFrame: CellBuffer? { frames.last }
  /// Whether the script is over.
  public var isExhausted: Bool { events.isEmpty }

  /// What every picture is said to cost.
  public var cost = DrawCost()

  /// Keeps a picture.
  @discardableResult
  public func draw(_ buffer: CellBuffer) -> DrawCost {
    frames.append(buffer)
    return cost
  }

  /// The script's next event.
  public func wait(milliseconds: Int) -> TerminalEvent {
    if woken.take() { return .woken }
    guard !events.isEmpty else { return .timeout }
    let event = events.removeFirst()
    if case .resized(let size) = event { self.size = size }
    return event
  }

  /// Makes the next wait return `woken`.
  public var waker: Waker {
    let woken = woken
    return Waker { woken.raise() }
  }

  /// Counts.
  public func bell() { bells += 1 }

  /// Lines that the desktop was to show.
  public private(set) var notifications: [String] = []

  /// Keeps the line.
  public func notify(_ text: String) { notifications.append(text) }

  /// Does nothing.
  public func redraw() {}
  /// Counts.
  public func suspend() { suspensions += 1 }
  /// Remembers.
  public func setMouse(_ on: Bool) { takesMouse = on }
  /// Returns `output` once.
  public func capturedOutput() -> [String] {
    defer { output = [] }
    return output
  }
  /// Remembers.
  public func restore() { isRestored = true }
}

private final class Flag: Sendable {
  private let state = Mutex(false)
  func raise() { state.withLock { $0 = true } }
  func take() -> Bool {
    state.withLock { raised in
      defer { raised = false }
      return raised
    }
  }
}
