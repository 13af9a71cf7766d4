import Data
import Experiment
import Foundation
import Tensor
import Testing
import Training

@Suite struct TokenMergingEvaluationTests {
  private func figure(_ name: String, _ evaluation: Evaluation) -> Double? {
    evaluation.figures.first { $0.name == name }?.value
  }

  @Test func figuresAndTables() throws {
    let recipe = try TinyVision.recipe("evaluation.every=4", "merging.pyra_learning_rate=1e-2")
    let run = try TinyVision.Run(recipe).train(.init(lastStep: 12))
    #expect(run.evaluations.map({ $0.step }) == [4, 8, 12])
    let (middle, last) = (run.evaluations[1], run.evaluations[2])
    #expect(figure("accuracy.test", middle) == nil && figure("accuracy.test", last) != nil)
    for evaluation in run.evaluations {
      let names = Set(evaluation.matrices.map(\.name))
      #expect(names.isSuperset(of: ["confusion", "tokens", "gates.token", "gates.channel"]))
      #expect(evaluation.matrices.allSatisfy({ $0.isWellFormed }) && evaluation.pictures.allSatisfy(\.isWellFormed))
      let confusion = try #require(evaluation.matrices.first { $0.name == "confusion" })
      #expect(confusion.values.reduce(0, +) == 8 && confusion.rows.count == 8)
      let right = (0..<8).reduce(Float(0)) { $0 + confusion.values[$1 * 9] }
      #expect(figure("accuracy", evaluation) == Double(right) / 8)
      #expect(evaluation.matrices.first { $0.name == "tokens" }?.values == [12, 9])
      #expect(try #require(figure("images_per_second", evaluation)) > 0)
      #expect(try #require(figure("plain_images_per_second", evaluation)) > 0)
    }
    #expect(middle.pictures.isEmpty)
    let names = last.pictures.map(\.name)
    #expect(names.count == 4 * 5 && Set(names).count == names.count)
    #expect(Set(names).isSuperset(of: ["image.0", "merged.3.1", "gate.2.0"]))
    #expect(last.pictures.allSatisfy { $0.width == 12 && $0.height == 12 })
    let gates = try #require(last.matrices.first { $0.name == "gates.token" })
    for block in 0..<2 {
      let column = (0..<4).map { gates.values[2 * $0 + block] }
      #expect(column[2] <= column[0] && column[0] <= column[3] && column[1] >= 0)
    }
    let channel = try #require(last.matrices.first { $0.name == "gates.channel" })
    #expect(channel.values[0] > 0 && channel.values[0] < 2)
  }

  /// Work by hand: patches, two blocks whose perceptrons see fewer tokens, head; and what LoRA and the factors add.
  @Test func workOfAnImage() throws {
    let run = try TinyVision.Run(try TinyVision.recipe()).train(.init(lastStep: 1))
    let d = 16
    /// Projections and attention of so many tokens, the perceptron of those that are left.
    func block(_ tokens: Int, _ left: Int) -> Int {
      let attention = tokens * 4 * d * d + 2 * tokens * tokens * d
      return attention + 2 * left * d * 24
    }
    let ends = 16 * 3 * 4 * d + d * 8
    let plain = ends + block(17, 12) + block(12, 9)
    let corrections = (17 + 12) * 2 * 4 * d
    let factors = 4 * (5 + 3) * d
    let added = corrections + factors
    let work = try #require(figure("gflops_per_image", run.evaluations[0]))
    #expect(abs(work * 1e9 - 2 * Double(plain + added)) < 1)
    #expect(run.workload.header.sequenceLength == 17 && run.workload.header.tokensPerStep == 68)
  }

  @Test func highestTestAccuracyIsKept() throws {
    let recipe = try TinyVision.recipe("evaluation.every=3", "images.test_each_evaluation=true")
    let run = try TinyVision.Run(recipe).train(.init(lastStep: 12))
    let tests = run.evaluations.compactMap { figure("accuracy.test", $0) }
    #expect(tests.count == 4)
    let highest = try #require(tests.max())
    #expect(run.evaluations.last.flatMap { figure("accuracy.test.best", $0) } == highest)
    let other = try TinyVision.workload(recipe)
    try other.restore(run.workload.buffers)
    #expect(other.buffers["images.best"]?.floats == [Float(highest)])
  }

  /// Evaluations change nothing that training depends on.
  @Test func evaluatingDoesNotTrain() throws {
    let often = try TinyVision.Run(try TinyVision.recipe("evaluation.every=1")).train(.init(lastStep: 4))
    let seldom = try TinyVision.Run(try TinyVision.recipe()).train(.init(lastStep: 4))
    #expect(often.losses.map({ $0.bitPattern }) == seldom.losses.map(\.bitPattern))
  }

  /// Groups in the pictures: without merging every patch is its own colour, so the outlines are all that differs.
  @Test func mergedPatchesShareTheirColour() throws {
    let recipe = try TinyVision.recipe("merging.removed=8,5", "merging.reducer=tome")
    let run = try TinyVision.Run(recipe).train(.init(lastStep: 1))
    let pictures = try #require(run.evaluations.first).pictures
    #expect(pictures.map({ $0.name }).filter { $0.hasPrefix("gate") }.isEmpty)
    for image in 0..<4 {
      var colours: [Int] = []
      for block in 0..<2 {
        let picture = try #require(pictures.first { $0.name == "merged.\(image).\(block)" })
        // The first pixel of each patch is never part of an outline.
        let corners = (0..<16).map { cell -> [UInt8] in
          let at = 3 * (cell / 4 * 3 * picture.width + cell % 4 * 3)
          return Array(picture.pixels[at..<at + 3])
        }
        colours.append(Set(corners).count)
      }
      #expect(colours[0] <= 8 && colours[1] <= colours[0], "17 tokens lose 8, then 4 of 9")
    }
  }
}
