internal import Foundation
internal import Tensor

/// One block: attention, merging, perceptron, each branch after its norm and added to what came in.
struct ViTBlock {
  private let index: Int
  private let options: ViTOptions
  private let own: ViTOptions.Block
  let norm1: LayerNorm
  private let qkv: BiasedLinear
  private let lora: LoRA?
  private let projection: BiasedLinear
  private let scale1: Parameter?
  private let reducer: (any TokenReducer)?
  private let norm2: LayerNorm
  private let fc1: BiasedLinear
  private let fc2: BiasedLinear
  private let adapter: SequentialAdapter?
  private let scale2: Parameter?

  init(_ options: ViTOptions, _ index: Int, _ parameters: ViTParameters) {
    let (d, own, path) = (options.width, options.blocks[index], "blocks.\(index)")
    self.index = index
    self.options = options
    self.own = own
    norm1 = LayerNorm(parameters, "\(path).norm1", width: d, epsilon: options.epsilon)
    qkv = BiasedLinear(parameters, "\(path).qkv", from: d, to: 3 * d)
    lora = options.lora.map { LoRA($0, parameters, path, width: d) }
    projection = BiasedLinear(parameters, "\(path).proj", from: d, to: d)
    scale1 = own.hasLayerScale ? parameters.declare("\(path).ls1", [d]) : nil
    if own.removed > 0, let kind = ReducerCatalog.kind(named: options.reducer) {
      let shape = ReducerShape(
        width: d, removed: own.removed, generatorWidth: own.generatorWidth, epsilon: options.generatorEpsilon)
      reducer = kind.init(shape) { parameters.declare("\(path).gate.\($0)", $1) }
    } else {
      reducer = nil
    }
    norm2 = LayerNorm(parameters, "\(path).norm2", width: d, epsilon: options.epsilon)
    fc1 = BiasedLinear(parameters, "\(path).fc1", from: d, to: own.inner)
    fc2 = BiasedLinear(parameters, "\(path).fc2", from: own.inner, to: d)
    adapter = options.adapterWidth.map { SequentialAdapter(parameters, path, width: d, inner: $0) }
    scale2 = own.hasLayerScale ? parameters.declare("\(path).ls2", [d]) : nil
  }

  /// Puts the low-rank correction into the weight that it corrects.
  func mergeLoRA() { lora?.merge(into: qkv.weight) }

  /// - Parameters:
  ///   - x: (B · N, D).
  ///   - state: of the tokens; changed where some are merged.
  ///   - readers: the result is kept if it or one of these needs a gradient; nil: no derivative reads it.
  ///   - pass: what is particular to this pass.
  func forward(
    _ tape: Tape, _ x: Tensor, _ state: inout TokenState, readers: [Tensor]?, _ pass: ViTPass
  ) -> Tensor {
    tape.clock.enter("attention")
    let removed = pass.merges ? MergePlan.removable(own.removed, of: state.count) : 0
    let merges = removed > 0 && reducer != nil
    let scale1 = scale1.map { tape.parameter($0) }
    let (projected, attended) = attention(tape, x, state, pass.noise)
    let scales = scale1.map { [$0] } ?? []
    let skips = pass.noise != nil && options.dropPath(block: index) > 0
    var branch = tape.keeping(forAny: skips ? [] : scales) { projection.forward(tape, attended) }
    branch = skipping(tape, branch, images: state.images, 0, readers: scales, pass)
    let sum1 = [x, branch] + norm2.parameters(tape) + scales
    var y = tape.keeping(forAny: merges ? [] : sum1) { tape.residual(x, branch, scale: scale1) }
    if merges, let reducer {
      tape.clock.enter("merging")
      let request = ReductionRequest(
        qkv: projected, heads: options.heads, images: state.images, removed: removed,
        observe: pass.observer.map { observer in { observer.gates[index] = $0 } })
      y = reducer.reduce(tape, y, request, &state, block: index, readers: sum1)
    }
    tape.clock.enter("ffn")
    return perceptron(tape, y, images: state.images, readers: readers, pass)
  }

  /// The branch as it is added, with images left out where the pass drops some.
  private func skipping(
    _ tape: Tape, _ branch: Tensor, images: Int, _ number: Int, readers: [Tensor], _ pass: ViTPass
  ) -> Tensor {
    let rate = options.dropPath(block: index)
    guard let noise = pass.noise, rate > 0 else { return branch }
    return tape.keeping(forAny: readers) {
      noise.skipped(tape, branch, rate: rate, images: images, block: index, branch: number)
    }
  }

  /// Queries, keys and values, and what attention makes of them.
  private func attention(
    _ tape: Tape, _ x: Tensor, _ state: TokenState, _ noise: ViTNoise?
  ) -> (qkv: Tensor, output: Tensor) {
    let update = lora.map { [tape.parameter($0.down), tape.parameter($0.up)] } ?? []
    // What the correction reads is a copy where elements are dropped.
    let isDropped = noise != nil && lora?.options.dropout ?? 0 > 0
    let h = tape.keeping(forAny: [qkv.reader(tape)] + (isDropped ? [] : update.prefix(1))) { norm1.forward(tape, x) }
    let projected = tape.keeping(forAny: [h] + qkv.parameters(tape) + update) {
      guard let lora else { return qkv.forward(tape, h) }
      let input = noise?.dropped(tape, h, rate: lora.options.dropout, block: index) ?? h
      return tape.adaptedLinear(
        h, weight: tape.parameter(qkv.weight), bias: tape.parameter(qkv.bias), update: lora.update(tape, input))
    }
    let isWeighted = options.proportionalAttention && state.isMerged
    let bias = isWeighted ? tape.constant(state.sizes.map { log($0) }, [state.sizes.count]) : nil
    let output = tape.keeping(forAny: [projection.reader(tape)]) {
      tape.attention(
        qkv: projected, heads: options.heads, length: state.count, causal: false, rotary: nil, keyBias: bias)
    }
    return (projected, output)
  }

  private func perceptron(
    _ tape: Tape, _ x: Tensor, images: Int, readers: [Tensor]?, _ pass: ViTPass
  ) -> Tensor {
    let scale2 = scale2.map { tape.parameter($0) }
    let h = tape.keeping(forAny: [fc1.reader(tape)]) { norm2.forward(tape, x) }
    let inner = tape.keeping(forAny: [h] + fc1.parameters(tape)) { fc1.forward(tape, h) }
    let activated = tape.keeping(forAny: [fc2.reader(tape)]) { tape.gelu(inner, .erf) }
    let scales = scale2.map { [$0] } ?? []
    let adapterReader = adapter.map { [$0.down.reader(tape)] } ?? []
    // What is scaled by a constant is not read again.
    let summed = pass.noise != nil && options.dropPath(block: index) > 0 ? [] : scales
    var branch = tape.keeping(forAny: adapterReader.isEmpty ? summed : adapterReader) { fc2.forward(tape, activated) }
    if let adapter { branch = tape.keeping(forAny: summed) { adapter.forward(tape, branch) } }
    branch = skipping(tape, branch, images: images, 1, readers: scales, pass)
    return tape.keeping(forAny: readers.map { [x, branch] + scales + $0 } ?? []) {
      tape.residual(x, branch, scale: scale2)
    }
  }
}
