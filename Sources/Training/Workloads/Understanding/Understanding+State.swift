internal import Data
public import Experiment
internal import Models
public import Tensor

extension Understanding {
  private static let stateName = "hierarchy."

  /// None.
  public var warnings: [(rule: String, message: String)] { [] }

  /// Groups and copies, and what tasks and groups follow from at the run's beginning.
  public var buffers: [String: Safetensors.Entry] {
    var buffers: [String: Safetensors.Entry] = [:]
    for (name, bytes) in dataFiles { buffers[Checkpoints.dataFile + name] = Safetensors.Entry(bytes, [bytes.count]) }
    for (name, values) in encoder.state {
      buffers[Self.stateName + name] = Safetensors.Entry(values.map { Int64($0) }, [values.count])
    }
    return buffers
  }

  private var dataFiles: [String: [UInt8]] {
    let names = firstGroups.map { $0.map { data.tasks[$0].name }.joined(separator: " ") }
    return data.files.merging([UnderstandingData.groupsFile: Array(names.joined(separator: "\n").utf8)]) { $1 }
  }

  /// Takes back groups and copies.
  ///
  /// - Throws: `TrainingError` naming the tensor when one is missing or does not fit; nothing is then changed.
  public func restore(_ buffers: [String: Safetensors.Entry]) throws {
    for (name, bytes) in dataFiles where buffers[Checkpoints.dataFile + name]?.bytes != bytes {
      throw TrainingError("the \(name) at the beginning are others than those the run was trained with")
    }
    var state: [String: [Int]] = [:]
    for (name, entry) in buffers where name.hasPrefix(Self.stateName) {
      state[String(name.dropFirst(Self.stateName.count))] = entry.int64s?.map { Int($0) }
    }
    do throws(EncoderError) {
      try encoder.restore(state)
    } catch {
      throw TrainingError("tensor buffer.\(error.message)")
    }
  }

  /// Why groups that a recipe names cannot be taken over while running.
  public func refusal(of recipe: Recipe) -> String? {
    guard let hierarchy = encoder as? HierarchicalEncoder else {
      return recipe.listedGroups == self.recipe.listedGroups
        ? nil : "hierarchy.groups: the middle level is one of experts, there are no groups to change"
    }
    do throws(TrainingError) {
      let groups = try groups(of: recipe)
      if hierarchy.hasCopies(for: groups) { return nil }
      return
        "hierarchy.groups: \(groups.count) groups, but the run has \(hierarchy.hierarchy.copies) copies of the middle;"
        + " give hierarchy.spare_groups more at the start"
    } catch {
      return error.message
    }
  }

  /// Takes over the groups.
  public func adopt(_ recipe: Recipe) {
    guard let hierarchy = encoder as? HierarchicalEncoder, refusal(of: recipe) == nil,
      let groups = try? groups(of: recipe), groups != hierarchy.groups
    else { return }
    hierarchy.regroup(groups)
  }

  /// The groups that hold under a recipe: those it lists, else those of the beginning.
  private func groups(of recipe: Recipe) throws(TrainingError) -> [[Int]] {
    try TaskGrouping.listed(in: recipe, among: data.tasks.map(\.name)) ?? firstGroups
  }
}
