import Data
import Experiment
import Models
import Tensor
import Testing
import Training

/// Sentences to label that are longer than what the encoder reads.
@Suite struct CutLabellingTests {
  @Test func isLearntWithinTheCutAndJudgedBeyond() throws {
    let words = (0..<12).map { ["red", "green", "blue"][$0 % 3] }
    let tags = (0..<12).map { $0 % 3 }
    let examples = (0..<4).map { _ in TaskExample(.words(words), .tags(tags)) }
    let task = LanguageTask(
      name: "tag", kind: .labelling, labels: ["O", "B-x", "I-x"], metrics: [.spanF1], training: examples,
      validation: examples, test: examples)
    let recipe = try TinyTasks.recipe("tasks.sequence_length=8")
    let data = try UnderstandingData([task], recipe: recipe)
    let batch = data.batch(of: 0, data.tasks[0].training, [0])
    #expect((1...6).contains(batch.positions.count))
    #expect(batch.targets == .indices(tags.prefix(batch.positions.count).map { Int32($0) }))
    #expect(data.tasks[0].validation[0].target == .tags(tags))

    // At most two of the four spans of a sentence are within the cut: a recall of a half at best.
    let workload = try Understanding(recipe: recipe, data: data, machine: TinyLanguage.machine)
    let score = workload.evaluate(Tape(pool: ThreadPool(threads: 1))).tasks[0]
    #expect(score.metrics.map(\.name) == ["span-f1"] && (0...2.0 / 3).contains(score.metrics[0].value))
  }
}
