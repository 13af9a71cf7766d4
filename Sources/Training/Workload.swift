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
  /// Figures on held-out data. Draws nothing and changes nothing.
  func evaluate(_ tape: Tape) -> EvaluationResult
  /// Takes over the values of keys that may change in a run.
  func adopt(_ recipe: Recipe)
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
}
