public import Experiment
public import Foundation
public import Tensor

/// The checkpoints of one run: a folder of safetensors files.
///
/// A file is written under another name, synced and then renamed, so that what bears the name of a checkpoint is whole.
/// The last ones and the best are kept.
public struct Checkpoints: Sendable {
  /// Where the files lie.
  public let folder: URL
  /// How many are kept beside the best one.
  public let keep: Int

  /// Touches no file; the folder is made with the first checkpoint.
  public init(folder: URL, keep: Int) {
    self.folder = folder
    self.keep = keep
  }

  /// All that a run needs to go on as if it had not stopped.
  public struct Snapshot {
    /// Number of optimiser steps done; the next batch is the one with this index.
    public var step: Int
    /// Tokens seen since the run's beginning.
    public var tokens: Int
    /// The recipe with the values that keys had when the checkpoint was made.
    public var recipe: String
    /// Lowest held-out loss so far; infinite before the first evaluation.
    public var bestLoss: Double
  }

  static func name(step: Int) -> String {
    "step-" + String(repeating: "0", count: max(0, 8 - "\(step)".count)) + "\(step).safetensors"
  }
  static let bestName = "best.safetensors"
  private static let format = "switchyard-checkpoint-1"
  private static let buffer = "buffer."
  /// Where the kind of the optimiser stands; files without it are of AdamW.
  private static let optimizerKind = "optimizer_kind"
  /// Where the names of parameters stand of which the optimiser remembers nothing but zeros, which are left out.
  private static let untouched = "optimizer_untouched"
  /// Before the names of files that the batches follow from.
  static let dataFile = "data."

  private static func entry(_ values: UnsafeMutablePointer<Float>, _ parameter: Parameter) -> Safetensors.Entry {
    Safetensors.Entry(Array(UnsafeBufferPointer(start: values, count: parameter.count)), parameter.shape)
  }

  /// What a tensor is called that an optimiser remembers of a parameter.
  private static func name(_ state: OptimizerState, of parameter: Parameter) -> String {
    "optimizer.\(state.name).\(parameter.name)"
  }

  /// Steps of which there is a checkpoint, ascending.
  public var steps: [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix("step-"), name.hasSuffix(".safetensors") else { return nil }
      return Int(name.dropFirst(5).dropLast(12))
    }.sorted()
  }

  /// Writes a checkpoint and removes those no longer kept.
  ///
  /// - Returns: file name and size.
  public func save(
    _ snapshot: Snapshot, block: ParameterBlock, optimizer: any Optimizer, buffers: [String: Safetensors.Entry],
    isBest: Bool
  ) throws -> (file: String, bytes: Int) {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var file = Safetensors(metadata: [
      "format": Self.format, "step": "\(snapshot.step)", "tokens": "\(snapshot.tokens)",
      "data_position": "\(snapshot.step)", "random_position": "\(snapshot.step)",
      Self.optimizerKind: optimizer.kind.rawValue,
      "optimizer_steps": optimizer.stepsTaken.map(String.init).joined(separator: ","),
      "best_loss": "\(snapshot.bestLoss)", "recipe": snapshot.recipe,
    ])
    // Of a model with copies for tasks that had no step yet, most moments are zero: they need no room.
    var untouched: [String] = []
    let states = optimizer.states
    for parameter in block.parameters {
      file[parameter.name] = Self.entry(parameter.values, parameter)
      if states.allSatisfy({ $0.isClear(of: parameter) }) {
        untouched.append(parameter.name)
        continue
      }
      for state in states {
        file[Self.name(state, of: parameter)] = Self.entry(state.values(of: parameter), parameter)
      }
    }
    if !untouched.isEmpty { file.metadata[Self.untouched] = untouched.joined(separator: "\n") }
    for (name, entry) in buffers { file[Self.buffer + name] = entry }
    let name = Self.name(step: snapshot.step)
    try file.write(to: folder.appendingPathComponent(name).path)
    let bytes = file.entries.values.reduce(0) { $0 + $1.bytes.count }
    if isBest { try replaceBest(with: name) }
    for step in steps.dropLast(keep) where step != snapshot.step {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(Self.name(step: step)))
    }
    return (name, bytes)
  }

  /// Removes the checkpoints of later steps but one. The best one keeps its own name.
  func remove(after step: Int, except kept: Int) {
    for other in steps where other > step && other != kept {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(Self.name(step: other)))
    }
  }

  /// A second name for the same file: no second copy on disk, and none lost when the first name goes.
  private func replaceBest(with name: String) throws {
    let temporary = folder.appendingPathComponent(".best-new.safetensors")
    try? FileManager.default.removeItem(at: temporary)
    try FileManager.default.linkItem(at: folder.appendingPathComponent(name), to: temporary)
    guard rename(temporary.path, folder.appendingPathComponent(Self.bestName).path) == 0 else {
      throw TrainingError("\(folder.path): cannot name the best checkpoint: \(String(cString: strerror(errno)))")
    }
  }
}

