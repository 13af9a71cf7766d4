import Synchronization

/// Encoders that are free, so that what one has met before serves the next text as well.
final class EncoderStore: Sendable {
  /// An encoder, in the hands of one thread at a time.
  final class Box: @unchecked Sendable {
    // Sendable because the store hands it to one caller only, until that one gives it back.
    var encoder: ChunkEncoder

    init(rules: EncodingRules) {
      encoder = ChunkEncoder(rules: rules)
    }
  }

  private let rules: EncodingRules
  private let free = Mutex<[Box]>([])

  init(rules: EncodingRules) {
    self.rules = rules
  }

  func take() -> Box {
    free.withLock { $0.popLast() } ?? Box(rules: rules)
  }

  func giveBack(_ box: Box) {
    free.withLock { $0.append(box) }
  }
}
