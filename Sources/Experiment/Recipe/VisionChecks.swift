extension Recipe {
  /// Keys of the vision transformer that do not go together.
  ///
  /// - Parameter side: the key of the pictures' side, which the patches have to divide.
  func visionFaults(side: Key<Int>) -> [RecipeFault] {
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
    let (size, patch) = (self[side], self[Keys.Vision.patch])
    if !size.isMultiple(of: patch) {
      faults.append(fault(Keys.Vision.patch, "is \(patch), which does not divide \(side.path) \(size)"))
    }
    if self[Keys.Vision.blocks] > self[Keys.Vision.depth], weights == .random {
      faults.append(
        fault(Keys.Vision.blocks, "is \(self[Keys.Vision.blocks]), more than vit.depth \(self[Keys.Vision.depth])"))
    }
    return faults
  }

  private func fault<Value>(_ key: Key<Value>, _ message: String) -> RecipeFault {
    RecipeFault(key: key.path, message: message)
  }
}
