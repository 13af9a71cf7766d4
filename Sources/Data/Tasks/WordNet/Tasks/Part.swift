extension WordNetTask {
  /// A noun that is both a part of one thing and a kind of another, with one of the two.
  static let part = WordNetTask(
    name: "part", kind: .pairs, labels: ["kind", "part"], metrics: [.accuracy],
    source: "hypernyms and wholes: whether the first noun is a kind or a part of the second"
  ) { side, count in
    var quota = ClassQuota(classes: 2, of: count)
    var examples: [WordNetExample] = []
    for synset in side.members(.noun) {
      if quota.isFull { break }
      let set = side.lexicon[synset]
      guard let kind = set.targets(.hypernym).first, let whole = set.targets(.whole).first else { continue }
      // One of the two may be on another side: then the other one stands for this noun, if its class wants it.
      let first = side.draw(below: 2)
      for label in [first, 1 - first] {
        let other = label == 1 ? whole : kind
        guard side.holds(other), quota.wants(label) else { continue }
        quota.take(label)
        examples.append(
          WordNetExample(
            .pair(side.lexicon.entry(synset), side.lexicon.entry(other)), .category(label), [synset, other]))
        break
      }
    }
    return examples
  }
}
