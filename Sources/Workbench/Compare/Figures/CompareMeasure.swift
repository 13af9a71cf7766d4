/// What can be laid over each other of several runs.
public enum CompareMeasure: String, Sendable, CaseIterable {
  case loss = "train"
  case heldOut = "held-out"
  case bits = "bits a byte"
  case score = "score"
  case easyTargets = "easy targets"
  case hardTargets = "hard targets"
  case outliers = "outliers"
  case chosenAccuracy = "label-free"
  case criterion = "criterion"
  case learningRate = "learning rate"
  case gradientNorm = "gradient"
  case dropped = "dropped"
  case padded = "padded"
  case rectified = "rectified"
  case filled = "filled"
  case maximumOverMean = "max/mean"
  case variation = "cv"
  case entropy = "entropy"
  case chosenMass = "mass"
  case margin = "margin"
  case dead = "dead"
  case balance = "balance"
  case z = "z"
  case flips = "flips"
  case expertLoad = "one expert"
  case tokensPerSecond = "tokens/s"
  case gflops = "GFLOP/s"
  case seconds = "seconds"
  case memory = "memory"

  /// What a value is, with its unit; stands in the chart's frame.
  public var unit: String {
    switch self {
    case .loss: "training loss, nats a token"
    case .heldOut: "held-out loss, nats a token"
    case .bits: "held-out loss, bits a byte"
    case .score: "score on held-out data: mean over tasks of their main metrics, or accuracy"
    case .easyTargets: "accuracy on the targets with the surest predictions, % of them"
    case .hardTargets: "accuracy on hard targets, % of them"
    case .outliers: "accuracy on the targets with the least sure predictions, % of them"
    case .chosenAccuracy: "accuracy on targets at the evaluation that is chosen without labels so far, %"
    case .criterion: "label-free criterion, nats: H(mean p) - mean H(p) over the targets"
    case .learningRate: "learning rate"
    case .gradientNorm: "gradient norm before clipping"
    case .flips: "first choices changed since the last look, %"
    case .expertLoad: "load over the fair share of the expert chosen in the experts' panel, and of its partners"
    case .tokensPerSecond: "tokens a second"
    case .gflops: "GFLOP/s"
    case .seconds: "seconds a step"
    case .memory: "resident memory, GB"
    default: router?.meaning ?? rawValue
    }
  }

  /// The same for runs about something: of tasks losses are no nats, of pictures they are nats a picture.
  public func unit(of subject: RunSubject) -> String {
    switch self {
    case .loss where subject.contains(.tasks): "training loss, scaled so that tasks compare"
    case .heldOut where subject.contains(.tasks): "held-out loss: mean over tasks of their scaled losses"
    case .loss where subject.contains(.pictures): "training loss, nats a picture"
    case .heldOut where subject.contains(.pictures): "held-out loss, nats a picture"
    case .loss where subject.contains(.adaptation): "training loss, the sum of its terms"
    case .heldOut where subject.contains(.adaptation): "loss on the targets, nats a picture"
    default: unit
    }
  }

  /// The measure of single layers that it sums up.
  public var router: RouterMeasure? {
    switch self {
    case .dropped: .dropped
    case .padded: .padded
    case .rectified: .rectified
    case .filled: .filled
    case .maximumOverMean: .maximumOverMean
    case .variation: .variation
    case .entropy: .entropy
    case .chosenMass: .chosenMass
    case .margin: .margin
    case .dead: .dead
    case .balance: .balance
    case .z: .z
    default: nil
    }
  }

  /// Whether a layer can be chosen.
  public var isOfLayers: Bool { router != nil || self == .flips }
  /// The figure of evaluations that it is, and what that is multiplied by to be shown; nil where it is something else.
  public var figure: (name: String, factor: Double)? {
    switch self {
    case .easyTargets: ("accuracy.easy", 100)
    case .hardTargets: ("accuracy.hard", 100)
    case .outliers: ("accuracy.outlier", 100)
    case .chosenAccuracy: ("accuracy.chosen", 100)
    case .criterion: ("criterion", 1)
    default: nil
    }
  }
  /// Whether it is known at evaluations only.
  public var isOfEvaluations: Bool { figure != nil || [.heldOut, .bits, .score, .flips].contains(self) }
  /// Whether it falls over orders of magnitude, so that a logarithmic scale is the one to begin with.
  var isLogarithmic: Bool { [.loss, .heldOut, .bits, .gradientNorm, .learningRate].contains(self) }

  /// Decimals that it is shown with.
  public var places: Int {
    switch self {
    case .loss, .heldOut, .bits, .score, .criterion, .gradientNorm, .seconds: 3
    case .easyTargets, .hardTargets, .outliers, .chosenAccuracy: 1
    case .learningRate: 5
    case .memory: 2
    case .flips, .gflops: 1
    case .tokensPerSecond: 0
    default: router?.places ?? 2
    }
  }
}

/// One MoE layer of a run, or all of them together.
public enum LayerChoice: Hashable, Sendable {
  /// Means over layers; sums of what is counted.
  case all
  /// The layer with this index and part.
  case one(layer: Int, part: String)

  /// Its name: `all layers`, `layer 2b`.
  public var name: String {
    switch self {
    case .all: "all layers"
    case .one(let layer, let part): "layer \(layer)\(part)"
    }
  }

  func includes(_ layer: Int, _ part: String) -> Bool {
    switch self {
    case .all: true
    case .one(let wanted, let of): layer == wanted && part == of
    }
  }
}
