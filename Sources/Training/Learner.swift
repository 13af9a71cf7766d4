internal import Experiment
internal import Foundation
internal import Tensor

/// A model with its optimiser and recipe, as far as it has come: what a trainer moves on step by step.
///
/// A run has one; while it has a twin there are two, which share threads, tape and data and nothing else.
final class Learner {
  let workload: any Workload
  let optimizer: any Optimizer
  private(set) var recipe: Recipe
  private var schedule: Schedule
  /// Optimiser steps done.
  private(set) var step: Int
  /// Tokens seen since the run's beginning.
  private(set) var tokens: Int
  /// Lowest held-out loss so far.
  var bestLoss: Double

  init(
    _ workload: any Workload, _ optimizer: any Optimizer, _ recipe: Recipe, step: Int = 0, tokens: Int = 0,
    bestLoss: Double = .infinity
  ) {
    self.workload = workload
    self.optimizer = optimizer
    self.recipe = recipe
    (self.step, self.tokens, self.bestLoss) = (step, tokens, bestLoss)
    schedule = Schedule(recipe)
    workload.adopt(recipe)
  }

  /// Takes over the values of keys that may change in a run.
  func adopt(_ recipe: Recipe) {
    self.recipe = recipe
    schedule = Schedule(recipe)
    optimizer.adopt(recipe)
    workload.adopt(recipe)
  }

  /// One step: batch, gradient, update.
  func advance(_ tape: Tape) -> Step {
    let start = monotonicSeconds()
    tape.clock.restart()
    workload.block.forgetGradients()
    let result = workload.step(step, tape)
    tape.clock.enter("optimizer")
    let learningRate = recipe[Keys.Optimizer.learningRate] * schedule.factor(at: step + 1)
    let norm = optimizer.step(learningRate: learningRate, touched: result.touched, tape.pool)
    tape.clock.stop()
    let seconds = monotonicSeconds() - start
    step += 1
    tokens += result.tokens
    let rate = Double(result.tokens) / seconds
    return Step(
      step: step, tokens: tokens, loss: result.loss, terms: result.terms, learningRate: learningRate,
      gradientNorm: norm, tokensPerSecond: rate, seconds: seconds,
      phases: tape.clock.seconds.map { NamedValue($0.name, $0.seconds) },
      gflops: rate * workload.header.flopsPerToken * 1e-9, residentBytes: currentResidentBytes(),
      ledgers: result.ledgers, draws: result.draws, task: result.task)
  }

  /// Figures on held-out data, which change nothing.
  func evaluate(_ tape: Tape) -> Evaluation {
    let start = monotonicSeconds()
    let result = workload.evaluate(tape)
    var evaluation = Evaluation(result, step: step, tokens: tokens, seconds: monotonicSeconds() - start)
    evaluation.weightHash = workload.block.hash
    return evaluation
  }

  /// A second one in the same state with a recipe of its own.
  ///
  /// - Returns: nil where the workload has no twin.
  /// - Throws: what the workload throws.
  func twin(_ recipe: Recipe) throws -> Learner? {
    guard let workload = try workload.twin() else { return nil }
    let twin = Learner(
      workload, OptimizerCatalog.optimizer(of: workload, recipe), recipe, step: step, tokens: tokens, bestLoss: bestLoss
    )
    twin.optimizer.copyState(from: optimizer)
    return twin
  }

  /// Becomes what the other is: weights, moments, routers, recipe, place in the run.
  ///
  /// - Throws: what the workload throws; nothing is then changed.
  func become(_ other: Learner) throws {
    try workload.copyState(from: other.workload)
    optimizer.copyState(from: other.optimizer)
    adopt(other.recipe)
    (step, tokens, bestLoss) = (other.step, other.tokens, other.bestLoss)
  }
}