extension Checkpoints {
  /// A checkpoint that has been read and found whole.
  public struct Saved {
    /// Path of the file.
    public let file: String
    /// Where the run stood; weights and what the optimiser remembers come with `restore`.
    public let snapshot: Snapshot
    /// What it was trained by.
    public let optimizer: Recipe.Optimizer
    private let contents: Safetensors
    /// Of each parameter group.
    private let optimizerSteps: [Int]

    /// Reads a checkpoint.
    ///
    /// - Throws: `SafetensorsError` or `TrainingError` when the file is damaged or is no checkpoint of this program.
    public init(file: String) throws {
      contents = try Safetensors(path: file)
      self.file = file
      let metadata = contents.metadata
      guard metadata["format"] == Checkpoints.format, let step = metadata["step"].flatMap({ Int($0) }),
        let tokens = metadata["tokens"].flatMap({ Int($0) }), let recipe = metadata["recipe"],
        let bestLoss = metadata["best_loss"].flatMap({ Double($0) }),
        let optimizerSteps = metadata["optimizer_steps"].flatMap({ Self.counts($0) }),
        let optimizer = Recipe.Optimizer(rawValue: metadata[Checkpoints.optimizerKind] ?? "adamw")
      else { throw TrainingError("\(file): not a checkpoint of this version; give one that `switchyard run` wrote") }
      snapshot = Snapshot(step: step, tokens: tokens, recipe: recipe, bestLoss: bestLoss)
      self.optimizerSteps = optimizerSteps
      self.optimizer = optimizer
    }

    /// Whole numbers with commas between them; nil for anything else.
    private static func counts(_ text: String) -> [Int]? {
      let counts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
      return counts.contains(nil) ? nil : counts.compactMap { $0 }
    }

    /// Puts weights, what the optimiser remembers, and buffers back where they were.
    ///
    /// - Throws: `TrainingError` when the optimiser is of another kind, or a tensor is missing or has another shape;
    ///   nothing is then changed.
    public func restore(_ workload: any Workload, optimizer: any Optimizer) throws {
      guard optimizer.kind == self.optimizer else {
        throw TrainingError(
          "\(file): was trained with optimizer.kind = \"\(self.optimizer.rawValue)\", the recipe's is"
            + " \"\(optimizer.kind.rawValue)\": set it back to go on from there, or begin a new run")
      }
      let states = optimizer.states
      let untouched = Set(contents.metadata[Checkpoints.untouched]?.split(separator: "\n").map(String.init) ?? [])
      guard optimizerSteps.count == optimizer.stepsTaken.count else {
        throw TrainingError(
          "\(file): is of \(optimizerSteps.count) parameter groups, the recipe's model has \(optimizer.stepsTaken.count)"
        )
      }
      try restore(workload, buffers: buffers) { parameter in
        var tensors = [(name: parameter.name, target: parameter.values)]
        for state in states where !untouched.contains(parameter.name) {
          tensors.append((Checkpoints.name(state, of: parameter), state.values(of: parameter)))
        }
        return tensors
      }
      for parameter in workload.block.parameters where untouched.contains(parameter.name) {
        for state in states { state.values(of: parameter).update(repeating: 0, count: parameter.count) }
      }
      optimizer.stepsTaken = optimizerSteps
    }

