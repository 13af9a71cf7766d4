extension Recipe {
  /// Keys of pictures, transformer and merging that do not go together.
  var tokenMergingFaults: [RecipeFault] { imageFaults + visionFaults(side: Keys.Images.size) + mergingFaults }

  private var imageFaults: [RecipeFault] {
    let (task, path) = (self[Keys.Images.task], self[Keys.Images.path])
    let isOwn = Keys.Images.ownTasks.contains(task)
    if isOwn == !path.isEmpty { return [] }
    let words = Keys.Images.ownTasks.joined(separator: ", ")
    return [
      fault(
        Keys.Images.path,
        isOwn
          ? "is empty, but images.task is \"\(task)\": name where your pictures lie"
          : "has no meaning with images.task = \"\(task)\", only with one of \(words)")
    ]
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
        faults.append(
          fault(Keys.Merging.removed, "is empty; merging.schedule listed needs a number for the first block at least"))
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
