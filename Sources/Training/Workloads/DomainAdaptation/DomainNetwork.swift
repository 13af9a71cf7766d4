internal import Models
internal import Tensor

/// The layers behind the transformer: a projection to unit features, a cosine classifier, and for two methods a
/// discriminator.
struct DomainHeads: Equatable {
  /// Width of the features, P.
  let width: Int
  let classes: Int
  let temperature: Float
  /// Inner width of the discriminator; nil: there is none.
  let discriminator: Int?
  /// Whether the discriminator sees features together with predictions.
  let isConditional: Bool

  /// The most columns that features ⊗ predictions may have; wider ones are projected at random. Source: the library of
  /// notes 4 (tllib, cdan.py), whose projection has 1024 columns.
  private static let widestProduct = 4096
  private static let projected = 1024

  /// Whether features ⊗ predictions is too wide.
  var projectsProduct: Bool { width * classes > Self.widestProduct }
  /// Columns that the discriminator reads.
  var discriminatorInputs: Int {
    isConditional ? (projectsProduct ? Self.projected : width * classes) : width
  }
  /// Multiplications of one picture's way through projection and classifier.
  func multiplications(from width: Int) -> Int { width * self.width + self.width * classes }
  /// Multiplications of one picture's way through the discriminator.
  var discriminatorMultiplications: Int {
    discriminator.map { discriminatorInputs * $0 + $0 * $0 + $0 } ?? 0
  }
}

/// A transformer with a projection, a cosine classifier and perhaps a discriminator.
///
/// Features are unit(P · class token + b). Source: notes 2.2, where a residual network stands in the place of the
/// transformer and P has 512 rows; its biases start at zero [INFERRED].
final class DomainNetwork {
  let model: VisionTransformer
  let heads: DomainHeads
  /// (C, P); its rows are scaled to unit length before each pass of training.
  let weight: Parameter
  let discriminator: DomainDiscriminator?
  private let projection: (weight: Parameter, bias: Parameter)
  private let product: ConditionalAlignment.RandomProjection?
  private let classifier: CosineClassifier
  /// Names begin with it: weights of transformers are loaded without their heads.
  static let prefix = "head."

  /// Declares all parameters; their values are zero until they are loaded or drawn.
  ///
  /// - Parameter seed: what the fixed random projection of CDAN follows from.
  init(_ options: ViTOptions, _ heads: DomainHeads, seed: UInt64, trains: @escaping (String) -> Bool) {
    model = VisionTransformer(options, trains: trains)
    self.heads = heads
    let block = model.parameters.trained
    projection = (
      block.declare(Self.prefix + "projection.weight", [heads.width, options.width]),
      block.declare(Self.prefix + "projection.bias", [heads.width], decays: false)
    )
    weight = block.declare(Self.prefix + "classifier.weight", [heads.classes, heads.width])
    discriminator = heads.discriminator.map {
      DomainDiscriminator(block, inputs: heads.discriminatorInputs, hidden: $0, prefix: Self.prefix + "discriminator")
    }
    classifier = CosineClassifier(temperature: heads.temperature)
    product =
      heads.isConditional && heads.projectsProduct
      ? ConditionalAlignment.RandomProjection(
        width: heads.width, classes: heads.classes, outputs: heads.discriminatorInputs, seed: seed) : nil
  }

  /// Draws all weights: those of the transformer as ever, projection and classifier normal with variance
  /// 2 / (inputs + outputs) (Xavier; notes 2.2).
  func initialise(seed: UInt64, drawsAll: Bool) {
    model.initialise(seed: seed, drawsAll: drawsAll) { !$0.hasPrefix(Self.prefix) }
    for parameter in [projection.weight, weight] {
      let random = CounterRandom(seed: seed, stream: RandomStream.number(of: parameter.name))
      random.fillNormal(
        UnsafeMutableBufferPointer(start: parameter.values, count: parameter.count),
        deviation: (2 / Float(parameter.shape[0] + parameter.shape[1])).squareRoot(), from: 0)
    }
    projection.bias.values.update(repeating: 0, count: projection.bias.count)
    discriminator?.initialise(seed: seed)
    CosineClassifier.normalise(weight)
  }

