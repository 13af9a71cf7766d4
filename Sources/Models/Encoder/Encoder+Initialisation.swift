internal import Foundation
internal import Tensor

extension Encoder {
  /// Draws all weights: normal with standard deviation `std`, norms one, biases zero (BERT's rule, with 0.02).
  ///
  /// All copies of a layer, experts included, start from the same values: those that the layer has in an encoder without
  /// levels. A mixture's gates are drawn by `initialiseGates`.
  public func initialise(seed: UInt64, std: Float = 0.02) {
    for parameter in parameters {
      if parameter.shape.count == 1 {
        parameter.values.update(repeating: parameter.name.hasSuffix("norm.weight") ? 1 : 0, count: parameter.count)
        continue
      }
      let random = CounterRandom(seed: seed, stream: RandomStream.number(of: EncoderNames.plain(parameter.name)))
      random.fillNormal(
        UnsafeMutableBufferPointer(start: parameter.values, count: parameter.count), deviation: std, from: 0)
    }
    initialiseGates(seed: seed)
  }

  /// Draws the weights of a mixture's gates: normal with standard deviation `std`, biases zero.
  ///
  /// They must not be zero: all experts start alike, and those that every task weighs alike would stay alike, since their
  /// gradients would be the same. A small draw leaves the output as it is (equal experts, weights that sum to 1) and lets
  /// them part.
  public func initialiseGates(seed: UInt64, std: Float = 0.02) {
    for gate in gates {
      gate.values.update(repeating: 0, count: gate.count)
      if gate.shape.count == 1 { continue }
      CounterRandom(seed: seed, stream: RandomStream.number(of: gate.name)).fillNormal(
        UnsafeMutableBufferPointer(start: gate.values, count: gate.count), deviation: std, from: 0)
    }
  }
}
