public import Tensor

/// An encoder that several tasks share in some way: what lies between the tokens of a task and its head.
///
/// To add a way of sharing: a type that conforms, and a line where `Training` builds the encoder of a recipe.
public protocol TaskEncoder: AnyObject {
  /// Width, depth, tables.
  var options: EncoderOptions { get }
  /// Everything that is trained but the heads, in parts that are updated together. Each parameter is in one.
  var parts: [EncoderPart] { get }
  /// The indices of the parts that a batch of a task passes, ascending.
  func parts(of task: Int) -> [Int]
  /// The hidden vectors of a batch of one task, (B·S, D).
  ///
  /// - Parameter noise: what training drops; nil drops nothing.
  func forward(_ tape: Tape, _ batch: EncoderBatch, task: Int, noise: EncoderNoise?) -> Tensor
  /// The same, and what gates did on the way.
  func output(_ tape: Tape, _ batch: EncoderBatch, task: Int, noise: EncoderNoise?) -> EncoderOutput
  /// Takes over pretrained weights wherever the encoder has a layer of them.
  ///
  /// - Throws: `EncoderError` naming a tensor that holds NaN or infinity.
  func load(_ weights: EncoderWeights) throws(EncoderError)
  /// Draws all weights, by the names that they have in a plain encoder.
  func initialise(seed: UInt64)
  /// The group that each task is in, counted from 0; 0 throughout where there are none.
  var groupOfTask: [Int] { get }
  /// How far the weights of each layer have moved from the start that all copies have in common, a column a layer; NaN
  /// where a level has no such layer. Rows for the bottom, for what the middle is made of (groups, or experts) and for
  /// each task; none before there are weights.
  var distances: [[Float]] { get }
  /// What a checkpoint has to hold beside the parameters, by name.
  var state: [String: [Int]] { get }
  /// Takes back what `state` gave.
  ///
  /// - Throws: `EncoderError` naming what is missing or does not fit; nothing is then changed.
  func restore(_ state: [String: [Int]]) throws(EncoderError)
  /// Called before the step of that number, counted from 0; may copy weights between parts.
  func prepare(step: Int)
}

/// Parameters of an encoder that are updated together.
public struct EncoderPart {
  /// `bottom`, `group 0`, …
  public var name: String
  /// What belongs to it.
  public var parameters: [Parameter]
  /// The learning rate is multiplied by it.
  public var rate: Double

  /// All fields.
  public init(name: String, parameters: [Parameter], rate: Double = 1) {
    (self.name, self.parameters, self.rate) = (name, parameters, rate)
  }
}

extension TaskEncoder {
  /// No gates.
  public func output(_ tape: Tape, _ batch: EncoderBatch, task: Int, noise: EncoderNoise?) -> EncoderOutput {
    EncoderOutput(hidden: forward(tape, batch, task: task, noise: noise), mixture: [])
  }
  /// Nothing.
  public var state: [String: [Int]] { [:] }
  /// Nothing to take back.
  public func restore(_ state: [String: [Int]]) throws(EncoderError) {}
  /// Does nothing.
  public func prepare(step: Int) {}
}
