internal import Experiment
internal import Models
internal import Tensor

/// How tasks share an encoder.
///
/// To add a way: a type that conforms to `TaskEncoder`, and a line here.
enum TaskEncoderCatalog {
  /// The encoder of a recipe, without weights.
  ///
  /// - Parameter groups: the tasks of each group at the run's beginning.
  static func encoder(
    of recipe: Recipe, options: EncoderOptions, groups: [[Int]], in block: ParameterBlock
  ) -> any TaskEncoder {
    let hierarchy = HierarchyOptions(recipe, groups: groups)
    if let mixture = EncoderMixture(recipe) {
      return MixtureEncoder(
        options, hierarchy, mixture: mixture, gateRate: recipe[Keys.Mixture.gateRate],
        seed: UInt64(recipe[Keys.Run.seed]), in: block)
    }
    return HierarchicalEncoder(options, hierarchy, groups: groups, in: block)
  }
}

extension EncoderMixture {
  /// The mixture of a recipe; nil where the middle level is one of copies for groups.
  init?(_ recipe: Recipe) {
    let shared = recipe[Keys.Mixture.experts]
    switch recipe[Keys.Mixture.kind] {
    case .none: return nil
    case .mmoe: self.init(shared: shared)
    case .ple:
      self.init(shared: shared, specific: recipe[Keys.Mixture.specific], parts: recipe[Keys.Mixture.levels])
    }
  }
}

extension HierarchyOptions {
  /// The levels of a recipe.
  init(_ recipe: Recipe, groups: [[Int]]) {
    let tasks = groups.reduce(0) { $0 + $1.count }
    let steps = Double(recipe[Keys.Run.steps])
    let (share, group) = (recipe[Keys.Hierarchy.shareSteps], recipe[Keys.Hierarchy.groupSteps])
    self.init(
      bottom: recipe[Keys.Hierarchy.bottom], middle: recipe[Keys.Hierarchy.middle], top: recipe[Keys.Hierarchy.top],
      tasks: tasks, copies: min(tasks, groups.count + recipe[Keys.Hierarchy.spareGroups]),
      groupsFrom: Int((share * steps).rounded()), tasksFrom: Int(((share + group) * steps).rounded()))
  }
}

/// What an encoder costs a token.
struct EncoderCost {
  /// Parameters that take part in the work for one token: those of the layers, and one row of each table.
  let activeParameters: Int
  /// Those of one layer.
  let layerParameters: Int
  /// Those of the tables and the norm after them.
  let tableParameters: Int
  /// 6 for each element of a layer's matrices, and 12 · S · D a layer for attention's scores and sums. Heads are left out,
  /// and that what is frozen needs no derivative.
  let flopsPerToken: Double

  /// - Parameter length: S.
  init(_ options: EncoderOptions, length: Int) {
    let (d, m) = (options.width, options.inner)
    var layers = options.layers
    if let mixture = options.mixture, let levels = options.levels {
      layers += mixture.layers(of: levels).passed - (levels.mid - levels.bottom)
    }
    let matrices = 4 * d * d + 2 * d * m
    layerParameters = matrices + 9 * d + m
    tableParameters = (options.vocabulary + options.positions + options.types + 2) * d
    activeParameters = layers * layerParameters + 5 * d
    flopsPerToken = Double(layers) * Double(6 * matrices + 12 * length * d)
  }
}
