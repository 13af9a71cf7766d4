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
  /// Images a second without merging, as last measured with this model at this size; nil where it never was.
  public var plainRate: Double?

  /// All fields, as they are described above.
  public init(tokens: Int, removed: [Int], gflops: Double, plainGflops: Double, plainRate: Double? = nil) {
    (self.tokens, self.removed, self.plainRate) = (tokens, removed, plainRate)
    (self.gflops, self.plainGflops) = (gflops, plainGflops)
  }

  /// Tokens before each block, and after the last.
  var counts: [Int] { removed.reduce(into: [tokens]) { $0.append($0[$0.count - 1] - $1) } }
  /// How often the work goes into that without merging.
  var ratio: Double { gflops > 0 ? plainGflops / gflops : .nan }
  /// Images a second if all that is saved is saved in time; nil where nothing was measured.
  var expectedRate: Double? { plainRate.flatMap { $0.isFinite && ratio.isFinite ? $0 * ratio : nil } }
}
