extension WordNetTask {
  /// An adjective near a head one, with that head or with the head's antonym: both are heads, so that only the meaning
  /// tells.
  static let antonym = WordNetTask(
    name: "antonym", kind: .pairs, labels: ["similar", "opposite"], metrics: [.accuracy],
    source: "similar and antonym pointers: whether an adjective is near another one or near its opposite"
  ) { side, count in
    var quota = ClassQuota(classes: 2, of: count)
    var examples: [WordNetExample] = []
    for synset in side.members(.adjective) where side.lexicon[synset].isSatellite {
      if quota.isFull { break }
      guard let head = side.lexicon[synset].targets(.similar).first,
        let opposite = side.lexicon[head].targets(.antonym).first
      else { continue }
      let label = side.draw(below: 2)
      let other = label == 1 ? opposite : head
      guard side.holds(other), quota.wants(label) else { continue }
      quota.take(label)
      examples.append(
        WordNetExample(
          .pair(side.lexicon.entry(synset), side.lexicon.entry(other)), .category(label), [synset, other]))
    }
    return examples
  }
}
