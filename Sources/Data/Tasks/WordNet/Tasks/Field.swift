extension WordNetTask {
  /// First words of the sets that stand for fields.
  private static let fields = [
    "biology", "botany", "chemistry", "computer science", "Greek mythology", "law", "mathematics", "military", "music",
    "physics",
  ]

  /// The field of a meaning. Definitions lose the remark in brackets that often names it.
  static let field = WordNetTask(
    name: "field", kind: .classification, labels: fields, metrics: [.accuracy, .f1],
    source: "domain pointers: the field in which a meaning is used",
    sizes: [.training: 1200, .validation: 240, .test: 320]
  ) { side, count in
    var quota = ClassQuota(classes: fields.count, of: count)
    var examples: [WordNetExample] = []
    let members = side.shuffled(WordNetPart.allCases.flatMap { side.members($0) })
    for synset in members {
      let taken = Set(side.lexicon[synset].targets(.field).map { side.lexicon[$0].words[0] })
      let known = fields.indices.filter { taken.contains(fields[$0]) }
      guard known.count == 1, quota.wants(known[0]) else { continue }
      quota.take(known[0])
      examples.append(
        WordNetExample(.sentence(side.lexicon.gloss(synset).plainDefinition), .category(known[0]), [synset]))
      if quota.isFull { break }
    }
    return examples
  }
}
