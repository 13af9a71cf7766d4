public import Tensor

/// The first choices of the probe batch's tokens when they were last looked at, and at the run's start.
///
/// They belong to the checkpoint, so that a run taken up again counts the same flips as one that was not stopped.
public struct ProbeLooks: Sendable, Equatable {
  /// By MoE layer, in the order of the model: the first choice of each token, −1 for none.
  public typealias Look = [[Int32]]

  /// The look before the first training step; nil without one.
  public var start: Look?
  /// The latest look; nil without one.
  public var last: Look?

  /// Has not looked yet.
  public init() {}

  private static let startName = "probe.start"
  private static let lastName = "probe.last"

  /// The looks as tensors of a checkpoint, `probe.start` and `probe.last`, (layers, tokens) each.
  public var entries: [String: Safetensors.Entry] {
    var entries: [String: Safetensors.Entry] = [:]
    for (name, look) in [(Self.startName, start), (Self.lastName, last)] {
      if let look, let tokens = look.first?.count {
        entries[name] = Safetensors.Entry(look.flatMap { $0 }, [look.count, tokens])
      }
    }
    return entries
  }

  /// Takes the looks from among a checkpoint's tensors. One that is missing, or of another probe batch than (layers,
  /// tokens), is as if there had been none.
  ///
  /// - Parameter experts: how many there are in each MoE layer.
  /// - Throws: `TrainingError` when a look names an expert that does not exist.
  public init(_ entries: [String: Safetensors.Entry], experts: [Int], tokens: Int) throws(TrainingError) {
    start = try Self.look(Self.startName, entries, experts, tokens)
    last = try Self.look(Self.lastName, entries, experts, tokens)
  }

  private static func look(
    _ name: String, _ entries: [String: Safetensors.Entry], _ experts: [Int], _ tokens: Int
  ) throws(TrainingError) -> Look? {
    guard let entry = entries[name], entry.shape == [experts.count, tokens], let values = entry.int32s else {
      return nil
    }
    let look = experts.indices.map { Array(values[$0 * tokens..<($0 + 1) * tokens]) }
    for (row, count) in zip(look, experts) {
      if let wrong = row.first(where: { $0 < -1 || Int($0) >= count }) {
        throw TrainingError("tensor buffer.\(name) names expert \(wrong) of \(count)")
      }
    }
    return look
  }

  /// The share of tokens whose first choice is another than before; NaN without a look before.
  public static func flips(since before: [Int32]?, to now: [Int32]) -> Float {
    guard let before, !now.isEmpty else { return .nan }
    return Float(zip(before, now).count { $0 != $1 }) / Float(now.count)
  }

  /// By expert, the share of the tokens that had it as first choice before and have another now; NaN for an expert that
  /// none had, empty without a look before.
  public static func flippedAway(since before: [Int32]?, to now: [Int32], experts: Int) -> [Float] {
    guard let before else { return [] }
    var had = Array(repeating: 0, count: experts)
    var left = had
    for (old, new) in zip(before, now) where old >= 0 {
      had[Int(old)] += 1
      if new != old { left[Int(old)] += 1 }
    }
    return zip(left, had).map { $1 == 0 ? .nan : Float($0) / Float($1) }
  }
}
