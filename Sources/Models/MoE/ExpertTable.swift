internal import Tensor

/// How tables that tie token ids to experts are drawn.
public struct TableOptions: Sendable, Equatable {
  /// V, the experts that a frequent token may see under a mask; rare tokens see one.
  public var visible = 4
  /// P, the share of the training text that the frequent tokens make up.
  public var frequentShare = 0.9
  /// Whether experts are dealt out so that each gets about as much of the text, instead of uniformly.
  public var isBalanced = false

  /// Four experts for the tokens that make up nine tenths of the text, drawn uniformly.
  public init() {}
}

/// Draws which experts a token id is tied to: what masks and hash tables are made of.
///
/// Every id has a random order of all experts of its own, a function of (stream, id). A uniform draw of v experts takes
/// the first v of that order, so a mask with one visible expert and a random hash table are the same table, and a wider
/// mask contains a narrower one.
struct ExpertTable {
  let experts: Int
  let random: CounterRandom
  /// How often each id of the model occurs; ids that the tokenizer does not have never do.
  let counts: [Int]

  /// - Parameter counts: of the tokenizer's ids.
  init(experts: Int, vocabulary: Int, counts: [Int], random: CounterRandom) {
    self.experts = experts
    self.random = random
    self.counts = counts + Array(repeating: 0, count: max(0, vocabulary - counts.count))
  }

  /// The first `count` experts of the order of this id.
  func order(of id: Int, count: Int) -> [Int32] {
    var order = (0..<Int32(experts)).map { $0 }
    for place in 0..<min(count, experts - 1) {
      let position = UInt64(id) * UInt64(experts) + UInt64(place)
      order.swapAt(place, place + random.integer(below: experts - place, at: position))
    }
    return Array(order.prefix(count))
  }

  /// For each of `ids`, in this order, the `count` experts with the least text so far; equal ones by the id's own order.
  ///
  /// Source: the balanced hash of Roller et al. 2021, arXiv:2106.04426, given tokens from the most frequent on.
  func balanced(_ ids: [Int], count: Int) -> [Int: [Int32]] {
    var load = Array(repeating: 0, count: experts)
    var table: [Int: [Int32]] = [:]
    for id in ids {
      let order = order(of: id, count: experts)
      let place = Array(order.enumerated()).sorted {
        (load[Int($0.element)], $0.offset) < (load[Int($1.element)], $1.offset)
      }
      let chosen = place.prefix(count).map(\.element)
      for expert in chosen { load[Int(expert)] += counts[id] }
      table[id] = Array(chosen)
    }
    return table
  }

  /// Token ids from the most frequent to the rarest; equal ones by the lower id.
  var byFrequency: [Int] {
    counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
  }

  /// How many of the most frequent ids it takes to make up this share of the text: the smallest prefix whose counts sum
  /// to at least that. Ids that never occur are not frequent, whatever the share.
  func frequentIDs(share: Double) -> ArraySlice<Int> {
    let sorted = byFrequency
    let wanted = share * Double(counts.reduce(0, +))
    var (sum, taken) = (0, 0)
    while taken < sorted.count, Double(sum) < wanted, counts[sorted[taken]] > 0 {
      sum += counts[sorted[taken]]
      taken += 1
    }
    return sorted[..<taken]
  }
}
