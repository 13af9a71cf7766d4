/// Where a replay stands.
public struct Playback: Sendable, Equatable {
  /// The last step that was played; 0 before the first.
  public var step: Int
  /// The session's last step.
  public var lastStep: Int
  /// Times as fast as it was recorded.
  public var speed: Double
  /// Whether time goes on.
  public var isPlaying: Bool
  /// Whether it begins again at the end.
  public var loops: Bool
  /// Steps worth going to in the whole session, rising.
  public var marks: [Int]

  /// Makes a place in a replay.
  public init(
    step: Int, lastStep: Int, speed: Double = 1, isPlaying: Bool = true, loops: Bool = false, marks: [Int] = []
  ) {
    self.step = step
    self.lastStep = lastStep
    self.speed = speed
    self.isPlaying = isPlaying
    self.loops = loops
    self.marks = marks
  }
}

/// What the keys ask of a replay.
public enum PlaybackCommand: Sendable, Equatable {
  /// Plays when it stands, stands when it plays.
  case togglePlay
  /// So many steps forth, or back when negative; stops playing.
  case step(Int)
  /// Goes to the last step that is not after this one.
  case seek(Int)
  /// So many recorded seconds forth, or back when negative.
  case jump(seconds: Double)
  /// The next higher speed, at most 64.
  case faster
  /// The next lower speed, at least a quarter.
  case slower
  /// Begins again at the end, or no longer.
  case toggleLoop
}
