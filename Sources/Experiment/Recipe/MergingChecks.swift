extension Recipe {
  /// Keys of pictures, transformer and merging that do not go together.
  var tokenMergingFaults: [RecipeFault] { visionFaults + mergingFaults }

  private var visionFaults: [RecipeFault] {
    var faults: [RecipeFault] = []
    let weights = self[Keys.Vision.weights]
    if weights == .file, self[Keys.Vision.file].isEmpty {
      faults.append(fault(Keys.Vision.file, "is empty, but vit.weights is \"file\": name the file"))
    }
    if weights != .file, !self[Keys.Vision.file].isEmpty {
      faults.append(
        fault(Keys.Vision.file, "has no meaning with vit.weights = \"\(weights.rawValue)\"; set it to \"file\""))
    }
    let sizes = [Keys.Vision.width, Keys.Vision.depth, Keys.Vision.heads, Keys.Vision.patch, Keys.Vision.inner]
    if weights == .vitS14 || weights == .file {
      for key in sizes where self[key.declaration] != key.declaration.standard {
        faults.append(
          fault(key, "has no meaning with vit.weights = \"\(weights.rawValue)\": the weights have their own sizes"))
      }
      return faults
    }
    let (width, heads) = (self[Keys.Vision.width], self[Keys.Vision.heads])
    if !width.isMultiple(of: heads) {
      faults.append(fault(Keys.Vision.heads, "is \(heads), which does not divide vit.width \(width)"))
    }
    let (size, patch) = (self[Keys.Images.size], self[Keys.Vision.patch])
    if !size.isMultiple(of: patch) {
      faults.append(fault(Keys.Vision.patch, "is \(patch), which does not divide images.size \(size)"))
    }
    if self[Keys.Vision.blocks] > self[Keys.Vision.depth], weights == .random {
      faults.append(
        fault(Keys.Vision.blocks, "is \(self[Keys.Vision.blocks]), more than vit.depth \(self[Keys.Vision.depth])"))
    }
    return faults
  }

  private var mergingFaults: [RecipeFault] {
    let (reducer, schedule) = (self[Keys.Merging.reducer], self[Keys.Merging.schedule])
    let removed = self[Keys.Merging.removed].values
    var faults: [RecipeFault] = []
    if let number = removed.first(where: { $0 != $0.rounded() }) {
      faults.append(fault(Keys.Merging.removed, "has \(number), which is not a whole number of tokens"))
    }
    if schedule == .flops, !removed.isEmpty {
      faults.append(
        fault(Keys.Merging.removed, "has no meaning with merging.schedule = \"flops\", which finds the numbers"))
    }
    if reducer != .none {
      if schedule == .listed, removed.isEmpty {
        faults.append(fault(Keys.Merging.removed, "is empty; merging.schedule listed needs a number for each block"))
      }
      if schedule == .constant || schedule == .decreasing, removed.count != 1 {
        faults.append(
          fault(Keys.Merging.removed, "has \(removed.count) numbers; merging.schedule \(schedule.rawValue) needs one"))
      }
    }
    if self[Keys.Merging.learningRate] > 0 {
      if !reducer.isTrained {
        faults.append(
          fault(
            Keys.Merging.learningRate,
            "has no meaning with merging.reducer = \"\(reducer.rawValue)\", which trains nothing"))
      } else if self[Keys.Optimizer.learningRate] == 0 {
        faults.append(
          fault(Keys.Merging.learningRate, "is a factor of optimizer.learning_rate, which is 0: give that a value"))
      }
    }
    return faults
  }

  private func fault<Value>(_ key: Key<Value>, _ message: String) -> RecipeFault {
    RecipeFault(key: key.path, message: message)
  }
}
