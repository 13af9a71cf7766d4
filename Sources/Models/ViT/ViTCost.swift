extension ViTOptions {
  /// Multiplications with addition of one image's way through the model, as papers count them ("FLOPs" there).
  ///
  /// Patches, projections, attention's scores and sums, perceptrons and head; not norms, activations, matching, or what
  /// adaptation adds.
  /// - Parameter tokens: of an image at the start, the class token included.
  public func multiplications(tokens: Int) -> Int {
    let d = width
    var count = tokens
    var sum = (tokens - 1) * channels * patch * patch * d
    for block in blocks {
      sum += count * 4 * d * d + 2 * count * count * d
      count -= MergePlan.removable(block.removed, of: count)
      sum += 2 * count * d * block.inner
    }
    return sum + d * classes
  }

  /// Floating-point operations of one image's way through the model: two for each multiplication with addition.
  public func operations(tokens: Int) -> Int { 2 * multiplications(tokens: tokens) }

  /// Multiplications that low-rank corrections, adapters and generators add.
  public func adaptationMultiplications(tokens: Int) -> Int {
    var count = tokens
    var sum = 0
    for block in blocks {
      if let lora { sum += count * lora.rank * 4 * width }
      let removed = MergePlan.removable(block.removed, of: count)
      switch reducer {
      case ToMe.name: break
      case FullGate.name: sum += removed * width
      case PerceptronGate.name: sum += removed * width * (2 * block.generatorWidth + 1)
      case PYRA.name, ProductGate.name: sum += 4 * removed * width
      default: sum += 2 * removed * width
      }
      count -= removed
      if let adapterWidth { sum += 2 * count * width * adapterWidth }
    }
    return sum
  }

  /// Tokens of an image of that size, the class token included.
  public func tokens(height: Int, width: Int) -> Int { 1 + (height / patch) * (width / patch) }
}
