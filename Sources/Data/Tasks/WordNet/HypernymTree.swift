/// The sets of nouns or of verbs below their hypernyms, as a tree: where a set has several, the first counts.
///
/// All sets without a hypernym hang on one root of no meaning, so that any two have something in common. Source of the
/// measure: Wu and Palmer 1994, "Verbs semantics and lexical selection"; the tree and its root are our reading.
struct HypernymTree: Sendable {
  private let start: Int
  /// The parent of each set of the part, or -1.
  private let parents: [Int32]
  /// The depth of each set; the root has 1, sets without a hypernym 2.
  private let depths: [Int32]
  /// The sets in an order in which each stands right after its parent or a descendant of an earlier sibling.
  let order: [Int]

  init(_ lexicon: WordNetLexicon, _ part: WordNetPart) {
    let range = lexicon.ranges[part] ?? 0..<0
    var parents = Array(repeating: Int32(-1), count: range.count)
    for synset in range {
      let parent = lexicon[synset].pointers.first { $0.relation == .hypernym && $0.part == part && $0.target != synset }
      if let parent { parents[synset - range.lowerBound] = Int32(parent.target - range.lowerBound) }
    }
    var depths = Array(repeating: Int32(0), count: range.count)
    for synset in parents.indices where depths[synset] == 0 {
      var path: [Int] = []
      var node = synset
      // A cycle, of which WordNet has none, ends where it would close: its sets hang on the root.
      while node >= 0, depths[node] == 0 {
        depths[node] = -1
        path.append(node)
        let parent = Int(parents[node])
        if parent >= 0, depths[parent] == -1 { parents[node] = -1 }
        node = Int(parents[node])
      }
      var depth = node >= 0 ? depths[node] : 1
      for node in path.reversed() {
        depth += 1
        depths[node] = depth
      }
    }
    var children: [Int32: [Int32]] = [:]
    for (node, parent) in parents.enumerated() { children[parent, default: []].append(Int32(node)) }
    var (order, stack): ([Int], [Int32]) = ([], (children[-1] ?? []).reversed())
    order.reserveCapacity(range.count)
    while let node = stack.popLast() {
      order.append(Int(node) + range.lowerBound)
      if let below = children[node] { stack += below.reversed() }
    }
    (start, self.parents, self.depths, self.order) = (range.lowerBound, parents, depths, order)
  }

  /// 2 · depth of the lowest common ancestor / sum of both depths: 1 for the same set, near 0 for strangers.
  func similarity(_ first: Int, _ second: Int) -> Double {
    var (a, b) = (first - start, second - start)
    let sum = Double(depths[a] + depths[b])
    while a != b {
      // Whoever is deeper goes up; both arrive at the root, -1, together at the latest.
      let (depthA, depthB) = (a < 0 ? 1 : depths[a], b < 0 ? 1 : depths[b])
      if depthA >= depthB { a = Int(parents[a]) }
      if depthB >= depthA { b = Int(parents[b]) }
    }
    return 2 * Double(a < 0 ? 1 : depths[a]) / sum
  }
}
