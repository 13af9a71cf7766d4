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
    HierarchicalEncoder(options, HierarchyOptions(recipe, groups: groups), groups: groups, in: block)
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
    let matrices = 4 * d * d + 2 * d * m
    layerParameters = matrices + 9 * d + m
    tableParameters = (options.vocabulary + options.positions + options.types + 2) * d
    activeParameters = options.layers * layerParameters + 5 * d
    flopsPerToken = Double(options.layers) * Double(6 * matrices + 12 * length * d)
  }
}
