extension WordNetTask {
  /// What a verb takes, by its sentence frames (wninput(5WN)); verbs that take several of the three are left out.
  static let verbObject = WordNetTask(
    name: "verb-object", kind: .classification, labels: ["nothing", "a thing", "a person"], metrics: [.accuracy, .f1],
    source: "sentence frames: whether the verb that is defined takes no object, a thing or a person",
    sizes: [.training: 2400, .validation: 480, .test: 750]
  ) { side, count in
    let frames: [Set<Int>] = [[1, 2, 3, 4, 22, 23], [8, 11], [9, 10]]
    var quota = ClassQuota(classes: 3, of: count)
    var examples: [WordNetExample] = []
    for synset in side.members(.verb) {
      let taken = side.lexicon[synset].frames
      let kinds = frames.indices.filter { !frames[$0].isDisjoint(with: taken) }
      // A verb without an object may have no other frame at all, such as one with an infinitive.
      guard kinds.count == 1, let kind = kinds.first, kind > 0 || frames[0].isSuperset(of: taken), quota.wants(kind)
      else { continue }
      quota.take(kind)
      examples.append(WordNetExample(.sentence(side.lexicon.definition(synset)), .category(kind), [synset]))
      if quota.isFull { break }
    }
    return examples
  }
}
