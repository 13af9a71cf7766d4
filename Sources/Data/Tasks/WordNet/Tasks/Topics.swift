extension WordNetTask {
  static let nounTopic = topics(
    "noun-topic", of: .noun,
    [
      "act", "animal", "artifact", "attribute", "cognition", "communication", "food", "location", "person", "plant",
      "state", "substance",
    ], sizes: [.training: 3600, .validation: 480, .test: 840])

  static let verbTopic = topics(
    "verb-topic", of: .verb,
    [
      "body", "change", "cognition", "communication", "contact", "creation", "motion", "possession", "social",
      "stative",
    ], sizes: [.training: 3000, .validation: 500, .test: 800])

  /// The lexicographer file of a definition, all of them equally often.
  private static func topics(
    _ name: String, of part: WordNetPart, _ labels: [String], sizes: [TaskPart: Int]
  ) -> WordNetTask {
    WordNetTask(
      name: name, kind: .classification, labels: labels, metrics: [.accuracy, .f1],
      source: "lexicographer files: the topic of a \(part.word)'s definition", sizes: sizes
    ) { side, count in
      var quota = ClassQuota(classes: labels.count, of: count)
      var examples: [WordNetExample] = []
      for synset in side.members(part) {
        let topic = WordNetReader.topics[side.lexicon[synset].topic]
        guard let label = labels.firstIndex(where: { topic == "\(part.rawValue).\($0)" }), quota.wants(label) else {
          continue
        }
        quota.take(label)
        examples.append(WordNetExample(.sentence(side.lexicon.definition(synset)), .category(label), [synset]))
        if quota.isFull { break }
      }
      return examples
    }
  }
}
