internal import Experiment
internal import Models

/// What the steps of a run that adapts to a domain go by.
struct DomainSettings {
  let seed: UInt64
  let method: Recipe.AlignmentMethod
  /// Of the whole run: what the reversal's coefficient rises over.
  let steps: Int
  let batchSize: Int
  let labelledBatch: Int
  let augments: Bool
  /// Where runs share what frozen blocks make of the pictures; nil: nowhere.
  let trunkFolder: String?
  /// λ of the method's term.
  let weight: Double
  let steepness: Double
  let prototypes: Prototypical
  let dispersal: Dispersal

  /// The terms of PCS.
  struct Prototypical {
    let multiples: [Int]
    let repeats: Int
    let iterations: Int
    let temperature: Float
    let contrastWeight: Double
    let crossWeight: Double
    let diversityWeight: Double
    let entropyWeight: Double
    let momentum: Float
    let labelledMomentum: Float
    let updatesClassifier: Bool
    let sourceThreshold: Float
    let targetThreshold: Float
    let leastTargets: Int
    let targetsFrom: Int
    /// In iterations; 0: once through the larger domain.
    let epochLength: Int

    /// Clusters of each clustering.
    func clusters(classes: Int) -> [Int] { (0..<repeats).flatMap { _ in multiples.map { $0 * classes } } }
  }

  /// The two mixtures of C-VisDiT.
  struct Dispersal {
    let crossWeight: Double
    let insideWeight: Double
    let confident: Double
    let easy: Double
    let hard: Double
    let alpha: Double
    let dominant: IntraDomainDispersal.Dominant
    let batchSize: Int
  }

  /// Whether source and target steps take turns.
  var alternates: Bool { method == .pcs }
  /// Whether targets are mixed with labelled source pictures.
  var mixesAcross: Bool { alternates && dispersal.crossWeight > 0 }
  /// Whether hard targets are mixed with easy ones.
  var mixesInside: Bool { alternates && dispersal.insideWeight > 0 }
  /// Whether training steps read what the frozen blocks made of the pictures, which are then the same in every step.
  func readsTrunk(_ options: ViTOptions) -> Bool { !augments && options.dropPath == 0 }

  init(_ recipe: Recipe) {
    seed = UInt64(recipe[Keys.Run.seed])
    let method = recipe[Keys.Alignment.method]
    self.method = method
    steps = recipe[Keys.Run.steps]
    batchSize = recipe[Keys.Domains.batchSize]
    labelledBatch = recipe[Keys.Domains.labelledBatch]
    augments = recipe[Keys.Domains.augments]
    let folder = recipe[Keys.Domains.trunkFolder]
    trunkFolder = folder.isEmpty ? nil : folder
    let weight = recipe[Keys.Alignment.weight]
    self.weight = weight > 0 ? weight : method == .mme ? 0.1 : 1
    steepness = recipe[Keys.Alignment.steepness]
    prototypes = Prototypical(
      multiples: recipe[Keys.Prototypes.clusters].values.map { Int($0) }, repeats: recipe[Keys.Prototypes.repeats],
      iterations: recipe[Keys.Prototypes.iterations], temperature: Float(recipe[Keys.Prototypes.temperature]),
      contrastWeight: recipe[Keys.Prototypes.contrastWeight], crossWeight: recipe[Keys.Prototypes.crossWeight],
      diversityWeight: recipe[Keys.Prototypes.diversityWeight], entropyWeight: recipe[Keys.Prototypes.entropyWeight],
      momentum: Float(recipe[Keys.Prototypes.momentum]),
      labelledMomentum: Float(recipe[Keys.Prototypes.labelledMomentum]),
      updatesClassifier: recipe[Keys.Prototypes.updatesClassifier],
      sourceThreshold: Float(recipe[Keys.Prototypes.sourceThreshold]),
      targetThreshold: Float(recipe[Keys.Prototypes.targetThreshold]),
      leastTargets: recipe[Keys.Prototypes.leastTargets], targetsFrom: recipe[Keys.Prototypes.targetsFrom],
      epochLength: recipe[Keys.Prototypes.epochLength])
    dispersal = Dispersal(
      crossWeight: recipe[Keys.Dispersal.crossWeight], insideWeight: recipe[Keys.Dispersal.insideWeight],
      confident: recipe[Keys.Dispersal.confident], easy: recipe[Keys.Dispersal.easy],
      hard: recipe[Keys.Dispersal.hard], alpha: recipe[Keys.Dispersal.alpha],
      dominant: recipe[Keys.Dispersal.dominant] == .hard ? .hard : .easy, batchSize: recipe[Keys.Dispersal.batchSize])
  }
}
