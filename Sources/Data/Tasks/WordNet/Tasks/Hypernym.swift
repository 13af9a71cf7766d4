extension WordNetTask {
  /// Two definitions of nouns. Neither is a kind of the other where both are kinds of a third.
  static let hypernym = WordNetTask(
    name: "hypernym", kind: .pairs, labels: ["neither", "first is a kind of second", "second is a kind of first"],
    metrics: [.accuracy, .f1], source: "hypernyms: which of two nouns is a kind of the other, by their definitions"
  ) { side, count in
    var children: [Int: [Int]] = [:]
    let members = side.members(.noun)
    for synset in members {
      for parent in side.lexicon[synset].targets(.hypernym) { children[parent, default: []].append(synset) }
    }
    var quota = ClassQuota(classes: 3, of: count)
    var examples: [WordNetExample] = []
    for synset in members {
      if quota.isFull { break }
      guard let parent = side.lexicon[synset].targets(.hypernym).first else { continue }
      let label = side.draw(below: 3)
      var other = parent
      if label == 0 {
        guard let siblings = children[parent], siblings.count > 1 else { continue }
        other = siblings[side.draw(below: siblings.count)]
      }
      guard other != synset, side.holds(other), quota.wants(label) else { continue }
      quota.take(label)
      let pair = label == 2 ? (other, synset) : (synset, other)
      examples.append(
        WordNetExample(
          .pair(side.lexicon.definition(pair.0), side.lexicon.definition(pair.1)), .category(label), [pair.0, pair.1]))
    }
    return examples
  }
}
