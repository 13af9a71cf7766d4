extension WordNetTask {
  /// A word in an example, and the definitions of the word's meanings of that part of speech on this side: at least 3,
  /// at most 6.
  static let sense = WordNetTask(
    name: "sense", kind: .ranking, metrics: [.mrr],
    source: "examples: which of a word's definitions fits the sentence",
    sizes: [.training: 4000, .validation: 600, .test: 1000]
  ) { side, count in
    let speeches: [WordNetPart] = [.verb, .noun, .adjective]
    var senses: [String: [Int]] = [:]
    var members: [Int] = []
    for speech in speeches {
      let these = side.members(speech)
      members += these
      for synset in these {
        for word in side.lexicon[synset].words { senses["\(speech.rawValue) \(word)", default: []].append(synset) }
      }
    }
    var (examples, question): ([WordNetExample], Int) = ([], 0)
    for synset in side.shuffled(members) {
      let set = side.lexicon[synset]
      guard let sentence = side.lexicon.gloss(synset).examples.first,
        let use = WordUse.find(set.words, set.part, in: TextWords.split(sentence)),
        let all = senses["\(set.part.rawValue) \(use.word)"], all.count >= 3
      else { continue }
      let answers = side.shuffled([synset] + side.shuffled(all.filter { $0 != synset }).prefix(5))
      guard examples.count + answers.count <= count else { break }
      for answer in answers {
        examples.append(
          WordNetExample(
            .pair("\(use.word): \(sentence)", side.lexicon.definition(answer)),
            .answer(question: question, isRight: answer == synset), [synset, answer]))
      }
      question += 1
    }
    return examples
  }
}