    /// Puts weights and buffers back, without what only training needs. Buffers that the file lacks, as for another
    /// router than that of training, stay as they are.
    ///
    /// - Throws: `TrainingError` when a tensor is missing or has another shape; nothing is then changed.
    public func restoreWeights(of workload: any Workload) throws {
      try restore(workload, buffers: workload.buffers.merging(buffers) { $1 }) { [($0.name, $0.values)] }
    }

    /// The files that the run's batches follow from, by name; what `LanguageData.load` needs to give the same ones.
    public var dataFiles: [String: [UInt8]] {
      var files: [String: [UInt8]] = [:]
      for (name, entry) in buffers where name.hasPrefix(Checkpoints.dataFile) {
        files[String(name.dropFirst(Checkpoints.dataFile.count))] = entry.uint8s
      }
      return files
    }

    private var buffers: [String: Safetensors.Entry] {
      var buffers: [String: Safetensors.Entry] = [:]
      for (name, entry) in contents.entries where name.hasPrefix(Checkpoints.buffer) {
        buffers[String(name.dropFirst(Checkpoints.buffer.count))] = entry
      }
      return buffers
    }

    private func restore(
      _ workload: any Workload, buffers: [String: Safetensors.Entry],
      tensors: (Parameter) -> [(name: String, target: UnsafeMutablePointer<Float>)]
    ) throws {
      var values: [(target: UnsafeMutablePointer<Float>, values: [Float])] = []
      for parameter in workload.block.parameters {
        for (name, target) in tensors(parameter) {
          guard let entry = contents[name] else { throw TrainingError("\(file): tensor \(name) is missing") }
          guard let floats = entry.floats, entry.shape == parameter.shape else {
            throw TrainingError(
              "\(file): tensor \(name) is \(entry.type.rawValue) \(entry.shape), the model's is F32 \(parameter.shape)")
          }
          values.append((target, floats))
        }
      }
      do {
        try workload.restore(buffers)
      } catch {
        throw TrainingError("\(file): \(error)")
      }
      for (target, values) in values {
        values.withUnsafeBufferPointer { target.update(from: $0.baseAddress!, count: values.count) }
      }
    }
  }

  /// The checkpoint that somebody names: `best`, `latest`, a file's path, or its name in this folder.
  ///
  /// - Throws: `TrainingError` when there is none of that name, and what `Saved` throws.
  public func saved(named name: String) throws -> Saved {
    if name == "latest" { return try latest() }
    let inFolder = folder.appendingPathComponent(name == "best" ? Self.bestName : name).path
    let candidates = name == "best" ? [inFolder] : [name, inFolder]
    guard let file = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw TrainingError("\(inFolder): there is no such checkpoint; there are those of steps \(steps)")
    }
    return try Saved(file: file)
  }

  /// The checkpoint of a step, one of `steps`.
  ///
  /// - Throws: what `Saved` throws.
  public func saved(step: Int) throws -> Saved {
    try Saved(file: folder.appendingPathComponent(Self.name(step: step)).path)
  }

  /// The last checkpoint that can be read; damaged ones are passed over.
  ///
  /// - Throws: what is wrong with the last one when none can be read, or that there is none.
  public func latest() throws -> Saved {
    var failure: (any Error)?
    for step in steps.reversed() {
      do {
        return try Saved(file: folder.appendingPathComponent(Self.name(step: step)).path)
      } catch {
        failure = failure ?? error
      }
    }
    throw failure
      ?? TrainingError("\(folder.path): no checkpoint to go on from; start the run again with `switchyard run`")
  }
}
