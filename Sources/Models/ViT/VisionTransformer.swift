public import Tensor

/// A vision transformer with pre-norm blocks, merging and adapters as its options say.
///
/// Source: Dosovitskiy et al. 2020, arXiv:2010.11929; LayerScale as Touvron et al. 2021, arXiv:2103.17239.
public final class VisionTransformer {
  /// Its shape.
  public let options: ViTOptions
  /// All weights.
  public let parameters: ViTParameters
  /// The first blocks, of which nothing is trained, nor of the embedding, and which merge nothing. Where no noise drops
  /// anything, what they make of an image is the same in every pass of a run.
  public let frozenBlocks: Int
  private let embedding: PatchEmbedding
  private let blocks: [ViTBlock]
  private let norm: LayerNorm
  private let head: BiasedLinear?

  /// Declares all parameters; their values are zero until they are loaded or drawn.
  ///
  /// - Parameter trains: whether the parameter of that name is trained; the others take no gradient work.
  /// - Precondition: `heads` divides `width`, and the reducer is in the catalogue.
  public init(_ options: ViTOptions, trains: @escaping (String) -> Bool = { _ in true }) {
    precondition(options.width % options.heads == 0, "\(options.heads) heads do not divide width \(options.width)")
    precondition(ReducerCatalog.kind(named: options.reducer) != nil, "no reducer \(options.reducer)")
    self.options = options
    let parameters = ViTParameters(trains: trains)
    self.parameters = parameters
    embedding = PatchEmbedding(options, parameters)
    blocks = options.blocks.indices.map { ViTBlock(options, $0, parameters) }
    norm = LayerNorm(parameters, "norm", width: options.width, epsilon: options.epsilon)
    head = options.classes > 0 ? BiasedLinear(parameters, "head", from: options.width, to: options.classes) : nil
    frozenBlocks = Self.frozenBlocks(options, parameters)
  }

  private static func frozenBlocks(_ options: ViTOptions, _ parameters: ViTParameters) -> Int {
    let trained = parameters.trained.parameters.map(\.name)
    if trained.contains(where: PatchEmbedding.owns) { return 0 }
    return options.blocks.indices.first { index in
      options.blocks[index].removed > 0 || trained.contains { $0.hasPrefix("blocks.\(index).") }
    } ?? options.blocks.count
  }

  /// What one forward pass gives. Everything but `logits` and `classTokens` may be gone after the next step begins or
  /// more tensors are made on the tape.
  public struct Output {
    /// (B, K), without a head nil.
    public let logits: Tensor?
    /// (B, D): the class tokens after the last norm.
    public let classTokens: Tensor
    /// (B · N, D): all tokens before the last norm.
    public let tokens: Tensor
    /// What became of the tokens.
    public let state: TokenState
    /// Tokens of an image after each block of the pass.
    public let counts: [Int]
  }

  /// - Parameters:
  ///   - images: (B, C, H, W), normalised, H and W multiples of the patch.
  ///   - pass: what is particular to this pass.
  public func forward(_ tape: Tape, images: Tensor, _ pass: ViTPass = ViTPass()) -> Output {
    var state = tokenState(of: images)
    let embedded = embed(tape, images)
    return output(tape, embedded, &state, from: 0, pass)
  }

  /// What the first blocks make of images: (B · N, D). It may be gone after more tensors are made on the tape.
  ///
  /// - Precondition: `count` is at most `frozenBlocks`.
  public func trunk(_ tape: Tape, images: Tensor, blocks count: Int) -> Tensor {
    precondition(count <= frozenBlocks, "\(count) blocks, of which \(frozenBlocks) are frozen")
    var state = tokenState(of: images)
    var counts: [Int] = []
    return run(tape, embed(tape, images), &state, 0..<count, &counts, ViTPass())
  }

  /// The pass of images whose way through the first blocks is known.
  ///
  /// - Parameters:
  ///   - trunk: (B · N, D), as `trunk` gave it.
  ///   - first: the block to go on with.
  public func forward(_ tape: Tape, trunk: Tensor, images: Int, from first: Int, _ pass: ViTPass = ViTPass()) -> Output
  {
    var state = TokenState(images: images, tokens: trunk.rows / images)
    return output(tape, trunk, &state, from: first, pass)
  }

  private func tokenState(of images: Tensor) -> TokenState {
    let shape = images.shape
    precondition(
      shape.count == 4 && shape[1] == options.channels && shape[2] % options.patch == 0
        && shape[3] % options.patch == 0, "images \(shape) for patches of \(options.patch)")
    return TokenState(images: shape[0], tokens: options.tokens(height: shape[2], width: shape[3]))
  }

  private func embed(_ tape: Tape, _ images: Tensor) -> Tensor {
    tape.clock.enter("embedding")
    tape.turnTransients()
    let first = blocks.first?.norm1.parameters(tape) ?? []
    return tape.keeping(forAny: embedding.parameters(tape) + [images] + first) { embedding.forward(tape, images) }
  }

  private func run(
    _ tape: Tape, _ embedded: Tensor, _ state: inout TokenState, _ range: Range<Int>, _ counts: inout [Int],
    _ pass: ViTPass
  ) -> Tensor {
    var x = embedded
    for index in range {
      tape.turnTransients()
      // After the last block only the class tokens are read, and they are copied out first.
      let next = index + 1 < blocks.count ? blocks[index + 1].norm1.parameters(tape) : nil
      x = blocks[index].forward(tape, x, &state, readers: next, pass)
      counts.append(state.count)
    }
    return x
  }

  private func output(
    _ tape: Tape, _ entry: Tensor, _ state: inout TokenState, from first: Int, _ pass: ViTPass
  ) -> Output {
    var counts: [Int] = []
    let x = run(tape, entry, &state, first..<blocks.count, &counts, pass)
    tape.clock.enter("output")
    let rows = tape.indices((0..<state.images).map { Int32($0 * state.count) })
    let classTokens = norm.forward(tape, tape.gather(x, rows))
    return Output(
      logits: head?.forward(tape, classTokens), classTokens: classTokens, tokens: x, state: state, counts: counts)
  }

  /// The mean of an image's patch tokens after the last norm, each counted by its size. Carries no gradient.
  ///
  /// Shapes: result (B, D). To be asked for right after `forward`.
  public func patchMeans(_ tape: Tape, _ output: Output) -> [Float] {
    let (d, state) = (options.width, output.state)
    let plain = output.tokens.detached
    let tokens = tape.keeping(forAny: []) {
      tape.layerNorm(
        plain, weight: tape.parameter(norm.weight).detached, bias: tape.parameter(norm.bias).detached,
        epsilon: norm.epsilon)
    }
    var means: [Float] = []
    for image in 0..<state.images {
      var (sum, weight) = (Array(repeating: 0.0, count: d), 0.0)
      for token in image * state.count + 1..<(image + 1) * state.count {
        let size = Double(state.sizes[token])
        weight += size
        for i in 0..<d { sum[i] += size * Double(tokens.data[token * d + i]) }
      }
      means += sum.map { Float($0 / weight) }
    }
    return means
  }

  /// Puts all low-rank corrections into the weights that they correct; the function stays the same.
  public func mergeLoRA() {
    for block in blocks { block.mergeLoRA() }
  }
}
