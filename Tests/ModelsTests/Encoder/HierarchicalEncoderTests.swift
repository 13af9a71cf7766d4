import Models
import Tensor
import TestSupport
import Testing

@Suite struct HierarchicalEncoderTests {
  static let options = EncoderOptions(vocabulary: 20, positions: 8, width: 16, inner: 24, heads: 2, layers: 4)
  static let batch = EncoderBatch([[3, 9, 1, 7], [4, 4], [1, 2, 3]])

  /// Four tasks in two groups, with copies for three.
  private func model(
    _ bottom: Int = 1, _ middle: Int = 2, _ top: Int = 1, groups: [[Int]] = [[0, 1], [2, 3]], groupsFrom: Int = 0,
    tasksFrom: Int = 0
  ) -> HierarchicalEncoder {
    let model = HierarchicalEncoder(
      Self.options,
      HierarchyOptions(
        bottom: bottom, middle: middle, top: top, tasks: 4, copies: 3, groupsFrom: groupsFrom, tasksFrom: tasksFrom),
      groups: groups, in: ParameterBlock())
    model.initialise(seed: 9)
    return model
  }

  private func hidden(_ model: HierarchicalEncoder, _ task: Int, noise: EncoderNoise? = nil) -> [Float] {
    let tape = Tape(pool: ThreadPool(threads: 2))
    tape.begin(recording: false)
    return model.forward(tape, Self.batch, task: task, noise: noise).values
  }

  /// Adds to all weights of the parts that a task passes.
  private func move(_ model: HierarchicalEncoder, _ part: Int, by change: Float) {
    for parameter in model.parts[part].parameters {
      for i in 0..<parameter.count { parameter.values[i] += change }
    }
  }

  private func part(_ model: HierarchicalEncoder, _ name: String) -> Int {
    model.parts.firstIndex { $0.name == name } ?? -1
  }

  private func weights(_ model: HierarchicalEncoder, _ part: Int) -> [[Float]] {
    model.parts[part].parameters.map { Array(UnsafeBufferPointer(start: $0.values, count: $0.count)) }
  }

  @Test(arguments: [[4, 0, 0], [0, 0, 4], [1, 2, 1], [2, 0, 2], [2, 2, 0], [0, 4, 0]], [0, 0.2])
  func atFirstEveryWayIsThePlainEncoder(_ levels: [Int], _ rate: Float) {
    let plain = Encoder(Self.options)
    plain.initialise(seed: 9)
    let noise = rate == 0 ? nil : EncoderNoise(rate: rate, seed: 2, step: 5)
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let expected = plain.forward(tape, Self.batch, noise: noise).values
    for (groupsFrom, tasksFrom) in [(0, 0), (3, 6)] {
      let model = model(levels[0], levels[1], levels[2], groupsFrom: groupsFrom, tasksFrom: tasksFrom)
      for task in 0..<4 { #expect(hidden(model, task, noise: noise) == expected, "task \(task) of \(levels)") }
      #expect(model.distances.joined().allSatisfy { $0.isNaN || $0 == 0 })
    }
  }

  @Test func partsAreOnTheWay() {
    let model = model()
    #expect(
      model.parts.map(\.name) == ["bottom", "middle 0", "middle 1", "middle 2", "top 0", "top 1", "top 2", "top 3"])
    #expect(model.parts.reduce(0) { $0 + $1.parameters.count } == model.encoder.parameters.count)
    #expect((0..<4).map { model.parts(of: $0) } == [[0, 1, 4], [0, 1, 5], [0, 2, 6], [0, 2, 7]])
    #expect(self.model(4, 0, 0).parts(of: 3) == [0])
    #expect(self.model(0, 0, 4).parts(of: 3) == [0, 4])
    for task in 0..<4 {
      let before = hidden(model, task)
      for part in model.parts.indices where !model.parts(of: task).contains(part) { move(model, part, by: 0.1) }
      #expect(hidden(model, task) == before, "task \(task)")
      for part in model.parts(of: task) {
        move(model, part, by: 0.1)
        #expect(hidden(model, task) != before, "task \(task), \(model.parts[part].name)")
        move(model, part, by: -0.1)
      }
    }
  }

