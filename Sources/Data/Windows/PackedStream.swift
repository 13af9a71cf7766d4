import Synchronization

/// A group of documents packed into windows: shuffled, joined end to end (each with its end-of-document token), and cut
/// every `length` tokens into windows of `length` + 1, so that the last target of one window is the first input of the
/// next in the text. Windows are then taken in a shuffled order, or a long document would fill a whole batch.
///
/// Both orders follow from (seed, group, epoch) alone. What is left at the end of an epoch and fills no window is skipped
/// in that epoch; the next epoch joins the documents in another order.
final class PackedStream: Sendable {
  /// Tokens over all documents of the group.
  let tokenCount: Int
  /// Whole windows in an epoch.
  let windowCount: Int

  private let store: TokenStore
  private let members: [Int32]
  private let length: Int
  private let group: Int
  private let seed: UInt64?
  private let recent = Mutex<[Epoch]>([])

  /// The stream of `members`, indices of documents of `store`. Without a seed nothing is shuffled.
  init(store: TokenStore, members: [Int32], group: Int, length: Int, seed: UInt64?) {
    self.store = store
    self.members = members
    self.group = group
    self.length = length
    self.seed = seed
    tokenCount = members.reduce(0) { $0 + store.documents[Int($1)].range.count }
    windowCount = max(0, (tokenCount - 1) / length)
  }

  /// The orders of one epoch.
  private final class Epoch: Sendable {
    let number: Int
    /// The documents in their order.
    let documents: [Int32]
    /// Where each document begins in the joined text, and the end of the last.
    let starts: [Int]
    /// The windows in their order; empty means as they lie.
    let windows: [Int32]

    init(number: Int, documents: [Int32], windows: [Int32], store: TokenStore) {
      self.number = number
      self.documents = documents
      self.windows = windows
      var starts = [0]
      starts.reserveCapacity(documents.count + 1)
      var sum = 0
      for document in documents {
        sum += store.documents[Int(document)].range.count
        starts.append(sum)
      }
      self.starts = starts
    }

    /// The place in `documents` of the document that holds token `position` of the joined text.
    func place(of position: Int) -> Int {
      var (low, high) = (0, documents.count)
      while high - low > 1 {
        let middle = (low + high) / 2
        if starts[middle] <= position { low = middle } else { high = middle }
      }
      return low
    }
  }

  /// What the streams of random numbers are used for; part of the data format.
  private enum Purpose: UInt64 {
    case documents = 1
    case windows = 2
  }

  private func random(_ purpose: Purpose, _ epoch: Int, seed: UInt64) -> CounterRandom {
    CounterRandom(seed: seed, stream: purpose.rawValue << 56 | UInt64(group) << 32 | UInt64(epoch))
  }

  /// The orders of `epoch`. The two used last are kept: a batch may lie across the border of two.
  private func orders(of epoch: Int) -> Epoch {
    recent.withLock { recent in
      if let known = recent.first(where: { $0.number == epoch }) { return known }
      var documents = members
      var windows: [Int32] = []
      if let seed {
        random(.documents, epoch, seed: seed).shuffle(&documents)
        windows = random(.windows, epoch, seed: seed).permutation(windowCount)
      }
      let made = Epoch(number: epoch, documents: documents, windows: windows, store: store)
      recent = [made] + recent.prefix(1)
      return made
    }
  }

  /// Writes the tokens of the window drawn as number `turn` of `epoch`, and gives the document of its first token.
  ///
  /// `inputs` and `targets` hold `length` tokens each; targets are the inputs one token later.
  func fill(
    epoch: Int, turn: Int, inputs: UnsafeMutablePointer<Int32>, targets: UnsafeMutablePointer<Int32>
  ) -> Int {
    precondition((0..<windowCount).contains(turn), "window \(turn) of \(windowCount)")
    let orders = orders(of: epoch)
    var position = (orders.windows.isEmpty ? turn : Int(orders.windows[turn])) * length
    let first = orders.place(of: position)
    var (place, filled) = (first, 0)
    while filled < length {
      let document = store.documents[Int(orders.documents[place])].range
      let start = document.lowerBound + position - orders.starts[place]
      let count = min(document.upperBound - start, length - filled)
      store.copy(start..<start + count, to: inputs + filled)
      filled += count
      position += count
      if start + count == document.upperBound { place += 1 }
    }
    (targets).update(from: inputs + 1, count: length - 1)
    let last = store.documents[Int(orders.documents[place])].range.lowerBound + position - orders.starts[place]
    store.copy(last..<last + 1, to: targets + length - 1)
    return Int(orders.documents[first])
  }
}
