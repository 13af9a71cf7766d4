/// Text for a language model: tokenised, divided, packed, and ready to be drawn from.
///
/// `batch(at:)` is a pure function of the position: the same choice, tokenizer and seed give the same batches, bit for
/// bit, on any machine, in any order of asking.
public struct LanguageData: Sendable {
  /// The names of the corpora; windows carry indices into this.
  public let domains: [String]
  /// For each domain the names of its topics; empty where the corpus knows none.
  public let topics: [[String]]
  /// T, tokens of a sequence.
  public let sequenceLength: Int
  /// B, sequences of a batch.
  public let batchSize: Int
  /// The training documents, with their tokens, domains and topics.
  public let training: TokenStore
  /// The held-out documents, in the order of their hashes within each domain.
  public let heldOut: TokenStore
  /// One line for each thing the user should know.
  public let notes: [String]

  /// How text became tokens.
  public let tokenizer: any Tokenizer

  /// By what windows are drawn for training.
  public let sampling: WindowSampling
  /// The groups of documents from which they are drawn: corpora for a mixture. Batches name windows by these.
  public let clusters: [DocumentCluster]

  private let sampler: any Sampler
  private let streams: [PackedStream]
  private let heldOutStreams: [PackedStream]
  /// For each cluster its held-out documents, indices into `heldOut`; empty for a mixture.
  let heldOutMembers: [[Int32]]

  /// The data of `corpora`, already read.
  ///
  /// Throws: `DataError` if a corpus gives no window for training, or if weights or the share make no sense.
  public init(
    corpora: [(text: CorpusText, weight: Double, maximumBytes: Int?)], heldOutShare: Double, tokenizer: any Tokenizer,
    sequenceLength: Int, batchSize: Int, seed: UInt64
  ) throws {
    try self.init(
      DividedText(corpora, heldOutShare: heldOutShare), tokenizer: tokenizer, sequenceLength: sequenceLength,
      batchSize: batchSize, seed: seed)
  }

  /// The data of `text`.
  ///
  /// - Parameters:
  ///   - sampling: by what windows are drawn; held-out text is taken by corpora whatever it says.
  ///   - threads: for tokenising; 0 means one for each core. The result does not depend on it.
  ///
  /// Throws: `DataError` if there is no window for training, or if weights, clusters, temperature or clip make no sense.
  public init(
    _ text: DividedText, tokenizer: any Tokenizer, sequenceLength: Int, batchSize: Int, seed: UInt64,
    sampling: WindowSampling = .mixture, threads: Int = 1
  ) throws {
    precondition(sequenceLength > 0 && batchSize > 0)
    let corpora = text.parts
    var (training, heldOut) = (TokenStore(tokenizer: tokenizer), TokenStore(tokenizer: tokenizer))
    var heldOutStreams: [Range<Int>] = []
    var notes: [String] = []
    training.reserve(corpora.reduce(0) { $0 + $1.text.bytes.count + $1.text.documents.count })
    for (domain, corpus) in corpora.enumerated() {
      notes += corpus.text.notes
      let firstHeldOut = heldOut.documents.count
      training.add(corpus.training, of: corpus.text, domain: domain, tokenizer: tokenizer, threads: threads)
      heldOut.add(corpus.heldOut, of: corpus.text, domain: domain, tokenizer: tokenizer, threads: threads)
      heldOutStreams.append(firstHeldOut..<heldOut.documents.count)
    }
    let groups = try Self.groups(sampling, text)
    streams = groups.enumerated().map { [training] group, cluster in
      PackedStream(store: training, members: cluster.members, group: group, length: sequenceLength, seed: seed)
    }
    self.heldOutStreams = heldOutStreams.enumerated().map { [heldOut] group, documents in
      PackedStream(
        store: heldOut, members: documents.map { Int32($0) }, group: group, length: sequenceLength, seed: nil)
    }
    clusters = zip(groups, streams).map {
      DocumentCluster(name: $0.name, documents: $0.members.count, tokens: $1.tokenCount, windows: $1.windowCount)
    }
    heldOutMembers = sampling == .mixture ? [] : groups.map(\.heldOut)
    domains = corpora.map { $0.text.name }
    for (name, stream) in zip(domains, self.heldOutStreams) where text.heldOutShare > 0 && stream.windowCount == 0 {
      notes.append("corpus \(name) has too little held-out text for one window: it is not evaluated")
    }
    sampler = try Self.sampler(
      sampling, clusters, weights: corpora.map(\.weight), sequenceLength: sequenceLength, seed: seed)
    if sampling != .mixture { notes.append(Self.note(sampler.name, clusters)) }
    self.sampling = sampling
    topics = corpora.map { $0.text.topics }
    self.training = training
    self.heldOut = heldOut
    self.tokenizer = tokenizer
    self.sequenceLength = sequenceLength
    self.batchSize = batchSize
    self.notes = notes
  }

