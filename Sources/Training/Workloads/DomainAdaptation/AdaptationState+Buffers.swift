internal import Models
internal import Tensor

/// The state as tensors of a checkpoint, and back.
extension AdaptationState {
  private static let progress = "domains.progress"
  private static let best = "domains.best"

  /// Names: `domains.progress` (steps, epochs), `domains.best` (NaN where there is none), `DOMAIN.bank`,
  /// `DOMAIN.running` (probabilities, then the count), `DOMAIN.prototypes.J.centroids`, `….concentrations`, `….assignments`,
  /// `dispersal.predictions`, `….nearest`, `….mask`, `….easy`, `….hard`.
  var buffers: [String: Safetensors.Entry] {
    let scores = [best.accuracy, best.criterion, best.chosen].map { $0 ?? .nan }
    var buffers: [String: Safetensors.Entry] = [
      Self.progress: .init([Int64(steps), Int64(epochs)], [2]), Self.best: .init(scores, [3]),
    ]
    for (name, memory) in [("source", source), ("target", target)] {
      guard let memory else { continue }
      buffers["\(name).bank"] = .init(memory.bank.rows.values, [memory.bank.rows.count, memory.bank.rows.width])
      let running = memory.running.mean + [memory.running.count]
      buffers["\(name).running"] = .init(running, [running.count])
      for (number, prototypes) in memory.clusterings.enumerated() {
        let path = "\(name).prototypes.\(number)"
        let centroids = prototypes.centroids
        buffers["\(path).centroids"] = .init(centroids.values, [centroids.count, centroids.width])
        buffers["\(path).concentrations"] = .init(prototypes.concentrations, [prototypes.concentrations.count])
        buffers["\(path).assignments"] = Self.entry(prototypes.assignments)
      }
    }
    if let dispersal {
      buffers["dispersal.predictions"] = Self.entry(dispersal.predictions)
      buffers["dispersal.nearest"] = Self.entry(dispersal.nearest)
      buffers["dispersal.mask"] = .init(dispersal.mask.map { $0 ? UInt8(1) : 0 }, [dispersal.mask.count])
      buffers["dispersal.easy"] = Self.entry(dispersal.easy)
      buffers["dispersal.hard"] = Self.entry(dispersal.hard)
    }
    return buffers
  }

  private static func entry(_ values: [Int]) -> Safetensors.Entry { .init(values.map { Int64($0) }, [values.count]) }

  /// How large the parts of a state are that fits a run.
  struct Sizes {
    let source: Int
    let target: Int
    let labelled: Int
    let width: Int
    let classes: Int
    /// Of each clustering.
    let clusters: [Int]
  }

  /// - Throws: `TrainingError` naming the tensor that is missing or does not fit.
  init(_ buffers: [String: Safetensors.Entry], _ sizes: Sizes) throws(TrainingError) {
    self.init()
    let reader = StateReader(buffers: buffers)
    let progress = try reader.integers(Self.progress, count: 2, below: .max)
    (steps, epochs) = (progress[0], progress[1])
    let scores = try reader.doubles(Self.best, count: 3).map { $0.isNaN ? Double?.none : $0 }
    (best.accuracy, best.criterion, best.chosen) = (scores[0], scores[1], scores[2])
    if buffers["source.bank"] == nil { return }
    source = try reader.memory("source", pictures: sizes.source, sizes)
    target = try reader.memory("target", pictures: sizes.target, sizes)
    dispersal = DispersalPlan(
      predictions: try reader.integers("dispersal.predictions", count: sizes.target, below: sizes.classes),
      nearest: try reader.integers("dispersal.nearest", count: sizes.target, below: sizes.labelled),
      mask: try reader.flags("dispersal.mask", count: sizes.target),
      easy: try reader.integers("dispersal.easy", below: sizes.target),
      hard: try reader.integers("dispersal.hard", below: sizes.target))
  }
}

/// Reads the tensors of a state one by one.
private struct StateReader {
  let buffers: [String: Safetensors.Entry]

  private func entry(_ name: String) throws(TrainingError) -> Safetensors.Entry {
    guard let entry = buffers[name] else { throw TrainingError("buffer \(name) is missing") }
    return entry
  }

  private func misfit(_ name: String) -> TrainingError {
    TrainingError("buffer \(name) does not fit the run: it is of other domains, or damaged")
  }

  func integers(_ name: String, count: Int? = nil, below bound: Int) throws(TrainingError) -> [Int] {
    guard let values = try entry(name).int64s?.map({ Int($0) }), count == nil || values.count == count,
      values.allSatisfy({ (0..<bound).contains($0) })
    else { throw misfit(name) }
    return values
  }

  func doubles(_ name: String, count: Int) throws(TrainingError) -> [Double] {
    guard let values = try entry(name).doubles, values.count == count else { throw misfit(name) }
    return values
  }

  func floats(_ name: String, count: Int) throws(TrainingError) -> [Float] {
    guard let values = try entry(name).floats, values.count == count, values.allSatisfy(\.isFinite) else {
      throw misfit(name)
    }
    return values
  }

  func flags(_ name: String, count: Int) throws(TrainingError) -> [Bool] {
    guard let values = try entry(name).uint8s, values.count == count, values.allSatisfy({ $0 < 2 }) else {
      throw misfit(name)
    }
    return values.map { $0 == 1 }
  }

  func memory(
    _ name: String, pictures: Int, _ sizes: AdaptationState.Sizes
  ) throws(TrainingError) -> DomainMemory {
    let bank = FeatureRows(try floats("\(name).bank", count: pictures * sizes.width), width: sizes.width)
    let running = try doubles("\(name).running", count: sizes.classes + 1)
    var clusterings: [Prototypes] = []
    for (number, clusters) in sizes.clusters.enumerated() {
      let path = "\(name).prototypes.\(number)"
      let centroids = try floats("\(path).centroids", count: clusters * sizes.width)
      let prototypes = Prototypes(
        centroids: FeatureRows(centroids, width: sizes.width),
        assignments: try integers("\(path).assignments", count: pictures, below: clusters),
        concentrations: try floats("\(path).concentrations", count: clusters))
      // The contrast takes the cluster of every picture to be one with members.
      guard prototypes.assignments.allSatisfy({ prototypes.concentrations[$0] > 0 }) else {
        throw misfit("\(path).concentrations")
      }
      clusterings.append(prototypes)
    }
    return DomainMemory(
      bank: MemoryBank(restoring: bank), clusterings: clusterings,
      running: RunningPrediction(restoring: Array(running.dropLast()), count: running[running.count - 1]))
  }
}
