import Data
import Experiment
import Foundation
import Testing
import Training

@Suite struct TaskRelevanceTests {
  private func text(_ name: String, labels: Int, _ examples: [[Int32]], _ second: [[Int32]] = []) -> TaskText {
    TaskText(
      name: name, labels: labels,
      examples: examples.enumerated().map { place, first in
        TaskText.Example(first[...], second.isEmpty ? nil : second[place][...])
      })
  }

  @Test func figuresOfATask() {
    let descriptors = TaskDescriptors([
      text("a", labels: 2, [[1, 2, 3], [1]]),
      text("b", labels: 1, [[1, 4], [1, 4], [4, 4], [1, 4]], [[5], [5, 5], [5], [5]]),
    ])
    let figures = descriptors.figures
    // Vocabularies {1, 2, 3} and {1, 4, 5}: one of five in common.
    #expect(figures[0] == [2, 0, 1, log(2), log(2), 0.2])
    #expect(figures[1] == [2, 1.25, 2, 0, log(4), 0.2])
    #expect(TaskDescriptors.figureNames.count == figures[0].count)
  }

  @Test func divergenceOfFrequencies() {
    let tasks = [
      text("a", labels: 2, [[1, 2]]), text("b", labels: 2, [[1, 1], [2, 2]]), text("c", labels: 2, [[3, 4]]),
      text("d", labels: 2, [[1, 3]]),
    ]
    let similarities = TaskDescriptors(tasks).unigramSimilarities
    #expect(abs(similarities[1] - 1) < 1e-6)  // the same frequencies
    #expect(similarities[2] == 0)  // nothing in common
    // (½, ½, 0) and (½, 0, ½): the mean has 1.5 bits, both have 1.
    #expect(abs(similarities[3] - 0.5) < 1e-6)
    #expect(similarities[12] == similarities[3] && similarities[0] == 1)
  }

