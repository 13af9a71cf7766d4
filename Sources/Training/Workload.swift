public import Experiment
public import Tensor

/// What a trainer trains: a model with its data and losses.
///
/// `Trainer` owns the loop, events, control and checkpoints; a workload knows what a step computes.
public protocol Workload: AnyObject {
  /// All trained parameters.
  var block: ParameterBlock { get }
  /// What is known before the first step. The trainer fills in the fields that are its own.
  var header: Header { get }
  /// Computes the loss of one batch and its gradient, which is left in the block.
  ///
  /// - Parameter index: number of the step, counted from 0. The same index gives the same batch and the same noise.
  func step(_ index: Int, _ tape: Tape) -> StepResult
  /// Parameters that are updated together, with a rate and a count of steps of their own. Each parameter is in one.
  var parameterGroups: [ParameterGroup] { get }
  /// Called once before the first step of a run, not when it is taken up again.
  func prepare(_ tape: Tape)
  /// Figures on held-out data. Draws nothing and changes nothing that training depends on; to be called between a step
  /// and the next `forgetGradients` of the block, whose gradients may be reported.
  func evaluate(_ tape: Tape) -> EvaluationResult
  /// What other choices of the routers would have cost on the probe batch; nil where the workload has none.
  ///
  /// - Parameter step: the number of steps done.
  func counterfactual(_ tape: Tape, step: Int) -> Counterfactual?
  /// A second model of the same shape on the same data in the same state, to the last bit; nil where there is none.
  ///
  /// - Throws: `TrainingError` when it cannot be made.
  func twin() throws -> (any Workload)?
  /// Takes over weights, routers and whatever else a step leaves behind from a twin.
  ///
  /// - Throws: `TrainingError` for a workload of another kind; nothing is then changed.
  func copyState(from other: any Workload) throws
  /// What the latest step left that is not in its ledgers, by MoE layer; called after the optimiser's update.
  var details: [LayerDetail] { get }
  /// Takes over the values of keys that may change in a run. What `refusal` names stays as it is.
  func adopt(_ recipe: Recipe)
  /// Why new values of keys that may change in a run cannot be taken over here, in one line; nil where they can.
  func refusal(of recipe: Recipe) -> String?
  /// What the user should know before the first step, each an alert of its own.
  var warnings: [(rule: String, message: String)] { get }
  /// Tensors that belong into a checkpoint beside the parameters and the optimiser's moments, by name: the routers'
  /// tables and biases.
  var buffers: [String: Safetensors.Entry] { get }
  /// Puts back what `buffers` gave.
  ///
  /// - Throws: `TrainingError` naming the tensor when one is missing or does not fit.
  func restore(_ buffers: [String: Safetensors.Entry]) throws
}

extension Workload {
  /// All in one.
  public var parameterGroups: [ParameterGroup] { [ParameterGroup(block.parameters)] }
  /// Does nothing.
  public func prepare(_ tape: Tape) {}
  /// None.
  public func twin() throws -> (any Workload)? { nil }
  /// Refuses: without twins there is nothing to take over.
  public func copyState(from other: any Workload) throws {
    throw TrainingError("a run of \(header.workload) cannot take over another's state")
  }
  /// None.
  public func refusal(of recipe: Recipe) -> String? { nil }
  /// None.
  public var details: [LayerDetail] { [] }
  /// None.
  public func counterfactual(_ tape: Tape, step: Int) -> Counterfactual? { nil }
}

/// What one step of a workload gives.
public struct StepResult {
  /// Mean loss of the batch, without further terms.
  public var loss: Double
  /// Further terms of the objective, weighted by their coefficients.
  public var terms: [NamedValue]
  /// What each MoE layer did with the batch, in the order of the layers.
  public var ledgers: [LayerLedger]
  /// Tokens in the batch.
  public var tokens: Int
  /// The cluster of each window of the batch; empty where windows are not drawn by clusters.
  public var draws: [Int32] = []
  /// The task of the batch; nil where there are none, or it is of several.
  public var task: Int?
  /// Which of the workload's parameter groups have a gradient; nil: all. The others stay as they are, moments included.
  public var touched: [Int]?
}

/// What an evaluation gives; see `Experiment.Evaluation`.
public struct EvaluationResult {
  /// Mean cross-entropy in nats a token; NaN without held-out data.
  public var loss: Double
  /// Bits a byte of the held-out text: comparable between tokenizers.
  public var bitsPerByte: Double
  /// Mean loss by domain, only of domains that occur.
  public var domains: [DomainLoss]
  /// Mean loss at each position of the sequence, in nats, length T.
  public var positions: [Float]
  /// Mean loss by frequency of the token to be predicted; empty where it is not measured.
  public var frequencies: [FrequencyLoss] = []
  /// What the routers did, by MoE layer.
  public var layers: [LayerEvaluation] = []
  /// Mean loss by cluster of held-out documents; empty where windows are not drawn by clusters.
  public var clusters: [ClusterLoss] = []
  /// The text of the layers' probe choices; nil without a router.
  public var probe: ProbeText?
  /// Choices and slots of all MoE layers together.
  public var totals = RoutingTotals()
  /// Figures by task.
  public var tasks: [TaskScore] = []
  /// Further figures of the whole.
  public var figures: [NamedValue] = []
  /// Tables of numbers.
  public var matrices: [NamedMatrix] = []
  /// Pictures.
  public var pictures: [Picture] = []
}

extension Evaluation {
  /// The result of an evaluation as it goes into an event.
  ///
  /// - Parameters:
  ///   - step: the number of optimiser steps done.
  ///   - tokens: seen since the run's beginning.
  ///   - seconds: how long it took.
  public init(_ result: EvaluationResult, step: Int, tokens: Int, seconds: Double) {
    self.init(
      step: step, tokens: tokens, loss: result.loss, bitsPerByte: result.bitsPerByte, domains: result.domains,
      positions: result.positions, frequencies: result.frequencies, layers: result.layers,
      clusters: result.clusters, probe: result.probe, tasks: result.tasks, figures: result.figures,
      matrices: result.matrices, pictures: result.pictures, seconds: seconds)
  }
}

/// Choices and slots, added up over layers, devices, experts and batches.
public struct RoutingTotals: Sendable, Equatable {
  /// Regular choices before capacity.
  public var routed = 0
  /// Regular choices lost to capacity.
  public var dropped = 0
  /// Lost choices for which an expert on the token's own device stood in: tokens, not choices.
  public var rectified = 0
  /// Slots that were offered, used or not.
  public var slots = 0
  /// Slots left empty.
  public var padded = 0
  /// Extra choices accepted into slots that would be padding.
  public var filled = 0

  /// Nothing counted yet.
  public init() {}

  /// Share of the regular choices that were dropped; NaN without choices.
  public var droppedShare: Double { routed == 0 ? .nan : Double(dropped) / Double(routed) }
  /// Share of the slots that stayed empty; NaN without slots.
  public var paddedShare: Double { slots == 0 ? .nan : Double(padded) / Double(slots) }
}
