extension WordNetTask {
  static let nounSimilarity = similarity("noun-similarity", of: .noun)
  static let verbSimilarity = similarity("verb-similarity", of: .verb)

  /// Two definitions, and how near their sets are in the tree of hypernyms.
  ///
  /// Two sets drawn at random have hardly anything in common, so that the second is drawn among the neighbours of the
  /// first in an order of the tree in which relatives stand together: as often among the nearest 2 as among the nearest
  /// 12, 100, and all.
  private static func similarity(_ name: String, of part: WordNetPart) -> WordNetTask {
    WordNetTask(
      name: name, kind: .similarity, metrics: [.pearson, .spearman],
      source: "hypernyms: how near two \(part.word)s are in their tree (Wu and Palmer), by their definitions",
      scoreRange: 0...1
    ) { side, count in
      let tree = HypernymTree(side.lexicon, part)
      let near = tree.order.filter { side.holds($0) }
      let reaches = [2, 12, 100, near.count]
      var examples: [WordNetExample] = []
      guard near.count > 1 else { return [] }
      for place in side.shuffled(Array(near.indices)).prefix(count) {
        let reach = min(reaches[side.draw(below: reaches.count)], near.count - 1)
        let distance = 1 + side.draw(below: reach)
        let other = place + distance < near.count ? place + distance : place - distance
        guard near.indices.contains(other) else { continue }
        let score = (tree.similarity(near[place], near[other]) * 1000).rounded() / 1000
        examples.append(
          WordNetExample(
            .pair(side.lexicon.definition(near[place]), side.lexicon.definition(near[other])), .score(score),
            [near[place], near[other]]))
      }
      return examples
    }
  }
}