  /// The definition once more, in the plainest way.
  @Test func cosineOfDescriptors() {
    let tasks = [
      text("a", labels: 2, [[1, 2, 2], [1, 3]]), text("b", labels: 3, [[1, 2], [2, 5], [1, 5, 5]]),
      text("c", labels: 1, [[7, 8, 9, 9], [7, 3]], [[8], [1, 9]]),
    ]
    let descriptors = TaskDescriptors(tasks)
    let pieces: [Int32] = [1, 2, 3, 5, 7, 8, 9]
    let bags = tasks.map { $0.examples.map { Array($0.first) + Array($0.second ?? []) } }
    func idf(_ piece: Int32) -> Double {
      -log(bags.map { bag in Double(bag.count { $0.contains(piece) }) / Double(bag.count) }.reduce(0, +) / 3)
    }
    var words = bags.map { bag in
      let vectors = bag.map { example -> [Double] in
        let weights = pieces.map { piece in Double(example.count { $0 == piece }) * idf(piece) }
        let norm = weights.map { $0 * $0 }.reduce(0, +).squareRoot()
        return weights.map { $0 / norm }
      }
      return pieces.indices.map { column in vectors.map { $0[column] }.reduce(0, +) / Double(bag.count) }
    }
    var figures = descriptors.figures
    func centre(_ rows: inout [[Double]], standardised: Bool) {
      for column in rows[0].indices {
        let values = rows.map { $0[column] }
        let mean = values.reduce(0, +) / 3
        let deviation = (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 3).squareRoot()
        for row in rows.indices { rows[row][column] = (rows[row][column] - mean) / (standardised ? deviation : 1) }
      }
      let size = (rows.joined().map { $0 * $0 }.reduce(0, +) / 3).squareRoot()
      rows = rows.map { $0.map { $0 / size } }
    }
    centre(&words, standardised: false)
    centre(&figures, standardised: true)
    let vectors = zip(words, figures).map { $0 + $1 }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }
    let similarities = descriptors.similarities
    for i in 0..<3 {
      for j in 0..<3 where i != j {
        let cosine =
          dot(vectors[i], vectors[j]) / (dot(vectors[i], vectors[i]) * dot(vectors[j], vectors[j])).squareRoot()
        #expect(abs(Double(similarities[i * 3 + j]) - (1 + cosine) / 2) < 1e-6)
      }
      #expect(similarities[i * 4] == 1)
    }
  }

  @Test func tasksAlikeInAllFiguresHaveNoDirection() {
    let same = text("a", labels: 2, [[1, 2]])
    #expect(TaskDescriptors([same, same]).similarities == [1, 0.5, 0.5, 1])
    #expect(TaskDescriptors([same]).similarities == [1])
  }

  @Test func skillsInCommon() throws {
    #expect(SkillTable.similarities([["a", "b"], ["b", "c"], ["a", "b"], ["d"]])[1] == Float(1.0 / 3))
    #expect(SkillTable.similarities([["a", "b"], ["b", "a", "a"]]) == [1, 1, 1, 1])
    var recipe = Recipe()
    recipe[Keys.Run.workload] = .nlu
    recipe[Keys.Relevance.skills] = ["sst2: sentiment, short", "mine:token-level"]
    #expect(
      try SkillTable.skills(recipe, tasks: ["sst2", "mine", "rte"])
        == [["sentiment", "short"], ["token-level"], SkillTable.known["rte"]])
    #expect(throws: TrainingError("relevance.skills: there is no task \"mine\" in this recipe; there are sst2")) {
      try SkillTable.skills(recipe, tasks: ["sst2"])
    }
    recipe[Keys.Relevance.skills] = []
    #expect {
      try SkillTable.skills(recipe, tasks: ["sst2", "mine"])
    } throws: { "\($0)".hasPrefix("relevance.skills: the task \"mine\" has no skills: add") }
  }

  @Test func everyTaskOfTheSuitesHasSkills() {
    let names = TaskCatalog.suiteNames.flatMap(TaskCatalog.taskNames) + [ClassicTasks.spare]
    #expect(names.count == 27)
    #expect(names.filter { SkillTable.known[$0] == nil } == [])
  }

  /// Two views that see the same two groups, and one that sees others.
  private let relevance = TaskRelevance(
    tasks: ["a", "b", "c", "d"],
    measured: [
      (.model, "m", [1, 0.6, 0.5, 0.5, 0.6, 1, 0.5, 0.5, 0.5, 0.5, 1, 0.58, 0.5, 0.5, 0.58, 1]),
      (.data, "d", [1, 0.9, 0.1, 0.2, 0.9, 1, 0.2, 0.1, 0.1, 0.2, 1, 0.8, 0.2, 0.1, 0.8, 1]),
      (.manual, "s", [1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1]),
    ])

  @Test func combinesByTheMeanOfScaledViews() throws {
    #expect(relevance.views.map({ $0.subject }) == [.data, .manual, .model, .combined])
    let combined = try #require(relevance[.combined]).similarities
    // Of a and b: the highest of data, the lowest of skills, the highest of the model.
    #expect(abs(combined[1] - 2.0 / 3) < 1e-6)
    // Of a and c: 0 of data, 1 of skills, 0 of the model.
    #expect(abs(combined[2] - 1.0 / 3) < 1e-6)
    // Of c and d: (0.8 − 0.1) / 0.8, 0, (0.58 − 0.5) / 0.1.
    #expect(abs(combined[11] - (0.875 + 0 + 0.8) / 3) < 1e-5)
    #expect(combined[0] == 1)
    #expect(relevance[.data]?.groups == [[0, 1], [2, 3]])
    #expect(relevance[.manual]?.groups == [[0, 2], [1, 3]])
    #expect(relevance[.combined]?.groups == [[0, 1], [2, 3]])
    let matrices = relevance.matrices
    #expect(
      matrices.map({ $0.name }) == ["relevance.data", "relevance.manual", "relevance.model", "relevance.combined"])
    #expect(matrices.allSatisfy { $0.isWellFormed && $0.rows == ["a", "b", "c", "d"] })
  }

  @Test func agreementOfViews() {
    let agreements = relevance.agreements
    #expect(agreements.map { [$0.first, $0.second] } == [[.data, .manual], [.data, .model], [.manual, .model]])
    #expect(zip(agreements, [-0.5, 1, -0.5]).allSatisfy { abs($0.adjustedRand - $1) < 1e-12 })
    // Data by pairs ab ac bc ad bd cd: 6, 1.5, 3.5, 3.5, 1.5, 5; model: 6, 2.5, 2.5, 2.5, 2.5, 5. Both less 3.5:
    // 6.25 + 2 + 0 + 0 + 2 + 2.25 over the root of (6.25 + 4 + 0 + 0 + 4 + 2.25) · (6.25 + 4 + 2.25) is 0.8704.
    #expect(abs(agreements[1].spearman - 12.5 / (16.5 * 12.5).squareRoot()) < 1e-9)
  }

  @Test func withoutAllViewsThereIsNoCombination() {
    let relevance = TaskRelevance(
      tasks: ["a", "b", "c"], measured: [(.manual, "", [1, 1, 0, 1, 1, 0, 0, 0, 1])], groupsWanted: 3)
    #expect(relevance.views.map({ $0.subject }) == [.manual])
    #expect(relevance[.manual]?.groups == [[0], [1], [2]])
    #expect(relevance[.combined] == nil)
  }

  @Test func controls() {
    let sizes = [3, 1, 4, 2]
    let draws = (0..<5).map { GroupControls.random(sizes: sizes, seed: 7, draw: $0) }
    for groups in draws {
      #expect(groups.map({ $0.count }).sorted() == sizes.sorted())
      #expect(groups.joined().sorted() == Array(0..<10))
      #expect(groups.map { $0[0] } == groups.map { $0[0] }.sorted())
      #expect(groups.allSatisfy { $0 == $0.sorted() })
    }
    #expect(Set(draws).count == 5)
    #expect(GroupControls.random(sizes: sizes, seed: 7, draw: 2) == draws[2])
    #expect(GroupControls.random(sizes: sizes, seed: 8, draw: 2) != draws[2])
    // The likest are kept apart.
    let similarities: [Float] = [1, 0.9, 0.1, 0.2, 0.9, 1, 0.2, 0.1, 0.1, 0.2, 1, 0.8, 0.2, 0.1, 0.8, 1]
    #expect(GroupControls.opposite(similarities, count: 4, groups: 2) == [[0, 2], [1, 3]])
  }
}
