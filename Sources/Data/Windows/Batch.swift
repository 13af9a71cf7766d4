/// The windows of one step. Rows are sequences: token t of sequence b is at b · `sequenceLength` + t.
public struct Batch: Sendable, Equatable {
  /// Tokens the model reads, `count` × `sequenceLength`.
  public internal(set) var inputs: [Int32]
  /// For each input the token after it in the text.
  public internal(set) var targets: [Int32]
  /// For each sequence the domain of its first token, an index into `LanguageData.domains`.
  public internal(set) var domains: [Int32]
  /// For each sequence the topic of its first token's document within its domain, -1 where there is none.
  public internal(set) var topics: [Int32]
  /// For each sequence which window it is.
  public internal(set) var windows: [WindowAddress]
  /// T, the tokens of a sequence.
  public let sequenceLength: Int

  /// B, the number of sequences.
  public var count: Int { domains.count }

  /// A batch of text that is already there, of which the windows have no address.
  ///
  /// - Parameter documents: for each sequence the one of its first token.
  init(inputs: [Int32], targets: [Int32], documents: [TokenStore.Document], sequenceLength: Int) {
    (self.inputs, self.targets, self.sequenceLength) = (inputs, targets, sequenceLength)
    domains = documents.map(\.domain)
    topics = documents.map(\.topic)
    windows = []
  }

  /// The batch of `windows`, read from `streams` by group.
  init(_ windows: [WindowAddress], from streams: [PackedStream], store: TokenStore, sequenceLength: Int) {
    var domains: [Int32] = []
    var topics: [Int32] = []
    var targets = [Int32](repeating: 0, count: windows.count * sequenceLength)
    inputs = targets.withUnsafeMutableBufferPointer { targets in
      [Int32](unsafeUninitializedCapacity: targets.count) { inputs, initialized in
        for (row, window) in windows.enumerated() {
          let first = streams[window.group].fill(
            epoch: window.epoch, turn: window.turn, inputs: inputs.baseAddress! + row * sequenceLength,
            targets: targets.baseAddress! + row * sequenceLength)
          domains.append(store.documents[first].domain)
          topics.append(store.documents[first].topic)
        }
        initialized = targets.count
      }
    }
    self.targets = targets
    self.domains = domains
    self.topics = topics
    self.windows = windows
    self.sequenceLength = sequenceLength
  }
}
