import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// A run whose events are there at once.
private final class ListSource: RunSource {
  var waiting: [Arrivals]
  var sent: [Command] = []
  var playback: Playback?
  var orders: [PlaybackCommand] = []

  init(_ waiting: [Arrivals], playback: Playback? = nil) {
    self.waiting = waiting
    self.playback = playback
  }

  func drain() -> Arrivals { waiting.isEmpty ? Arrivals() : waiting.removeFirst() }
  func send(_ command: Command) {
    sent.append(command)
    if case .stop(let reason) = command {
      waiting.append(Arrivals([Stamped(sequence: 9999, time: 0, event: .finished(Finish(reason: reason, step: 10)))]))
    }
  }
  func control(_ command: PlaybackCommand) {
    orders.append(command)
    playback?.step = 7
  }
  func onArrival(_ action: @escaping @Sendable () -> Void) {}
  var secondsToNext: Double? { nil }
}

/// Time goes on by a fixed stride whenever somebody looks.
private final class Clock {
  var time = 0.0
  var stride: Double
  init(stride: Double) { self.stride = stride }
  func look() -> Double {
    time += stride
    return time
  }
}

@Suite struct ApplicationTests {
  /// Shows a run until the user leaves it.
  private func show(source: any RunSource, terminal: any Terminal, options: SceneOptions) throws -> Outcome? {
    var (scene, options) = (try RunScene(source, options: options), options)
    guard case .run(let outcome) = try SceneLoop.run(&scene, terminal: terminal, options: &options) else { return nil }
    return outcome
  }

  private func run(
    _ source: ListSource, _ keys: String, events: [TerminalEvent] = [], stride: Double = 1, size: Size = Size(120, 40)
  ) throws -> (outcome: Outcome?, terminal: ScriptedTerminal) {
    let terminal = ScriptedTerminal(size, events: try TerminalUI.Key.sequence(keys).map { .key($0) } + events)
    let clock = Clock(stride: stride)
    var options = SceneOptions()
    options.utcOffset = 0
    options.now = { clock.look() }
    return (try show(source: source, terminal: terminal, options: options), terminal)
  }

  private var live: ListSource { ListSource([Arrivals(Screens.events(through: 10))]) }

  @Test func aCleanStopWaitsForTheEnd() throws {
    let source = live
    let (outcome, terminal) = try run(source, "", events: [.timeout, .key(.character("q")), .key(.character("s"))])
    #expect(outcome == .stop)
    #expect(source.sent == [.stop(.stopped)])
    #expect(!terminal.frames.isEmpty)
  }

  @Test func killLeavesAtOnceAndSendsNothing() throws {
    let source = live
    #expect(try run(source, "q K").outcome == .kill)
    #expect(source.sent.isEmpty)
  }

  @Test func signalsAndALostTerminalEndIt() throws {
    let source = live
    #expect(try run(source, "", events: [.signal(.terminate)]).outcome == .terminated)
    #expect(source.sent == [.stop(.terminated)])
    #expect(try run(live, "", events: [.lost]).outcome == .terminalLost)
  }

  @Test func manyKeysAreOnePicture() throws {
    // Time nearly stands still: after the first picture the next one is not yet due when all keys have been taken.
    let (_, terminal) = try run(live, "2 3 4 5 6 1 q K", stride: 0.0001)
    #expect(terminal.frames.count <= 1)
  }

  @Test func nothingIsDrawnWhenNothingChanged() throws {
    let source = live
    let quiet = [TerminalEvent](repeating: .timeout, count: 50)
    let (_, terminal) = try run(source, "", events: quiet + [.key(.character("q")), .key(.character("K"))])
    // The first picture, and the question.
    #expect(terminal.frames.count <= 2)
  }

  @Test func resizingDrawsInTheNewSize() throws {
    let (_, terminal) = try run(
      live, "", events: [.resized(Size(90, 30)), .timeout, .key(.character("q")), .timeout, .key(.character("K"))])
    #expect(terminal.lastFrame?.size == Size(90, 30))
  }

  @Test func whatIsPrintedComesIntoTheLog() throws {
    let terminal = ScriptedTerminal(Size(160, 50), events: [.timeout, .timeout])
    terminal.output = ["OpenBLAS warning: \u{1B}[31mprecompiled"]
    terminal.append([.key(.character("q")), .timeout, .key(.character("K"))])
    var options = SceneOptions()
    let clock = Clock(stride: 1)
    options.now = { clock.look() }
    _ = try show(source: live, terminal: terminal, options: options)
    #expect(terminal.frames.contains { $0.text.contains("OpenBLAS warning:") })
  }

  @Test func suspendingAndRedrawingReachTheTerminal() throws {
    let (_, terminal) = try run(live, "ctrl-l ctrl-z q K")
    #expect(terminal.suspensions == 1)
  }

  @Test func aReplayIsOrderedAndShowsWhereItStands() throws {
    let source = ListSource([Arrivals(Screens.events(through: 10))], playback: Playback(step: 3, lastStep: 10))
    let (outcome, terminal) = try run(source, "]", events: [.timeout, .key(.character("q"))])
    #expect(outcome == .finished)
    #expect(source.orders == [.step(1)])
    #expect(terminal.frames.last?.rows[0].contains("REPLAY step  7/10") == true)
  }

  @Test func anUnknownThemeIsAnError() {
    #expect(throws: TerminalUIError.self) {
      try show(
        source: live, terminal: ScriptedTerminal(Size(80, 24)),
        options: SceneOptions(themes: ThemeLibrary(folders: []), theme: "nowhere"))
    }
  }
}
