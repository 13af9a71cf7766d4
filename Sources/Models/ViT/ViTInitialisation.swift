internal import Tensor

extension VisionTransformer {
  /// Draws the values of all parameters whose names `chosen` takes: those that no file gave.
  ///
  /// Trunk: weights normal with deviation 0.02, biases 0, norms 1; class token and positions as the weights. LoRA's A
  /// uniform in ±1/√D and its B zero, a generator's W_r uniform in ±1, and everything that would change the function
  /// at step 0 zero: B, W_D, W, W₂, the adapter's upper half; for `wr` and `wr_act` W_r as well.
  ///
  /// - Parameter drawsAll: also LoRA's and the adapters' matrices as the trunk's, so that they change the function at
  ///   once: what PYRA's released code does, whose constructor draws all linear layers anew after they were set up.
  public func initialise(seed: UInt64, drawsAll: Bool = false, where chosen: (String) -> Bool = { _ in true }) {
    for parameter in parameters.all where chosen(parameter.name) {
      let (name, values) = (parameter.name, UnsafeMutableBufferPointer(start: parameter.values, count: parameter.count))
      let random = CounterRandom(seed: seed, stream: RandomStream.number(of: name))
      switch Self.start(of: name, parameter.shape, reducer: options.reducer, drawsAll: drawsAll) {
      case .constant(let value): values.update(repeating: value)
      case .normal(let deviation): random.fillNormal(values, deviation: deviation, from: 0)
      case .uniform(let bound):
        random.fillUniform(values, from: 0)
        for i in values.indices { values[i] = bound * (2 * values[i] - 1) }
      }
    }
  }

  private enum Start {
    case constant(Float)
    case normal(Float)
    case uniform(Float)
  }

  private static func start(of name: String, _ shape: [Int], reducer: String, drawsAll: Bool) -> Start {
    let last = name.split(separator: ".").suffix(2).joined(separator: ".")
    if drawsAll, ["lora.a", "lora.b", "up.weight"].contains(last) { return .normal(0.02) }
    switch last {
    case "lora.a", "gate.w1": return .uniform(1 / Float(shape[1]).squareRoot())
    case "gate.wr": return reducer == PYRA.name || reducer == ProductGate.name ? .uniform(1) : .constant(0)
    case "lora.b", "gate.wd", "gate.w", "gate.w2", "up.weight": return .constant(0)
    case "cls", "pos": return .normal(0.02)
    default: break
    }
    if name.hasSuffix(".bias") { return .constant(0) }
    if name.hasSuffix(".ls1") || name.hasSuffix(".ls2") { return .constant(1) }
    return shape.count > 1 ? .normal(0.02) : .constant(1)
  }
}
