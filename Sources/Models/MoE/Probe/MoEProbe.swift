public import Tensor

/// Runs one layer forward and backward on what a file holds, with the same code as training.
public enum MoEProbe {
  /// - Parameters:
  ///   - input: configuration, weights and inputs.
  ///   - threads: 0 means one for each core; the answer does not depend on it.
  /// - Returns: everything that was computed, by the names of the probe's rules.
  /// - Throws: `ProbeError`, naming the key or tensor at fault.
  public static func run(_ input: Safetensors, threads: Int = 0) throws(ProbeError) -> Safetensors {
    let input = try MoEProbeInput(input)
    let block = ParameterBlock()
    var layers = try Layers(input, block)
    for parameter in block.parameters {
      guard let values = input.layers.lazy.compactMap({ $0.parameters[parameter.name] }).first else { continue }
      parameter.values.update(from: values, count: values.count)
    }
    let tape = Tape(pool: ThreadPool(threads: threads))
    tape.begin(recording: true)
    block.forgetGradients()
    let x = tape.variable(input.x, [input.tokens, input.width])
    let results = layers.forward(tape, x, input.tokenIDs)
    guard let last = results.last else { return Safetensors() }
    var output = Safetensors()
    output["y"] = .init(last.output.values, x.shape)
    for (result, prefix) in zip(results, layers.prefixes) { describe(result, prefix, &output) }

    let specification = input.specification
    var seeds = [(tensor: last.output, gradient: input.dy)]
    for result in results {
      for (loss, coefficient) in [
        (result.balance, specification.balanceCoefficient), (result.z, specification.zCoefficient),
      ] where coefficient > 0 {
        if let loss { seeds.append((loss, [Float(coefficient)])) }
      }
    }
    tape.backward(from: seeds)
    output["dx"] = .init(tape.gradient(of: x), x.shape)
    for parameter in block.parameters {
      output["d.\(parameter.name)"] = .init(tape.gradient(of: tape.parameter(parameter)), parameter.shape)
    }
    layers.finishStep(results, &output)
    return output
  }

  /// Choices, weights, ledger and losses of one layer.
  private static func describe(_ result: MoEResult, _ prefix: String, _ output: inout Safetensors) {
    let (assignment, statistics) = (result.assignment, result.statistics)
    let (n, width, columns) = (assignment.tokens, assignment.width, assignment.pairColumns)
    let weights = result.weights.values
    var own: [Float] = []
    own.reserveCapacity(n * width)
    for i in 0..<n { own += weights[i * columns..<i * columns + width] }
    let local = (0..<n).map { assignment.localExpert?[$0] ?? -1 }
    output[prefix + "expert_index"] = .init(
      (0..<n * width).map { Int64(assignment.choices[$0]) }, [n, width])
    output[prefix + "expert_weight"] = .init(own, [n, width])
    output[prefix + "accepted"] = .init((0..<n * width).map { assignment.accepted[$0] }, [n, width])
    output[prefix + "rectified_expert"] = .init(local.map { Int64($0) }, [n])
    output[prefix + "rectified_weight"] = .init(
      (0..<n).map { local[$0] < 0 ? 0 : weights[$0 * columns + width] }, [n])
    let cells = [statistics.devices, statistics.experts]
    for (name, counts) in [
      ("routed", statistics.routed), ("kept", statistics.kept), ("dropped", statistics.dropped),
      ("filled", statistics.filled), ("padded", statistics.padded), ("rectified", statistics.rectified),
    ] {
      output["\(prefix)counts.\(name)"] = .init(counts.map { Int64($0) }, cells)
    }
    output[prefix + "aux.balance"] = .init([statistics.balance], [1])
    output[prefix + "aux.z"] = .init([statistics.z], [1])
  }

  /// One layer by itself, or a Cartesian block.
  private enum Layers {
    case one(MoELayer)
    case cartesian(MoEBlock)

    init(_ input: MoEProbeInput, _ block: ParameterBlock) throws(ProbeError) {
      let options = input.layers.map(\.options)
      var layers =
        if input.specification.block == .moe {
          Layers.one(
            try MoEProbeInput.refusing { () throws(MoEError) in
              try MoELayer(options[0], width: input.width, in: block)
            })
        } else {
          Layers.cartesian(
            try MoEProbeInput.refusing { () throws(MoEError) in
              try MoEBlock(.cartesian, options[0], b: options[1], width: input.width, in: block)
            })
        }
      for (index, prefix) in layers.prefixes.enumerated() {
        for buffer in input.layers[index].buffers {
          do {
            try layers.load(buffer, index)
          } catch {
            throw ProbeError("tensor '\(prefix)\(error.key)': \(error.message)")
          }
        }
      }
      self = layers
    }

    var prefixes: [String] {
      switch self {
      case .one: [""]
      case .cartesian: ["a.", "b."]
      }
    }

    private mutating func load(_ buffer: RouterBuffer, _ index: Int) throws(MoEError) {
      switch self {
      case .one(var layer):
        try layer.router.load(buffer)
        self = .one(layer)
      case .cartesian(var block):
        try block.sublayers[index].layer.router.load(buffer)
        self = .cartesian(block)
      }
    }

    func forward(_ tape: Tape, _ x: Tensor, _ tokenIDs: [Int32]?) -> [MoEResult] {
      switch self {
      case .one(let layer): [layer.forward(tape, x, tokenIDs: tokenIDs)]
      case .cartesian(let block): block.forward(tape, x, tokenIDs: tokenIDs)
      }
    }

    /// Moves the routers on and writes the biases that come of it.
    mutating func finishStep(_ results: [MoEResult], _ output: inout Safetensors) {
      let routers: [any Router]
      switch self {
      case .one(var layer):
        layer.finishStep(results[0].statistics)
        routers = [layer.router]
      case .cartesian(var block):
        block.finishStep(results.map(\.statistics))
        routers = block.sublayers.map(\.layer.router)
      }
      for (router, prefix) in zip(routers, prefixes) {
        for buffer in router.buffers {
          if case .floats(let values) = buffer.values {
            output["\(prefix)\(buffer.name).next"] = .init(values, buffer.shape)
          }
        }
      }
    }
  }
}
