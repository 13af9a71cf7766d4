internal import Foundation
public import Tensor

/// What a head says of a sequence.
public enum HeadKind: Sendable, Equatable {
  /// One of so many classes, at least 2, for a text; a ranking has the two classes wrong and right.
  case classes(Int)
  /// A number for a text, 0 to 1 in training.
  case score
  /// One of so many tags, at least 2, for each word, from the vector of its first piece.
  case tags(Int)

  /// Number of outputs of a position, C.
  public var outputs: Int {
    switch self {
    case .classes(let count), .tags(let count): count
    case .score: 1
    }
  }

  /// What a mean loss is multiplied by, so that guessing costs about 1 in every task and none drowns the others.
  ///
  /// Cross-entropy is divided by log(classes), what even odds cost. A squared error is multiplied by 12, since 1/12 is
  /// what the middle costs where scores from 0 to 1 are equally frequent; that constant is our reading, the source only
  /// asks for losses of one scale.
  public var lossScale: Float {
    switch self {
    case .classes(let count), .tags(let count): Float(1 / log(Double(max(2, count))))
    case .score: 12
    }
  }
}

/// What a head should have said of a batch: as many values as it has rows.
public enum HeadTargets: Sendable, Equatable {
  /// Classes or tags.
  case indices([Int32])
  /// Numbers from 0 to 1.
  case scores([Float])
}

/// A linear map from an encoder's hidden vectors to what one task asks for.
public struct TaskHead {
  /// What it says.
  public let kind: HeadKind
  /// (C, D)
  public let weight: Parameter
  /// (C)
  public let bias: Parameter
  private let path: String

  /// Declares the parameters `head.NAME.weight` and `head.NAME.bias`; they are zero until `initialise`.
  ///
  /// - Parameter width: the encoder's, D.
  public init(_ kind: HeadKind, name: String, width: Int, in block: ParameterBlock) {
    precondition(kind == .score || kind.outputs >= 2, "a head of \(kind.outputs) classes")
    self.kind = kind
    path = "head.\(name)"
    weight = block.declare(path + ".weight", [kind.outputs, width])
    bias = block.declare(path + ".bias", [kind.outputs], decays: false)
  }

  /// Weight and bias.
  public var parameters: [Parameter] { [weight, bias] }

  /// Draws the weight from the normal distribution, by the head's name; the bias is zero.
  public func initialise(seed: UInt64, std: Float = 0.02) {
    CounterRandom(seed: seed, stream: RandomStream.number(of: path)).fillNormal(
      UnsafeMutableBufferPointer(start: weight.values, count: weight.count), deviation: std, from: 0)
    bias.values.update(repeating: 0, count: bias.count)
  }

  /// The outputs at some positions: class logits, tag logits or numbers. Shape (N, C).
  ///
  /// - Parameters:
  ///   - hidden: (B·S, D).
  ///   - positions: rows of `hidden`, N of them: the first of each sequence, or those where words begin.
  ///   - noise: what training drops of the head's input; nil drops nothing.
  public func outputs(_ tape: Tape, hidden: Tensor, positions: [Int32], noise: EncoderNoise? = nil) -> Tensor {
    tape.clock.enter("head")
    let own = tape.gather(hidden, tape.indices(positions))
    let input = noise?.dropped(tape, own, place: path) ?? own
    return tape.linear(input, weight: tape.parameter(weight), bias: tape.parameter(bias))
  }

  /// The mean loss of outputs, unscaled: cross-entropy in nats, or the squared error. Shape (1).
  ///
  /// - Precondition: as many targets as rows, at least one, of the kind that the head has.
  public func loss(_ tape: Tape, outputs: Tensor, targets: HeadTargets) -> Tensor {
    switch targets {
    case .indices(let indices): tape.crossEntropy(logits: outputs, targets: indices)
    case .scores(let scores): tape.meanSquare(outputs, targets: scores)
    }
  }
}