  /// Unit features of pictures. Shapes: images (N, 3, H, W); result (N, P).
  func features(_ tape: Tape, _ images: Tensor, noise: ViTNoise? = nil) -> Tensor {
    project(tape, model.forward(tape, images: images, ViTPass(noise: noise)))
  }

  /// The same of pictures whose way through the frozen blocks is known. Shapes: trunk (N · tokens, D); result (N, P).
  func features(_ tape: Tape, trunk: Tensor, pictures: Int, noise: ViTNoise? = nil) -> Tensor {
    let from = model.frozenBlocks
    return project(tape, model.forward(tape, trunk: trunk, images: pictures, from: from, ViTPass(noise: noise)))
  }

  private func project(_ tape: Tape, _ output: VisionTransformer.Output) -> Tensor {
    tape.unitRows(
      tape.linear(
        output.classTokens, weight: tape.parameter(projection.weight), bias: tape.parameter(projection.bias)))
  }

  /// Shapes: features (N, P) of unit length; result (N, C). The classifier's rows have to be of unit length.
  func logits(_ tape: Tape, _ features: Tensor) -> Tensor {
    classifier.logits(tape, unitFeatures: features, weight: tape.parameter(weight))
  }

  /// The softmax of pictures whose features are known, (N, C). Changes nothing: the classifier's rows are scaled apart.
  func probabilities(_ tape: Tape, _ features: FeatureRows) -> FeatureRows {
    tape.begin(recording: false)
    let rows = tape.constant(features.values, [features.count, features.width])
    let unit = tape.constant(classes.unit.values, weight.shape)
    return FeatureRows(
      tape.softmax(classifier.logits(tape, unitFeatures: rows, weight: unit)).values, width: heads.classes)
  }

  /// −H of target predictions behind reversed gradients. Source: `MinimaxEntropy`.
  func minimaxLoss(_ tape: Tape, target: Tensor) -> Tensor {
    MinimaxEntropy.loss(tape, classifier, unitFeatures: target, weight: tape.parameter(weight))
  }

  /// What DANN's or CDAN's discriminator makes of a batch of each domain; see `DomainDiscriminator.adversarialLoss`.
  ///
  /// Features come in with a mean square of 1 in each column, not of 1 / P [INFERRED]: the discriminator's weights are
  /// drawn for that. CDAN weights pictures by their entropy (CDAN+E).
  func adversarialLoss(
    _ tape: Tape, source: (features: Tensor, logits: Tensor), target: (features: Tensor, logits: Tensor),
    coefficient: Float
  ) -> Tensor {
    guard let discriminator else { preconditionFailure("a network without discriminator") }
    let scaled = [source, target].map { part in
      let features = tape.scale(part.features, by: Float(heads.width).squareRoot())
      guard heads.isConditional else { return features }
      if let product { return product(tape, features: features, logits: part.logits) }
      return ConditionalAlignment.joined(tape, features: features, logits: part.logits)
    }
    var weights: (source: [Float], target: [Float])?
    if heads.isConditional {
      weights = (
        ConditionalAlignment.entropyWeights(logits: source.logits),
        ConditionalAlignment.entropyWeights(logits: target.logits)
      )
    }
    return discriminator.adversarialLoss(
      tape, source: scaled[0], target: scaled[1], coefficient: coefficient, weights: weights)
  }

  /// The classifier's rows as they are.
  var classes: FeatureRows {
    get { FeatureRows(Array(UnsafeBufferPointer(start: weight.values, count: weight.count)), width: heads.width) }
    set { weight.values.update(from: newValue.values, count: weight.count) }
  }
}
