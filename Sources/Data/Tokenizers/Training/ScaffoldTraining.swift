/// Training of Scaffold-BPE (Lian et al. 2025, arXiv:2404.17808, Algorithm 1).
///
/// A token that has become rare on its own once a longer one was made of it is only a scaffold: it stays in the expanded
/// vocabulary, so that longer tokens can be built over it, but never reaches the model. It goes back into the queue with
/// its own frequency, and where that comes to the head it is admitted again.
struct ScaffoldTraining: ~Copyable {
  /// Values below this end the training.
  var minimumFrequency = 1
  /// For each token of the expanded vocabulary its first split; -1, -1 for specials and bytes.
  private(set) var splits: [(left: Int32, right: Int32)]
  /// For each token of the expanded vocabulary whether it is a scaffold.
  private(set) var isScaffold: [Bool]
  /// Further splits of tokens: token, left, right.
  private(set) var alternatives: [(token: Int32, left: Int32, right: Int32)] = []
  private(set) var tokens: LearntTokens
  /// Tokens that are no scaffolds: the size of the vocabulary.
  private(set) var normalCount: Int
  private var state: MergeState
  private var queue = MergeQueue()
  private let firstLearnt: Int

  init(chunks: ChunkCounter, specials: [String]) throws {
    // Specials stand apart: merges form tokens from bytes, and encoding never takes a special token for one of them.
    tokens = LearntTokens(specials: specials.map { _ in nil })
    firstLearnt = specials.count + 256
    splits = Array(repeating: (-1, -1), count: firstLearnt)
    isScaffold = Array(repeating: false, count: firstLearnt)
    normalCount = firstLearnt
    state = try MergeState(chunks: chunks, specials: specials.count)
    state.fill(&queue)
  }

  /// Runs until there are `size` normal tokens or nothing is frequent enough. `progress` gets their number.
  mutating func run(size: Int, progress: (Int) -> Void) {
    var rounds = 0
    while normalCount < size, let head = head(), head.value >= minimumFrequency {
      rounds += 1
      if rounds % 64 == 0 { progress(normalCount) }
      if !head.isPair {
        queue.removeHead()
        admit(head.index)
        continue
      }
      let (token, isNew) = tokens.join(head.left, head.right)
      if !isNew, isScaffold[Int(token)] {
        // The pair stays in the text and in the queue, as Algorithm 1 has it.
        admit(Int(token))
        continue
      }
      queue.removeHead()
      if isNew {
        splits.append((head.left, head.right))
        isScaffold.append(false)
        normalCount += 1
        state.addToken(length: state.length(of: Int(head.left)) + state.length(of: Int(head.right)))
      } else {
        alternatives.append((token, head.left, head.right))
      }
      state.merge(head.index, head.left, head.right, into: token, queue: &queue)
      let limit = self.head()?.value ?? 0
      demote(Int(head.left), below: limit)
      if head.right != head.left { demote(Int(head.right), below: limit) }
    }
  }

  private mutating func admit(_ token: Int) {
    isScaffold[token] = false
    normalCount += 1
  }

  /// Makes a normal learnt token a scaffold if it is rarer than `limit`, and pushes it back.
  private mutating func demote(_ token: Int, below limit: Int) {
    let frequency = state.frequency(token)
    guard token >= firstLearnt, !isScaffold[token], frequency < limit else { return }
    isScaffold[token] = true
    normalCount -= 1
    if frequency > 0 {
      queue.push(.token(token, left: splits[token].left, right: splits[token].right, value: frequency))
    }
  }

  /// The head of Q with its present value. Entries whose value has changed are put in their places on the way.
  private mutating func head() -> QueueEntry? {
    while !queue.isEmpty {
      let head = queue.head
      let value = head.isPair ? state.count(head.index) : isScaffold[head.index] ? state.frequency(head.index) : 0
      if head.value == value, value > 0 { return head }
      if head.value > value, value > 0 { queue.replaceHead(value: value) } else { queue.removeHead() }
    }
    return nil
  }
}
