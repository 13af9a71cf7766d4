/// A terminal that nobody looks at: it keeps what a real one would have been sent, with a clock of its own.
///
/// Its time is the time that the program waits for, so a recording takes as long as the drawing does. Once nothing is
/// left to wait for, it asks the program to end.
public final class RecordingTerminal: Terminal {
  /// Columns and rows.
  public let size: Size
  /// Colours of the recording.
  public let depth: ColorDepth
  /// Glyphs of the recording.
  public let glyphs: Glyphs
  /// Seconds since the beginning as the program has seen them.
  public private(set) var elapsed = 0.0
  /// Seconds of the recording: long pauses are cut short.
  public private(set) var recorded = 0.0
  /// The latest picture.
  public private(set) var lastPicture: CellBuffer?

  private let longestPause: Double
  private let output: (String, Double) -> Void
  private var events: [TerminalEvent]
  private var painter = ANSIPainter()
  private var lastOutput = 0.0

  /// A wait of so many milliseconds means that nothing is going to happen by itself.
  private static let forever = 20_000

  /// - Parameters:
  ///   - keys: keys that are pressed at the beginning.
  ///   - longestPause: no pause of the recording is longer, in seconds.
  ///   - output: takes what a terminal would be sent, and when, in seconds of the recording.
  public init(
    _ size: Size, depth: ColorDepth = .indexed, glyphs: Glyphs = .braille, keys: [Key] = [], longestPause: Double = 2,
    output: @escaping (String, Double) -> Void
  ) {
    (self.size, self.depth, self.glyphs) = (size, depth, glyphs)
    (self.longestPause, self.output) = (longestPause, output)
    events = keys.map { .key($0) }
  }

  /// Keeps what is new in a picture. It costs nothing: a recording is not paced by a line to a terminal.
  @discardableResult
  public func draw(_ buffer: CellBuffer) -> DrawCost {
    let text = painter.paint(buffer)
    lastPicture = buffer
    guard !text.isEmpty else { return DrawCost() }
    recorded += min(max(0, elapsed - lastOutput), longestPause)
    lastOutput = elapsed
    output(text, recorded)
    return DrawCost()
  }

  /// Lets the time go by.
  public func wait(milliseconds: Int) -> TerminalEvent {
    if !events.isEmpty { return events.removeFirst() }
    if milliseconds >= Self.forever { return .signal(.terminate) }
    elapsed += Double(max(0, milliseconds)) / 1000
    return .timeout
  }

  /// Wakes nobody: everything happens on one thread.
  public var waker: Waker { Waker {} }
  /// Makes no sound.
  public func bell() {}
  /// Tells nobody.
  public func notify(_ text: String) {}
  /// Does nothing: what was sent is known.
  public func redraw() {}
  /// Goes on.
  public func suspend() {}
  /// There is no mouse.
  public func setMouse(_ on: Bool) {}
  /// Nothing is captured.
  public func capturedOutput() -> [String] { [] }
  /// Does nothing.
  public func restore() {}
}
