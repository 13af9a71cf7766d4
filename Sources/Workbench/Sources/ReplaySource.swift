public import Experiment
public import Sessions

/// A recorded run. The player decides which event is shown; this hands out the events between one look and the next.
public final class ReplaySource: RunSource {
  private var player: SessionPlayer
  private let reader: SessionReader
  private let marks: [Int]
  private let now: () -> Double
  /// Sequence number of the last event handed out; −1 before the first.
  private var told = -1
  private var fault: SessionError?

  /// Plays a session's file from its beginning.
  /// - Parameter now: seconds of a clock that only goes forwards.
  /// - Throws: `SessionError` when the file cannot be opened or is no session.
  public init(path: String, now: @escaping () -> Double) throws(SessionError) {
    player = try SessionPlayer(path: path)
    reader = try SessionReader(path: path)
    self.now = now
    marks = try ReplaySource.marks(of: reader)
    try player.play(now: now())
  }

  /// Where the player stands.
  public var playback: Playback? {
    Playback(
      step: player.step, lastStep: player.lastStep, speed: player.speed, isPlaying: player.isPlaying,
      loops: player.loops,
      marks: marks)
  }

  /// The events that became due; all from the first on when the player went back.
  public func drain() -> Arrivals {
    do throws(SessionError) {
      try player.advance(to: now())
      let target = player.state.lastSequence
      guard target != told else { return Arrivals() }
      let restarted = target < told
      if restarted { told = -1 }
      var events: [Stamped] = []
      while told < target {
        let chunk = try reader.events(after: told, limit: min(1024, target - told)).filter { $0.sequence <= target }
        guard let last = chunk.last else { break }
        events += chunk
        told = last.sequence
      }
      told = target
      return Arrivals(events, restarted: restarted)
    } catch {
      return report(error)
    }
  }

  /// Moves the player.
  public func control(_ command: PlaybackCommand) {
    do throws(SessionError) {
      switch command {
      case .togglePlay: if player.isPlaying { player.pause() } else { try player.play(now: now()) }
      case .step(let count):
        for _ in 0..<abs(count) { count > 0 ? try player.stepForward() : try player.stepBackward() }
      case .seek(let step): try player.seek(step: step)
      case .jump(let seconds): try player.skip(seconds: seconds)
      case .faster: player.faster()
      case .slower: player.slower()
      case .toggleLoop: player.loops.toggle()
      }
    } catch {
      fault = error
    }
  }

  /// Nobody trains here.
  public func send(_ command: Command) {}
  /// Nothing arrives by itself.
  public func onArrival(_ action: @escaping @Sendable () -> Void) {}
  /// A picture's time while it plays.
  public var secondsToNext: Double? { player.isPlaying ? 0.05 : nil }

  /// A file that cannot be read any more is said once, as an alert; the replay stands still.
  private func report(_ error: SessionError) -> Arrivals {
    player.pause()
    guard fault == nil else { return Arrivals() }
    fault = error
    let line = LogLine(level: .error, text: error.message)
    return Arrivals([Stamped(sequence: told + 1, time: player.state.lastTime, event: .log(line))])
  }

  private static func marks(of reader: SessionReader) throws(SessionError) -> [Int] {
    var marks: Set<Int> = []
    var last = -1
    while true {
      let chunk = try reader.events(after: last, limit: 1024)
      guard let end = chunk.last else { break }
      last = end.sequence
      for stamped in chunk {
        switch stamped.event {
        case .evaluated(let evaluation): marks.insert(evaluation.step)
        case .counterfactual(let answer): marks.insert(answer.step)
        case .twin(.started(let start)): marks.insert(start.step)
        case .twin(.ended(let end)): marks.insert(end.step)
        case .alert(let alert): marks.insert(alert.step)
        case .note(let note): marks.insert(note.step)
        case .control(let control) where control.action == .set || control.action == .undo: marks.insert(control.step)
        default: break
        }
      }
    }
    return marks.sorted()
  }
}
