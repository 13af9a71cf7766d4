internal import Foundation
internal import Tensor

extension Encoder {
  /// Draws all weights: normal with standard deviation `std`, norms one, biases zero (BERT's rule, with 0.02).
  ///
  /// All copies of a layer start from the same values: those that the layer has in an encoder without levels.
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
  }
}