  /// Whether windows are drawn by clusters, not in a mixture of corpora.
  public var drawsByClusters: Bool { sampling != .mixture }

  /// The name of the sampler.
  public var samplerName: String { sampler.name }

  /// For each cluster the most windows that a run draws from it; nil where there is no limit.
  public var caps: [Int]? { (sampler as? ClusterClipSampler)?.caps }

  /// How many windows can be drawn in a run; nil means no end.
  public var availableWindows: Int? { sampler.available }

  /// The batch at `position`, counted from 0 over the whole run.
  ///
  /// - Precondition: the windows up to its end are available.
  public func batch(at position: Int) -> Batch {
    let windows = sampler.draw(position * batchSize..<(position + 1) * batchSize)
    return Batch(windows, from: streams, store: training, sequenceLength: sequenceLength)
  }

  /// How often each token occurs in the training text, end-of-document tokens included.
  public var tokenCounts: [Int] { training.counts }

  /// Tokens of the training text of each domain.
  public var trainingTokens: [Int] {
    training.documents.reduce(into: domains.map { _ in 0 }) { $0[Int($1.domain)] += $1.range.count }
  }

  /// Bytes a token of the held-out text, end-of-document tokens counted as tokens; nil without held-out text.
  ///
  /// Bits a byte = loss in nats ÷ ln 2 ÷ this.
  public var bytesPerToken: Double? {
    heldOut.tokenCount == 0 ? nil : Double(heldOut.byteCount) / Double(heldOut.tokenCount)
  }

  /// The same for each domain.
  public var bytesPerTokenByDomain: [Double?] {
    domains.indices.map { domain in
      let documents = heldOut.documents.filter { $0.domain == domain }
      let tokens = documents.reduce(0) { $0 + $1.range.count }
      return tokens == 0 ? nil : Double(documents.reduce(0) { $0 + $1.byteCount }) / Double(tokens)
    }
  }

  /// At most `count` batches of held-out windows, the same for every seed, every domain with the same number of windows
  /// (one more for the first ones where it does not come out even). What a domain with little text lacks is made up by
  /// the others. All batches are whole, unless there is less than one batch of text.
  public func heldOutBatches(count: Int) -> [Batch] {
    let available = heldOutStreams.map { $0.windowCount }
    let total = available.reduce(0, +)
    var left = min(count * batchSize, total)
    if left > batchSize { left -= left % batchSize }
    var windows: [WindowAddress] = []
    var turn = 0
    while windows.count < left {
      for group in available.indices where turn < available[group] && windows.count < left {
        windows.append(WindowAddress(group: group, epoch: 0, turn: turn))
      }
      turn += 1
    }
    return stride(from: 0, to: windows.count, by: batchSize).map { start in
      Batch(
        Array(windows[start..<min(start + batchSize, windows.count)]), from: heldOutStreams, store: heldOut,
        sequenceLength: sequenceLength)
    }
  }
}

extension LanguageData {
  /// Finds, reads, tokenises and packs the corpora: the one call a trainer needs.
  ///
  /// `textPaths` are the files and folders of the corpus `text`; where they are given and `corpora` does not name it, it is
  /// mixed in with weight 1. `progress` is told one line before each corpus is read.
  ///
  /// Throws: `DataError` if a corpus is unknown, missing, damaged or too small.
  public static func load(
    corpora: [CorpusChoice], textPaths: [String] = [], heldOutShare: Double = 0.02,
    tokenizer: any Tokenizer = ByteTokenizer(), sequenceLength: Int, batchSize: Int, seed: UInt64,
    library: CorpusLibrary = .standard, progress: ((String) -> Void)? = nil
  ) throws -> LanguageData {
    let text = try DividedText.read(
      corpora, textPaths: textPaths, heldOutShare: heldOutShare, library: library, progress: progress)
    progress?("tokenising \(text.parts.map { $0.text.name }.joined(separator: ", "))")
    return try LanguageData(
      text, tokenizer: tokenizer, sequenceLength: sequenceLength, batchSize: batchSize, seed: seed)
  }
}
