public import Tensor

/// An encoder in three levels: bottom for all tasks, a copy of the middle for each group, a copy of the top for each task.
///
/// Every copy starts from the same weights, so that at first each task passes the plain encoder. With the progressive
/// variant (`groupsFrom`, `tasksFrom`) all tasks share one copy of every layer at first; then each group goes on with a
/// copy of middle and top, and then each task with a copy of its group's top. What an optimiser knows of a copy is not
/// cloned: a copy that becomes another's starts its moments anew, or where it left them if it was used before.
public final class HierarchicalEncoder: TaskEncoder {
  /// How far the copies are in use.
  enum Stage: Int {
    case shared, grouped, separate
  }

  /// The encoder with all its copies.
  public let encoder: Encoder
  /// The levels.
  public let hierarchy: HierarchyOptions
  /// The tasks of each group.
  public private(set) var groups: [[Int]]
  /// Bottom, the copies of the middle, the copies of the top.
  public let parts: [EncoderPart]
  /// The copy of the middle that each group takes.
  private(set) var copyOfGroup: [Int]
  private(set) var stage: Stage
  /// The common start of every layer, by parameter; empty before `rememberStart`.
  private var start: [[[Float]]] = []
  /// The parameters of each part by layer.
  private let layers: [[[Parameter]]]
  private let middles: Range<Int>
  private let tops: Range<Int>

  /// Width, depth, tables.
  public var options: EncoderOptions { encoder.options }

  /// Declares the parameters; they are zero until `initialise` or `load`.
  ///
  /// - Parameter groups: the tasks of each group.
  /// - Precondition: the depths agree, each task is in one group, none is empty, and there are as many copies.
  public init(
    _ options: EncoderOptions, _ hierarchy: HierarchyOptions, groups: [[Int]], in block: ParameterBlock
  ) {
    precondition(options.layers == hierarchy.depth, "levels of \(hierarchy.depth) layers, depth \(options.layers)")
    precondition(
      groups.joined().sorted() == Array(0..<hierarchy.tasks) && groups.allSatisfy { !$0.isEmpty }
        && groups.count <= hierarchy.copies, "groups \(groups) of \(hierarchy.tasks) tasks")
    var options = options
    options.levels = hierarchy.levels
    encoder = Encoder(options, in: block)
    self.hierarchy = hierarchy
    self.groups = groups
    copyOfGroup = Array(groups.indices)
    stage = hierarchy.groupsFrom > 0 ? .shared : hierarchy.tasksFrom > 0 ? .grouped : .separate
    let (middleCopies, topCopies) = hierarchy.levels.copies(depth: hierarchy.depth)
    let all = encoder.parameters
    func part(_ name: String, _ prefix: String) -> EncoderPart {
      EncoderPart(name: name, parameters: all.filter { $0.name.hasPrefix(prefix) })
    }
    parts =
      [
        EncoderPart(
          name: "bottom", parameters: all.filter { !$0.name.hasPrefix("mid.") && !$0.name.hasPrefix("top.") })
      ] + (0..<middleCopies).map { part("middle \($0)", "mid.\($0).") }
      + (0..<topCopies).map { part("top \($0)", "top.\($0).") }
    middles = 1..<1 + middleCopies
    tops = middles.upperBound..<middles.upperBound + topCopies
    layers = parts.map { part in
      (0..<options.layers).map { layer in
        part.parameters.filter { EncoderNames.plain($0.name).hasPrefix("layers.\(layer).") }
      }
    }
  }

  /// Gives all copies of a layer its weights, and keeps them as the start that distances are measured from.
  public func load(_ weights: EncoderWeights) throws(EncoderError) {
    try encoder.load(weights)
    rememberStart()
  }

  /// Draws the weights that the encoder without levels has, and keeps them in the same way.
  public func initialise(seed: UInt64) {
    encoder.initialise(seed: seed)
    rememberStart()
  }

  private func rememberStart() {
    start = (0..<options.layers).map { layer in
      let part =
        layer < hierarchy.bottom
        ? 0 : layer < hierarchy.bottom + hierarchy.middle ? middles.lowerBound : tops.lowerBound
      return layers[part][layer].map { Array(UnsafeBufferPointer(start: $0.values, count: $0.count)) }
    }
  }

