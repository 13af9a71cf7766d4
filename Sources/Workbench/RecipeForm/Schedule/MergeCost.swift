internal import TerminalUI

/// What a schedule of merging comes to, told by whoever knows the model.
public struct MergeCost: Sendable, Equatable {
  /// Tokens of an image at the start.
  public var tokens: Int
  /// Tokens that each block removes: what was asked for, cut down to what can go.
  public var removed: [Int]
  /// GFLOP of an image.
  public var gflops: Double
  /// The same without merging.
  public var plainGflops: Double
  /// What is known of the speed without merging; nil for nothing.
  public var speed: PlainSpeed?

  /// All fields, as they are described above.
  public init(tokens: Int, removed: [Int], gflops: Double, plainGflops: Double, speed: PlainSpeed? = nil) {
    (self.tokens, self.removed, self.speed) = (tokens, removed, speed)
    (self.gflops, self.plainGflops) = (gflops, plainGflops)
  }

  /// Tokens before each block, and after the last.
  var counts: [Int] { removed.reduce(into: [tokens]) { $0.append($0[$0.count - 1] - $1) } }
  /// How often the work goes into that without merging.
  var ratio: Double { gflops > 0 ? plainGflops / gflops : .nan }

  /// The speed to expect if all that is saved is saved in time, and what that follows from.
  var expectation: (value: String, reason: String) {
    switch speed {
    case .measured(let rate)? where ratio.isFinite:
      let reason = "estimated from \(decimal(rate, 1)) measured without merging"
      return (decimal(rate * ratio, 1) + " images a second", reason)
    case .products(let rate)? where gflops > 0:
      let reason = "guess by work alone, at sgemm's \(decimal(rate, 0)) GFLOP/s"
      return ("≈ \(decimal(rate / gflops, 1)) images a second", reason)
    default:
      return (ratio.isFinite ? "≈ \(decimal(ratio, 2)) times as fast" : "–", "guess by work alone: no run measured it")
    }
  }
}
