extension Recipe {
  /// Keys of optimiser and schedule that have a value though the kind does not read them.
  ///
  /// `schedule.final_ratio` beside a constant rate is let pass: there are recorded runs of such recipes.
  var optimizerFaults: [RecipeFault] {
    let (optimizer, schedule) = (self[Keys.Optimizer.kind], self[Keys.Schedule.kind])
    var idle: [(key: Key<Double>, kind: String)] = []
    let kind = "\(Keys.Optimizer.kind.path) = \"\(optimizer.rawValue)\""
    switch optimizer {
    case .adamw: idle.append((Keys.Optimizer.momentum, kind))
    case .sgd:
      idle += [Keys.Optimizer.beta1, Keys.Optimizer.beta2, Keys.Optimizer.epsilon].map { (key: $0, kind: kind) }
    }
    let shape = "\(Keys.Schedule.kind.path) = \"\(schedule.rawValue)\""
    switch schedule {
    case .cosine, .linear, .constant: idle += [Keys.Schedule.gamma, Keys.Schedule.power].map { (key: $0, kind: shape) }
    case .inverse: idle.append((Keys.Schedule.finalRatio, shape))
    }
    return idle.filter { self[$0.key.declaration] != $0.key.declaration.standard }.map { key, words in
      RecipeFault(key: key.path, message: "has no meaning with \(words): remove it")
    }
  }
}