  /// Takes over the start of an encoder of the same shape.
  public func takeStart(of other: HierarchicalEncoder) { start = other.start }

  /// The group that each task is in.
  public var groupOfTask: [Int] {
    var result = Array(repeating: 0, count: hierarchy.tasks)
    for (group, tasks) in groups.enumerated() {
      for task in tasks { result[task] = group }
    }
    return result
  }

  /// The copies that a task takes now.
  func route(of task: Int) -> (middle: Int, top: Int) {
    let group = groupOfTask[task]
    return switch stage {
    case .shared: (copyOfGroup[0], 0)
    case .grouped: (copyOfGroup[group], topCopy(of: groups[group]))
    case .separate: (copyOfGroup[group], task)
    }
  }

  /// The copy of the top that the tasks of a group share before each has its own.
  private func topCopy(of tasks: [Int]) -> Int { tasks.min() ?? 0 }

  /// Bottom, and the copies on the way.
  public func parts(of task: Int) -> [Int] {
    let (middle, top) = route(of: task)
    return [0] + (middles.isEmpty ? [] : [middles.lowerBound + middle]) + (tops.isEmpty ? [] : [tops.lowerBound + top])
  }

  /// All rows through bottom, the middle of the task's group and the task's top.
  public func forward(_ tape: Tape, _ batch: EncoderBatch, task: Int, noise: EncoderNoise?) -> Tensor {
    let (middle, top) = route(of: task)
    return encoder.forward(
      tape, batch, route: EncoderRoute(group: middle, task: top, rows: batch.rows), noise: noise)
  }

  // MARK: - From coarse to fine

  /// Gives groups, then tasks copies of their own when their step has come.
  public func prepare(step: Int) {
    if stage == .shared, step >= hierarchy.groupsFrom {
      let (middle, top) = route(of: 0)
      copy(copyOfGroup.map { (middle, $0) }, in: middles)
      copy(groups.map { (top, topCopy(of: $0)) }, in: tops)
      stage = .grouped
    }
    if stage == .grouped, step >= hierarchy.tasksFrom {
      copy(groups.flatMap { tasks in tasks.map { (topCopy(of: tasks), $0) } }, in: tops)
      stage = .separate
    }
  }

  /// Whether there is a copy of the middle for each of these groups.
  public func hasCopies(for groups: [[Int]]) -> Bool { groups.count <= hierarchy.copies }

  /// Takes over other groups. A group goes on with the copy that most of its tasks have used, the largest part of an old
  /// group with that group's; one that is split off takes a free copy, filled with those weights.
  ///
  /// - Precondition: each task is in one group, none is empty, and there are as many copies.
  public func regroup(_ new: [[Int]]) {
    precondition(hasCopies(for: new) && new.joined().sorted() == Array(0..<hierarchy.tasks), "groups \(new)")
    let before = groupOfTask
    // For each new group the old one that most of its tasks were in, the first where several are.
    let sources = new.map { tasks in
      groups.indices.max { a, b in
        let (inA, inB) = (tasks.count { before[$0] == a }, tasks.count { before[$0] == b })
        return (inA, -a) < (inB, -b)
      } ?? 0
    }
    var copies = Array(repeating: -1, count: new.count)
    for old in groups.indices {
      let heirs = new.indices.filter { sources[$0] == old }
      let heir = heirs.max { a, b in
        (new[a].count { before[$0] == old }, -a) < (new[b].count { before[$0] == old }, -b)
      }
      if let heir { copies[heir] = copyOfGroup[old] }
    }
    // Spare copies come before those that are given up just now.
    var free = (0..<hierarchy.copies).filter { !copyOfGroup.contains($0) && !copies.contains($0) }
    free += copyOfGroup.filter { !copies.contains($0) }.sorted()
    var moves: [(from: Int, to: Int)] = []
    for group in new.indices where copies[group] < 0 {
      copies[group] = free.removeFirst()
      moves.append((copyOfGroup[sources[group]], copies[group]))
    }
    copy(moves, in: middles)
    if stage == .grouped {
      copy(new.indices.map { (topCopy(of: groups[sources[$0]]), topCopy(of: new[$0])) }, in: tops)
    }
    // While all is shared, it is the first group's copy that is in use.
    if stage == .shared, copies[0] != copyOfGroup[0] { copy([(copyOfGroup[0], copies[0])], in: middles) }
    (groups, copyOfGroup) = (new, copies)
  }

