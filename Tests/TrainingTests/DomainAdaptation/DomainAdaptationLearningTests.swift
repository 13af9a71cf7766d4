import Experiment
import Foundation
import Models
import Tensor
import Testing
import Training

@Suite struct DomainAdaptationLearningTests {
  /// Each method learns the few labels, and what it learns serves the rest.
  @Test(arguments: ["source-only", "dann", "cdan", "mme", "mmd", "pcs"])
  func lossesFall(_ method: String) throws {
    let recipe = try TinyDomains.recipe("alignment.method=\(method)", "run.steps=60")
    let run = try TinyDomains.Run(recipe).train(.init(lastStep: 60))
    let labelled = run.steps.compactMap { step in step.terms.first { $0.name == "labelled" }?.value }
    #expect(labelled.count == (method == "pcs" ? 30 : 60))
    // Those of PCS begin with means of its own classes, and are low from the start.
    let (first, last) = (labelled.prefix(3).reduce(0, +), labelled.suffix(3).reduce(0, +))
    #expect(last < 0.6 * first, "\(labelled)")
    let accuracy = try #require(run.evaluations.last?.figures.first { $0.name == "accuracy.source" })
    #expect(accuracy.value > 0.8)
  }

  @Test func domainsOfPCSMoveApartFromTheirOwnLosses() throws {
    let run = try TinyDomains.Run(try TinyDomains.recipe("run.steps=60")).train(.init(lastStep: 60))
    for task in 0...1 {
      let losses = run.steps.filter { $0.task == task }.map(\.loss)
      #expect(losses.count == 30)
      let (first, last) = (losses.prefix(5).reduce(0, +), losses.suffix(5).reduce(0, +))
      #expect(last < 0.9 * first, "\(losses)")
    }
    #expect(run.steps.allSatisfy { $0.task == ($0.step - 1) % 2 })
    for step in run.steps {
      let sum = step.terms.map(\.value).reduce(0, +)
      #expect(abs(step.loss - sum) < 1e-12)
    }
  }

  /// One source and one target step, every term but the diversity, whose running mean is a constant of the derivative.
  @Test(arguments: [2, 3]) func gradientsAgreeWithDifferences(_ step: Int) throws {
    try compare("alignment.method=pcs", step: step)
  }

  /// The terms of the other methods are no gradients of one function: reversed, or with widths that are constants.
  @Test func labelledGradientsAgreeWithDifferences() throws { try compare("alignment.method=source-only", step: 1) }

  private func compare(_ setting: String, step: Int) throws {
    let recipe = try TinyDomains.recipe(
      setting, "prototypes.diversity_weight=0", "dispersal.inside_weight=0.7", "dispersal.hard=0.9")
    let start = try TinyDomains.workload(recipe)
    let tape = Tape(pool: ThreadPool(threads: 1))
    for earlier in 0..<step {
      start.block.forgetGradients()
      _ = start.step(earlier, tape)
    }
    let workload = try TinyDomains.workload(recipe)
    func loss() throws -> Double {
      workload.block.forgetGradients()
      return workload.step(step, tape).loss
    }
    try workload.copyState(from: start)
    let whole = try loss()
    let names = (workload.block.parameters.map(\.name)).filter {
      ["patch.weight", "blocks.0.qkv.weight", "blocks.1.fc2.weight", "norm.weight", "head.projection.weight"].contains(
        $0)
    }
    #expect(names.count == 5 && whole > 0)
    let places = workload.block.parameters.filter { names.contains($0.name) }.map { parameter in
      let largest = (0..<parameter.count).max { abs(parameter.gradients[$0]) < abs(parameter.gradients[$1]) } ?? 0
      return (parameter: parameter, place: largest, slope: Double(parameter.gradients[largest]))
    }
    for (parameter, place, slope) in places {
      let width = Float(5e-4)
      var values: [Double] = []
      for sign in [Float(1), -1] {
        try workload.copyState(from: start)
        parameter.values[place] += sign * width
        values.append(try loss())
      }
      let difference = (values[0] - values[1]) / (2 * Double(width))
      #expect(
        abs(difference - slope) < 0.03 * abs(slope) + 2e-3, "\(parameter.name): \(slope), by differences \(difference)")
    }
  }
}
