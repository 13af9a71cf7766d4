extension WordNetTask {
  /// A noun's definition, in which the words are marked that name one of its hypernyms or one of theirs.
  static let genus = WordNetTask(
    name: "genus", kind: .labelling, labels: ["O", "B-genus", "I-genus"], metrics: [.spanF1],
    source: "hypernyms: the words of a noun's definition that name what it is a kind of"
  ) { side, count in
    var examples: [WordNetExample] = []
    for synset in side.members(.noun) {
      if examples.count == count { break }
      let parents = side.lexicon[synset].targets(.hypernym)
      let names = (parents + parents.flatMap { side.lexicon[$0].targets(.hypernym) })
        .flatMap { side.lexicon[$0].words }
      let words = TextWords.split(side.lexicon.definition(synset))
      guard (3...40).contains(words.count), let use = WordUse.find(names, .noun, in: words) else { continue }
      examples.append(
        WordNetExample(.words(words), .tags(use.tags(first: 1, further: 2, of: words.count)), [synset]))
    }
    return examples
  }
}