  /// Copies weights between parts of a level, all at once: what is overwritten is read before.
  private func copy(_ moves: [(from: Int, to: Int)], in level: Range<Int>) {
    if level.isEmpty { return }
    let moves = moves.filter { $0.from != $0.to }
    let sources = moves.map { move in
      parts[level.lowerBound + move.from].parameters.map {
        Array(UnsafeBufferPointer(start: $0.values, count: $0.count))
      }
    }
    for (move, values) in zip(moves, sources) {
      for (parameter, values) in zip(parts[level.lowerBound + move.to].parameters, values) {
        values.withUnsafeBufferPointer { parameter.values.update(from: $0.baseAddress!, count: values.count) }
      }
    }
  }

  // MARK: - State

  /// Groups, their copies and the stage.
  public var state: [String: [Int]] {
    ["groups": groupOfTask, "copies": copyOfGroup, "stage": [stage.rawValue]]
  }

  /// Takes back what `state` gave; the order of the tasks within a group is that of the tasks.
  public func restore(_ state: [String: [Int]]) throws(EncoderError) {
    func values(_ name: String) throws(EncoderError) -> [Int] {
      guard let values = state[name] else { throw EncoderError("hierarchy.\(name) is missing") }
      return values
    }
    let (groupOf, copies, stages) = (try values("groups"), try values("copies"), try values("stage"))
    let known = Set(0..<copies.count)
    guard groupOf.count == hierarchy.tasks, Set(groupOf) == known else {
      throw EncoderError("hierarchy.groups is not of \(hierarchy.tasks) tasks in \(copies.count) groups")
    }
    guard Set(copies).count == copies.count, copies.allSatisfy((0..<hierarchy.copies).contains) else {
      throw EncoderError("hierarchy.copies names copies that the model does not have")
    }
    guard stages.count == 1, let stage = Stage(rawValue: stages[0]) else {
      throw EncoderError("hierarchy.stage is no stage")
    }
    groups = copies.indices.map { group in groupOf.indices.filter { groupOf[$0] == group } }
    (copyOfGroup, self.stage) = (copies, stage)
  }

  // MARK: - Distances

  /// How far the weights of each layer have moved from the common start: ‖w − w₀‖ / ‖w₀‖.
  ///
  /// - Returns: rows for the bottom, each group and each task, a column a layer; NaN where a level has no such layer.
  ///   Empty before there are weights.
  public var distances: [[Float]] {
    if start.isEmpty { return [] }
    let middleEnd = hierarchy.bottom + hierarchy.middle
    func row(_ part: Int?, _ range: Range<Int>) -> [Float] {
      (0..<options.layers).map { layer in
        guard let part, range.contains(layer) else { return .nan }
        return Self.distance(of: layers[part][layer], from: start[layer])
      }
    }
    let bottom = row(0, 0..<hierarchy.bottom)
    let groupRows = groups.map { tasks in
      row(middles.isEmpty ? nil : middles.lowerBound + route(of: tasks[0]).middle, hierarchy.bottom..<middleEnd)
    }
    let taskRows = (0..<hierarchy.tasks).map { task in
      row(tops.isEmpty ? nil : tops.lowerBound + route(of: task).top, middleEnd..<options.layers)
    }
    return [bottom] + groupRows + taskRows
  }

  /// ‖w − w₀‖ / ‖w₀‖ of the parameters of a layer; NaN for a start of zeros.
  static func distance(of parameters: [Parameter], from start: [[Float]]) -> Float {
    var (moved, length) = (0.0, 0.0)
    for (parameter, first) in zip(parameters, start) {
      let now = parameter.values
      first.withUnsafeBufferPointer { first in
        for i in first.indices {
          let change = Double(now[i] - first[i])
          moved += change * change
          length += Double(first[i]) * Double(first[i])
        }
      }
    }
    return length == 0 ? .nan : Float((moved / length).squareRoot())
  }
}
