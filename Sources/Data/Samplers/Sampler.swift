/// One window among those of a group of documents.
public struct WindowAddress: Sendable, Hashable {
  /// The group of documents, whose windows are drawn without replacement within an epoch.
  public var group: Int
  /// How often the group has been gone through before.
  public var epoch: Int
  /// The window's turn in the epoch, from 0; the packed stream decides which piece of text that is.
  public var turn: Int

  /// The window that is drawn as number `turn` in `epoch` of `group`.
  public init(group: Int, epoch: Int, turn: Int) {
    self.group = group
    self.epoch = epoch
    self.turn = turn
  }
}

/// The order in which windows are drawn.
///
/// A sampler is a pure function of the seed it was made with and of the number of a draw: asked again, in any order and
/// on any machine, it gives the same windows. Resuming a run therefore needs only the position. The groups may be
/// domains, as in a mixture, or clusters of documents.
public protocol Sampler: Sendable {
  /// The name under which it is chosen in a recipe.
  var name: String { get }
  /// How many draws there are; nil means no end.
  var available: Int? { get }
  /// The windows of the draws in `range`; draws are counted from 0 over the whole run.
  ///
  /// - Precondition: the range ends within `available`.
  func draw(_ range: Range<Int>) -> [WindowAddress]
}

extension Sampler {
  /// No end.
  public var available: Int? { nil }
}

/// What the streams of random numbers of samplers are used for; part of the data format. 1 and 2 are `PackedStream`'s,
/// 3 is `MixtureSampler`'s.
enum SamplingPurpose: UInt64 {
  /// Which group a draw comes from.
  case group = 4
  /// The order of documents in an epoch of a group.
  case order = 5
  /// The order of all places in an epoch of random sampling.
  case pool = 6

  /// The numbers for this use.
  func random(seed: UInt64, group: Int = 0, epoch: Int = 0) -> CounterRandom {
    CounterRandom(seed: seed, stream: rawValue << 56 | UInt64(group) << 32 | UInt64(epoch))
  }
}
