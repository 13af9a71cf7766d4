internal import Tensor

extension Decoder {
  /// Draws all weights: normal with standard deviation `std`, norms one, and the projections that end in the residual
  /// stream divided by √(2 · layers), so that the stream's variance does not grow with depth (GPT-2's rule).
  ///
  /// Every parameter has a random stream of its own, named by its path: adding a layer or a router leaves the initial
  /// values of all others as they were.
  public func initialise(seed: UInt64, std: Float) {
    let residual = std / Float(2 * options.layers).squareRoot()
    for parameter in block.parameters {
      if parameter.shape.count == 1 {
        // Vectors are norms (one) or biases (zero).
        let start: Float = parameter.name.hasSuffix("norm") || parameter.name.hasSuffix("norm.weight") ? 1 : 0
        parameter.values.update(repeating: start, count: parameter.count)
        continue
      }
      let scale = Self.endsInResidual(parameter.name) ? residual : std
      let random = CounterRandom(seed: seed, stream: RandomStream.number(of: parameter.name))
      random.fillNormal(
        UnsafeMutableBufferPointer(start: parameter.values, count: parameter.count), deviation: scale, from: 0)
    }
  }

  /// Draws the tables of routers that go by token ids, each layer from a stream of its own.
  ///
  /// - Parameter counts: how often each token id occurs in the training text.
  public func drawTables(counts: [Int], seed: UInt64) {
    updateMoE { path, layer in
      layer.router.drawTables(
        counts: counts, random: CounterRandom(seed: seed, stream: RandomStream.number(of: path + "table")))
    }
  }

  private static func endsInResidual(_ name: String) -> Bool {
    name.hasSuffix("attention.out") || name.hasSuffix(".down")
  }
}
