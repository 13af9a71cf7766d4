internal import Data
internal import Experiment
internal import Models

/// The part of the probe batch of which every choice is recorded: whole windows from its beginning, so that runs with
/// other batch sizes share it.
struct ProbeChoices {
  /// With more tokens two runs' experts are hardly told apart better, and sessions grow.
  static let mostTokens = 1024

  /// The tokens by number and fingerprint.
  let text: ProbeText

  init(_ batch: Batch) {
    let windows = min(batch.count, max(1, Self.mostTokens / batch.sequenceLength))
    let ids = batch.inputs[..<(windows * batch.sequenceLength)]
    let bytes = ids.flatMap { id in (0..<4).map { UInt8(truncatingIfNeeded: id >> Int32(8 * $0)) } }
    text = ProbeText(fingerprint: StableHash.hash(bytes), tokens: ids.count)
  }

  /// The regular choices of these tokens, (tokens, most choices of one), −1 for none.
  ///
  /// - Parameter assignment: of the probe batch.
  func choices(_ assignment: Assignment) -> [Int32] {
    let rows = (0..<text.tokens).map { token in
      let row = assignment.choices + token * assignment.width
      return (0..<assignment.regular).map { row[$0] }.filter { $0 >= 0 }
    }
    let width = max(1, rows.map(\.count).max() ?? 1)
    return rows.flatMap { $0 + Array(repeating: -1, count: width - $0.count) }
  }
}
