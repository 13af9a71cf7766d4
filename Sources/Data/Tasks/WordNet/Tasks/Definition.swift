extension WordNetTask {
  /// The words of a set, and five definitions of its topic.
  static let definition = WordNetTask(
    name: "definition", kind: .ranking, metrics: [.mrr],
    source: "words: which of five definitions of one topic is theirs",
    sizes: [.training: 4000, .validation: 500, .test: 800]
  ) { side, count in
    let members = side.shuffled([WordNetPart.noun, .verb, .adjective].flatMap { side.members($0) })
    let topics = Dictionary(grouping: members) { side.lexicon[$0].topic }
    var (examples, question): ([WordNetExample], Int) = ([], 0)
    for synset in members {
      guard examples.count + 5 <= count else { break }
      let set = side.lexicon[synset]
      guard let same = topics[set.topic], same.count >= 20 else { continue }
      var answers = [synset]
      while answers.count < 5 {
        let other = same[side.draw(below: same.count)]
        if !answers.contains(other) { answers.append(other) }
      }
      for answer in side.shuffled(answers) {
        examples.append(
          WordNetExample(
            .pair(set.words.joined(separator: ", "), side.lexicon.definition(answer)),
            .answer(question: question, isRight: answer == synset), [synset, answer]))
      }
      question += 1
    }
    return examples
  }
}
