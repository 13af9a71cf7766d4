internal import Tensor

/// The experts and gates of one part of a mixture.
struct MixtureLevel {
  /// Which layers of the encoder it stands for.
  let layers: Range<Int>
  /// Shared ones first, then each task's.
  let experts: [[EncoderLayer]]
  /// By task, over the experts that the task reads.
  private(set) var gates: [EncoderLayer.Affine] = []
  /// Over all experts, for the shared experts of the next part; nil in the last one.
  private(set) var sharedGate: EncoderLayer.Affine?

  init(layers: Range<Int>, experts: [[EncoderLayer]]) {
    (self.layers, self.experts) = (layers, experts)
  }

  mutating func declareGates(
    _ block: ParameterBlock, level: Int, of levels: Int, tasks: Int, width: Int, _ mixture: EncoderMixture
  ) {
    gates = (0..<tasks).map {
      EncoderLayer.Affine(block, "gate.\(level).\($0)", mixture.shared + mixture.specific, width)
    }
    if level + 1 < levels { sharedGate = EncoderLayer.Affine(block, "gate.\(level).shared", experts.count, width) }
  }
}
