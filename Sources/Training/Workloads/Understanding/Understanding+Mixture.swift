internal import Data
internal import Experiment
internal import Models

extension TaskEncoder {
  /// The parts of a mixture as layers with experts; empty without one.
  func shapes(router: String) -> [MoEShape] {
    guard let mixture = options.mixture, let levels = options.levels else { return [] }
    return mixture.parts(of: levels).map {
      MoEShape(
        layer: $0.lowerBound, router: router, experts: mixture.count(tasks: levels.tasks), devices: 1,
        k: mixture.shared + mixture.specific)
    }
  }

  /// Counts how much each task uses each expert; nil without a mixture.
  var gateMeans: GateMeans? {
    guard let mixture = options.mixture, let levels = options.levels else { return nil }
    return GateMeans(parts: mixture.parts, tasks: levels.tasks, experts: mixture.count(tasks: levels.tasks))
  }
}

extension Understanding {
  /// `experts`, or `experts 0`, `experts 1`, … of a mixture in several parts: the mean gate of each task.
  func expertMatrices(_ gates: GateMeans) -> [NamedMatrix] {
    guard let mixture = encoder.options.mixture else { return [] }
    let names = data.tasks.map(\.name)
    return (0..<mixture.parts).map { part in
      NamedMatrix(
        name: mixture.parts == 1 ? "experts" : "experts \(part)", rows: names,
        columns: mixture.names(tasks: names), values: gates.means(part: part))
    }
  }

  /// `weights`: what each task's loss is multiplied by; nil where nothing of that is learnt.
  var weights: NamedMatrix? {
    weighting.weights.map {
      NamedMatrix(name: "weights", rows: data.tasks.map(\.name), columns: ["weight"], values: $0)
    }
  }
}