  @Test func regroupingMovesTasksAndSplitsGroups() {
    let model = model()
    for part in 1...2 { move(model, part, by: Float(part)) }
    // Task 1 joins the second group: it takes that group's copy.
    model.regroup([[0], [1, 2, 3]])
    #expect((0..<4).map { model.parts(of: $0)[1] } == [1, 2, 2, 2])
    // The larger part keeps the copy, the other goes on with a spare one of the same weights.
    model.regroup([[0], [1], [2, 3]])
    #expect((0..<4).map { model.parts(of: $0)[1] } == [1, 3, 2, 2])
    #expect(weights(model, 3) == weights(model, 2))
    #expect(weights(model, 1) != weights(model, 2))
    // Joined again, the copy that most come from stays; the others are free.
    model.regroup([[0, 1, 2, 3]])
    #expect((0..<4).map { model.parts(of: $0)[1] } == [2, 2, 2, 2])
    model.regroup([[2, 3], [0, 1]])
    #expect(model.parts(of: 2)[1] == 2 && model.parts(of: 0)[1] == 1)
    #expect(weights(model, 1) == weights(model, 2))
    #expect(!model.hasCopies(for: [[0], [1], [2], [3]]))
    #expect(model.groupOfTask == [1, 1, 0, 0])
  }

  @Test func fromCoarseToFine() {
    let model = model(groupsFrom: 3, tasksFrom: 6)
    model.prepare(step: 2)
    #expect((0..<4).map { model.parts(of: $0) } == Array(repeating: [0, 1, 4], count: 4))
    move(model, 1, by: 1)
    move(model, 4, by: 2)
    let shared = hidden(model, 3)
    model.prepare(step: 3)
    #expect((0..<4).map { model.parts(of: $0) } == [[0, 1, 4], [0, 1, 4], [0, 2, 6], [0, 2, 6]])
    #expect((0..<4).allSatisfy { hidden(model, $0) == shared })
    move(model, 6, by: 1)
    let grouped = hidden(model, 3)
    #expect(grouped != shared)
    model.prepare(step: 6)
    #expect((0..<4).map { model.parts(of: $0)[2] } == [4, 5, 6, 7])
    #expect(hidden(model, 3) == grouped && hidden(model, 2) == grouped && hidden(model, 1) == shared)
  }

  @Test func regroupingBeforeTasksPartTakesTheTopAlong() {
    let model = model(groupsFrom: 0, tasksFrom: 6)
    move(model, 6, by: 1)
    let second = hidden(model, 3)
    model.regroup([[0], [1, 2, 3]])
    #expect(hidden(model, 1) == second && hidden(model, 3) == second && hidden(model, 0) != second)
  }

  @Test func distancesAreOfTheCopiesInUse() {
    let model = model()
    move(model, 2, by: 0.5)
    let rows = model.distances
    #expect(rows.count == 1 + 2 + 4 && rows.allSatisfy { $0.count == 4 })
    #expect(rows[0][0] == 0 && rows[0][1...].allSatisfy({ $0.isNaN }))
    #expect(rows[1][1] == 0 && rows[1][2] == 0 && rows[1][0].isNaN && rows[1][3].isNaN)
    #expect(rows[2][1] > 0 && rows[2][2] > 0)
    #expect((3...6).allSatisfy { rows[$0][3] == 0 && rows[$0][2].isNaN })
    // ‖change‖ / ‖start‖ by hand.
    let start = self.model()
    let (now, before) = (weights(model, 2), weights(start, 2))
    let first = model.parts[2].parameters.indices.filter { model.parts[2].parameters[$0].name.contains("layers.1.") }
    var (moved, length) = (0.0, 0.0)
    for index in first {
      for (a, b) in zip(now[index], before[index]) {
        moved += Double(a - b) * Double(a - b)
        length += Double(b) * Double(b)
      }
    }
    #expect(abs(Double(rows[2][1]) - (moved / length).squareRoot()) < 1e-5)
  }

  @Test func stateIsTakenBackOrRefused() throws {
    let model = model()
    model.regroup([[0], [1], [2, 3]])
    let other = self.model()
    try other.restore(model.state)
    #expect((0..<4).map { other.parts(of: $0) } == (0..<4).map { model.parts(of: $0) })
    for (name, values) in [
      ("groups", [0, 1, 2]), ("groups", [0, 1, 3, 2]), ("copies", [0, 0, 1]), ("copies", [0, 1, 3]), ("stage", [3]),
      ("stage", []), ("copies", [0, 1]),
    ] {
      var state = model.state
      state[name] = values
      let refused = self.model()
      #expect(throws: EncoderError.self, "\(name) \(values)") { try refused.restore(state) }
      #expect(refused.state == self.model().state)
    }
    #expect(throws: EncoderError.self) { try self.model().restore([:]) }
  }
}
