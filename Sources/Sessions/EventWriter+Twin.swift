import Experiment
import GRDB

/// What version 4 brought.
extension EventWriter {
  mutating func write(_ event: TwinEvent, _ sequence: Int, _ database: Database) throws {
    switch event {
    case .started(let it):
      try insert("twin_started", [sequence, it.step, it.steps], database)
      for (position, change) in it.changes.enumerated() {
        try insert("twin_change", [sequence, position, change.key, change.before, change.after], database)
      }
    case .step(let step):
      try insert("twin_step", [sequence], database)
      try write(step, sequence, database)
    case .evaluated(let evaluation):
      try insert("twin_evaluated", [sequence], database)
      try write(evaluation, sequence, database)
    case .ended(let it):
      try insert("twin_ended", [sequence, it.step, it.choice.rawValue, it.branch], database)
    }
  }

  func write(_ details: StepDetails, _ sequence: Int, _ database: Database) throws {
    try insert("detailed", [sequence, details.step], database)
    var position = 0
    for step in details.steps {
      for layer in step.layers {
        try insert(
          "detailed_layer",
          [
            sequence, position, step.step, layer.layer, layer.part, Double(layer.routerGradient),
            Double(layer.routerNorm), layer.dropped.count, Blobs.encode(layer.dropped, leastWidth: 1),
          ], database)
        position += 1
      }
    }
  }

  func write(_ hash: UInt64?, _ sequence: Int, _ database: Database) throws {
    if let hash { try insert("weight_hash", [sequence, Int64(bitPattern: hash)], database) }
  }
}
