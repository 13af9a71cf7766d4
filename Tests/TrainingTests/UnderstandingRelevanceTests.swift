import Data
import Experiment
import Models
import Tensor
import Testing
import Training

/// Relevance of small tasks of all kinds with a small encoder, from weights to groups.
@Suite struct UnderstandingRelevanceTests {
  private func tasks() -> [LanguageTask] {
    let nouns = ["cat", "dog", "tree", "house", "river", "stone"]
    let verbs = ["sees", "finds", "likes"]
    func sentence(_ i: Int) -> String { "the \(nouns[i % 6]) \(verbs[i % 3]) a \(nouns[(i / 2 + 1) % 6])" }
    func task(
      _ name: String, _ kind: TaskKind, _ labels: [String], _ metric: TaskMetric, _ example: (Int) -> TaskExample
    ) -> LanguageTask {
      LanguageTask(
        name: name, kind: kind, labels: labels, metrics: [metric], training: (0..<9).map(example),
        validation: (9..<13).map(example), test: (13..<15).map(example))
    }
    return [
      task("sst2", .classification, ["bad", "good"], .accuracy) {
        TaskExample(.sentence(sentence($0)), .category($0 % 2))
      },
      task("rte", .pairs, ["none", "entailment"], .accuracy) {
        TaskExample(.pair(sentence($0), sentence($0 + 3)), .category($0 / 2 % 2))
      },
      task("stsb", .similarity, [], .pearson) {
        TaskExample(.pair(sentence($0), sentence($0 + 1)), .score(Double($0 % 5)))
      },
      task("trecqa", .ranking, [], .map) {
        TaskExample(.pair(sentence($0 / 3), sentence($0)), .answer(question: $0 / 3, isRight: $0 % 3 == 0))
      },
      task("wnut17", .labelling, ["O", "B-x"], .spanF1) { i in
        TaskExample(.words(sentence(i).split(separator: " ").map(String.init)), .tags([0, 1, 0, 0, i % 2]))
      },
    ]
  }

  private func recipe() -> Recipe {
    var recipe = Recipe()
    recipe[Keys.Run.workload] = .nlu
    recipe[Keys.Encoder.weights] = .random
    recipe[Keys.Encoder.width] = 8
    recipe[Keys.Encoder.heads] = 2
    recipe[Keys.Encoder.inner] = 16
    recipe[Keys.Encoder.vocabulary] = 96
    recipe[Keys.Hierarchy.bottom] = 1
    recipe[Keys.Hierarchy.middle] = 1
    recipe[Keys.Hierarchy.top] = 1
    recipe[Keys.Hierarchy.grouping] = .combined
    recipe[Keys.Tasks.batchSize] = 4
    recipe[Keys.Tasks.sequenceLength] = 16
    recipe[Keys.Run.steps] = 3
    recipe[Keys.Relevance.probeSteps] = 5
    recipe[Keys.Relevance.checkpoints] = 2
    recipe[Keys.Relevance.probeBatches] = 1
    return recipe
  }

  private func relevance(_ recipe: Recipe, threads: Int) throws -> RecipeRelevance {
    let data = try UnderstandingData(tasks(), recipe: recipe)
    return RecipeRelevance(
      recipe, data: data, cache: RelevanceCache(folder: nil), pool: ThreadPool(threads: threads), progress: { _ in })
  }

  @Test func sameBitsOnAnyNumberOfThreads() throws {
    let recipe = recipe()
    let one = try relevance(recipe, threads: 1).groups()
    let three = try relevance(recipe, threads: 3).groups()
    #expect(one.groups == three.groups)
    #expect(one.relevance == three.relevance)
    #expect(one.groups.joined().sorted() == Array(0..<5))
    #expect(one.relevance.matrices.count == 4)
    for matrix in one.relevance.matrices {
      #expect(matrix.values.allSatisfy { (0...1).contains($0) })
      for i in 0..<5 {
        #expect(matrix.values[i * 6] == 1)
        for j in 0..<i { #expect(matrix.values[i * 5 + j] == matrix.values[j * 5 + i]) }
      }
    }
    // A model that all tasks pull the same way, or none, would tell nothing.
    let model = try #require(one.relevance[.model]).similarities
    #expect(Set(model).count > 5)
  }

  /// The cosine once more, from the model's own gradients before any training.
  @Test func comparesGradientsOfTheSharedLayersOnly() throws {
    var recipe = recipe()
    // A step that changes nothing, and all examples in one batch, whatever their order.
    recipe[Keys.Optimizer.learningRate] = 1e-30
    recipe[Keys.Relevance.probeSteps] = 1
    recipe[Keys.Relevance.checkpoints] = 1
    recipe[Keys.Tasks.batchSize] = 9
    let data = try UnderstandingData(tasks(), recipe: recipe)
    let pool = ThreadPool(threads: 1)
    let found = try RecipeRelevance(
      recipe, data: data, cache: RelevanceCache(folder: nil), pool: pool, progress: { _ in }
    ).check(.gradients)
    let model = try Understanding.hardShared(
      recipe: recipe, data: data, machine: Machine.current(pool: pool, measured: false))
    let shared = model.block.parameters.filter { parameter in
      ["layers.0.", "layers.1."].contains { parameter.name.contains($0) } && !parameter.name.contains("head")
    }
    #expect(shared.count == 24)
    let tape = Tape(pool: pool)
    let gradients = (0..<5).map { task -> [Double] in
      model.block.forgetGradients()
      _ = model.gradient(of: data.batch(of: task, data.tasks[task].training, Array(0..<9)), tape)
      return shared.flatMap { parameter in (0..<parameter.count).map { Double(parameter.gradients[$0]) } }
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    for i in 0..<5 {
      for j in 0..<5 {
        let (a, b) = (gradients[i], gradients[j])
        #expect(abs(found.values[i * 5 + j] - dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()) < 1e-3)
      }
    }
  }

  @Test func checksAreFiniteAndRepeatable() throws {
    for measure in [ModelRelevance.Measure.tag, .transfer] {
      let first = try relevance(recipe(), threads: 2).check(measure)
      #expect(first.values.allSatisfy({ $0.isFinite }))
      #expect(first.values.contains { $0 != 0 })
      #expect(try relevance(recipe(), threads: 1).check(measure) == first)
    }
  }

  @Test func aRunTakesTheGroupsAndTellsItsRelevanceOnce() throws {
    var recipe = recipe()
    recipe[Keys.Hierarchy.grouping] = .data
    let data = try UnderstandingData(tasks(), recipe: recipe).related(recipe, cache: RelevanceCache(folder: nil))
    let relevance = try #require(data.relevance)
    #expect(relevance.views.map({ $0.subject }) == [.data, .manual])
    let pool = ThreadPool(threads: 1)
    let machine = Machine.current(pool: pool, measured: false)
    let run = try Understanding(recipe: recipe, data: data, machine: machine)
    let groups = try #require(relevance[.data]).groups
    #expect(run.encoder.groupOfTask == RandIndex.labels(of: groups))
    let tape = Tape(pool: pool)
    #expect(run.evaluate(tape).matrices.filter { $0.name.hasPrefix("relevance") } == [])
    run.prepare(tape)
    let matrices = run.evaluate(tape).matrices.filter { $0.name.hasPrefix("relevance") }
    #expect(matrices == relevance.matrices)
    #expect(run.evaluate(tape).matrices.filter { $0.name.hasPrefix("relevance") } == [])
    // Where groups do not follow from it, what costs little is looked at all the same.
    recipe[Keys.Hierarchy.grouping] = .kinds
    #expect(try data.related(recipe).relevance?.views.count == 2)
  }
}
