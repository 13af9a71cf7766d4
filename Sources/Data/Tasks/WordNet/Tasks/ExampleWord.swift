extension WordNetTask {
  private static let speeches: [WordNetPart] = [.noun, .verb, .adjective, .adverb]

  /// An example in which the one use of the set's words is marked with its part of speech.
  static let exampleWord = WordNetTask(
    name: "example-word", kind: .labelling,
    labels: ["O"] + speeches.flatMap { ["B-\($0.word)", "I-\($0.word)"] }, metrics: [.spanF1],
    source: "examples: the word that each is given for, with its part of speech"
  ) { side, count in
    var examples: [WordNetExample] = []
    for (index, speech) in speeches.enumerated() {
      var taken = 0
      for synset in side.members(speech) {
        if taken == count / speeches.count { break }
        guard let sentence = side.lexicon.gloss(synset).examples.first else { continue }
        let words = TextWords.split(sentence)
        guard (3...40).contains(words.count), let use = WordUse.find(side.lexicon[synset].words, speech, in: words)
        else { continue }
        taken += 1
        examples.append(
          WordNetExample(
            .words(words), .tags(use.tags(first: 1 + 2 * index, further: 2 + 2 * index, of: words.count)), [synset]))
      }
    }
    return examples
  }
}
