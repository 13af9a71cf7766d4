internal import Foundation
internal import Tensor

/// The correction of low rank to one block's queries, keys and values: one A for all three, one B.
///
/// Source: Hu et al. 2021, arXiv:2106.09685; one A for all three as in the code of PYRA.
struct LoRA {
  let down: Parameter  // A (R, D)
  let up: Parameter  // B (3D, R)
  let options: LoRAOptions

  init(_ options: LoRAOptions, _ parameters: ViTParameters, _ path: String, width: Int) {
    down = parameters.declare("\(path).lora.a", [options.rank, width])
    up = parameters.declare("\(path).lora.b", [3 * width, options.rank])
    self.options = options
  }

  /// - Parameter input: what the projection reads, with elements dropped in training.
  func update(_ tape: Tape, _ input: Tensor) -> LowRankUpdate {
    LowRankUpdate(input: input, down: tape.parameter(down), up: tape.parameter(up), scale: options.scale)
  }

  /// Adds scale · B · A to the projection's weight and sets B to zero: the same function without the extra work.
  func merge(into weight: Parameter) {
    let (r, d) = (down.shape[0], down.shape[1])
    BLAS.multiply(
      m: up.shape[0], n: d, k: r, alpha: options.scale, up.values, lda: r, down.values, ldb: d, beta: 1, weight.values,
      ldc: d)
    up.values.update(repeating: 0, count: up.count)
  }
}
