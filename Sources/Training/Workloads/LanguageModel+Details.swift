public import Experiment
internal import Models
internal import Tensor

extension LanguageModel {
  /// Norms of the routers' weights and gradients, and where in the sequence choices were lost, of the latest step.
  public var details: [LayerDetail] {
    let routers = Dictionary(
      uniqueKeysWithValues: block.parameters.filter { $0.name.hasSuffix("router.weight") }.map { ($0.name, $0) })
    return model.moeLayers.enumerated().map { index, place in
      let router = routers[place.path + "router.weight"]
      func norm(_ values: UnsafeMutablePointer<Float>, _ count: Int) -> Float {
        Float(OptimizerLoops.sumOfSquares(values, count: count).squareRoot())
      }
      return LayerDetail(
        layer: place.index, part: place.part,
        routerGradient: router.map { $0.isFrozen ? .nan : norm($0.gradients, $0.count) } ?? .nan,
        routerNorm: router.map { norm($0.values, $0.count) } ?? .nan,
        dropped: dropPositions.indices.contains(index) ? dropPositions[index] : [])
    }
  }
}

extension Assignment {
  /// Regular choices lost to capacity by position in a sequence of `length`, in stretches of equal length; empty where
  /// no expert has a limit.
  func dropPositions(length: Int) -> [Int32] {
    if capacity == nil { return [] }
    let bins = min(length, LayerDetail.bins)
    var counts = [Int32](repeating: 0, count: bins)
    for token in 0..<tokens {
      var lost: Int32 = 0
      for place in token * width..<token * width + regular where choices[place] >= 0 && accepted[place] == 0 {
        lost += 1
      }
      if lost > 0 { counts[token % length * bins / length] += lost }
    }
    return counts
  }
}
