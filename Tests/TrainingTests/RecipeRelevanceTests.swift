import Data
import Experiment
import Foundation
import Tensor
import Testing
import Training

@Suite struct RecipeRelevanceTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "relevance-\(UUID().uuidString)")
  private let words = ["good", "bad", "cat", "dog", "who", "where"]

  /// Four tasks of which two have the same words each.
  private func tasks() throws -> [EncodedTask] {
    let list = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + words
    let tokenizer = try WordPieceTokenizer(vocabulary: Array(list.joined(separator: "\n").utf8), named: "vocab")
    func task(_ name: String, _ kind: TaskKind, _ contents: [TaskExample.Content]) -> EncodedTask {
      let examples = contents.enumerated().map { TaskExample($0.element, .category($0.offset % 2)) }
      let task = LanguageTask(
        name: name, kind: kind, labels: ["no", "yes"], metrics: [.accuracy], training: examples, validation: examples,
        test: examples)
      return EncodedTask(task, tokenizer: tokenizer, length: 8, seed: 1)
    }
    return [
      task("sst2", .classification, [.sentence("good cat"), .sentence("bad dog")]),
      task("mrpc", .pairs, [.pair("who who", "where"), .pair("where", "where who")]),
      task("subj", .classification, [.sentence("bad cat"), .sentence("good dog dog")]),
      task("rte", .pairs, [.pair("who", "where where"), .pair("who where", "who")]),
    ]
  }

  private func recipe(_ grouping: Recipe.Grouping, steps: Int = 4) -> Recipe {
    var recipe = Recipe()
    recipe[Keys.Run.workload] = .nlu
    recipe[Keys.Hierarchy.grouping] = grouping
    recipe[Keys.Relevance.probeSteps] = steps
    recipe[Keys.Relevance.checkpoints] = 2
    recipe[Keys.Relevance.probeBatches] = 1
    return recipe
  }

  /// Counts how often a model is made, and what was said.
  private final class Witness {
    var made: [QuadraticProbe] = []
    var said: [String] = []
  }

  private func relevance(_ recipe: Recipe, _ witness: Witness) throws -> RecipeRelevance {
    RecipeRelevance(
      recipe, tasks: try tasks(), cache: RelevanceCache(folder: folder.path), pool: ThreadPool(threads: 1),
      progress: { witness.said.append($0) },
      probe: {
        // To the model the first and the last task are alike, and the two in the middle.
        witness.made.append(QuadraticProbe(goals: [[9, 1], [-8, 2], [-9, 1], [8, 2]]))
        return witness.made[witness.made.count - 1]
      })
  }

  @Test func cheapRulesNeedNoModel() throws {
    let witness = Witness()
    for grouping in [Recipe.Grouping.data, .manual] {
      let (groups, found) = try relevance(recipe(grouping), witness).groups()
      #expect(groups == [[0, 2], [1, 3]], "\(grouping)")
      #expect(found.views.map({ $0.subject }) == [.data, .manual])
    }
    #expect(witness.made.isEmpty)
  }

  @Test func groupsByTheModel() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let witness = Witness()
    let (groups, found) = try relevance(recipe(.model), witness).groups()
    #expect(groups == [[0, 3], [1, 2]])
    #expect(found.views.map({ $0.subject }) == [.data, .manual, .model, .combined])
    // Two views of three see the pairs by kind.
    #expect(try relevance(recipe(.combined), witness).groups().groups == [[0, 2], [1, 3]])
    let opposite = try relevance(recipe(.opposite), witness).groups().groups
    #expect(opposite.count == 2 && opposite != [[0, 2], [1, 3]])
    var random = recipe(.random)
    random[Keys.Hierarchy.draw] = 3
    let drawn = try relevance(random, witness).groups().groups
    #expect(drawn == GroupControls.random(sizes: [2, 2], seed: 7, draw: 3))
  }

  @Test func rulesWithoutRelevanceAreRefused() throws {
    let witness = Witness()
    #expect(throws: TrainingError.self) { try relevance(recipe(.kinds), witness).groups() }
    #expect(try relevance(recipe(.kinds), witness).quick().views.map({ $0.subject }) == [.data, .manual])
    #expect(witness.made.isEmpty)
  }

  @Test func measuresOnceUntilSomethingChanges() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let witness = Witness()
    func look(_ recipe: Recipe) throws -> (trained: Int, model: [Float]) {
      let before = witness.made.reduce(0) { $0 + $1.trained.count }
      let model = try #require(try relevance(recipe, witness).all()[.model])
      return (witness.made.reduce(0) { $0 + $1.trained.count } - before, model.similarities)
    }
    let first = try look(recipe(.combined))
    #expect(first.trained == 2)
    var again = try look(recipe(.opposite))
    #expect(again.trained == 0 && again.model == first.model)
    #expect(witness.said.last?.contains("measured with this model and these tasks before") == true)
    #expect(try look(recipe(.combined, steps: 6)).trained == 2)

    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files.count == 2 && files.allSatisfy { !$0.hasSuffix("partial") })
    for file in files {
      let path = folder.appendingPathComponent(file)
      var bytes = try Foundation.Data(contentsOf: path)
      bytes[bytes.count - 3] ^= 1
      try bytes.write(to: path)
    }
    again = try look(recipe(.combined))
    #expect(again.trained == 2 && again.model == first.model)
    #expect(witness.said.contains { $0.contains("damaged; the relevance is measured again") })
    #expect(try look(recipe(.combined)).trained == 0)
  }

  @Test func anEncodedTaskIsReadWithoutItsMarks() throws {
    // The lengths that the figures tell: [CLS] and [SEP] count for nothing.
    let encoded = try tasks()
    let figures = TaskDescriptors(encoded.map(TaskText.init)).figures
    #expect(figures[0][0] == 2 && figures[0][1] == 0 && figures[0][2] == 1)
    #expect(figures[1][0] == 1.5 && figures[1][1] == 1.5 && figures[1][2] == 2)
  }
}
