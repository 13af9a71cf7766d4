/// An example and the synonym sets that it shows.
struct WordNetExample {
  let example: TaskExample
  let synsets: [Int]

  init(_ content: TaskExample.Content, _ target: TaskExample.Target, _ synsets: [Int]) {
    example = TaskExample(content, target)
    self.synsets = synsets
  }
}

/// What one part of one task is made from: the sets of that side, in an order of the task's own, and numbers to draw
/// by.
struct WordNetSide {
  let lexicon: WordNetLexicon
  let part: TaskPart
  private let split: WordNetSplit
  private let random: CounterRandom
  private var drawn: UInt64 = 0

  /// - Parameter name: the task's; it decides order and draws.
  init(_ lexicon: WordNetLexicon, _ split: WordNetSplit, part: TaskPart, task name: String) {
    (self.lexicon, self.split, self.part) = (lexicon, split, part)
    random = CounterRandom(seed: 1, stream: StableHash.hash(Array("\(name)\n\(part.rawValue)".utf8)))
  }

  /// Whether a set is of this side.
  func holds(_ synset: Int) -> Bool { split.part(of: synset) == part }

  /// The sets of a part of speech on this side, shuffled.
  func members(_ speech: WordNetPart) -> [Int] {
    var members = (lexicon.ranges[speech] ?? 0..<0).filter(holds).map { Int32($0) }
    CounterRandom(seed: 2, stream: random.value(at: 0)).shuffle(&members)
    return members.map(Int.init)
  }

  /// The next random number below a bound of at least 1.
  mutating func draw(below bound: Int) -> Int {
    drawn += 1
    return Int(random.value(at: drawn).multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Items in a random order.
  mutating func shuffled<Item>(_ items: [Item]) -> [Item] {
    var items = items
    for last in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(last, draw(below: last + 1)) }
    return items
  }
}

/// Takes the same number of examples of each class.
struct ClassQuota {
  private let each: Int
  private var counts: [Int]

  init(classes: Int, of total: Int) { (each, counts) = (total / classes, Array(repeating: 0, count: classes)) }

  /// Whether no class wants any more.
  var isFull: Bool { counts.allSatisfy { $0 >= each } }

  /// Whether a class wants one more.
  func wants(_ index: Int) -> Bool { counts[index] < each }

  mutating func take(_ index: Int) { counts[index] += 1 }
}
