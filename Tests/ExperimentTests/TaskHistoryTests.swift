import Experiment
import Testing

/// What is known of the tasks of a run.
@Suite struct TaskHistoryTests {
  private let machine = Machine(processor: "", cores: 1, threads: 1, blasCore: "", sgemmGflops: 0)

  private func header(firstStep: Int = 0) -> Header {
    Header(
      name: "r", workload: "nlu", recipe: "", seed: 1, firstStep: firstStep, totalSteps: 9, tokensPerStep: 1,
      sequenceLength: 1, vocabulary: 1, domains: [], moeLayers: [], layers: 1, totalParameters: 1, activeParameters: 1,
      flopsPerToken: 1, machine: machine, version: "",
      tasks: [
        TaskShape(name: "a", kind: "pairs", metric: "accuracy", examples: 5),
        TaskShape(name: "b", kind: "labelling", metric: "span-f1", group: 1, examples: 7),
      ])
  }

  private func state(_ events: [Event]) -> RunState {
    var state = RunState()
    for (sequence, event) in events.enumerated() { state.apply(Stamped(sequence: sequence, time: 0, event: event)) }
    return state
  }

  private func steps(_ tasks: [Int?], from first: Int = 1) -> [Event] {
    tasks.enumerated().map { .step(Step(step: first + $0.offset, tokens: 1, loss: 1, task: $0.element)) }
  }

  @Test func stepsAreCountedByTask() {
    let state = state([.started(header())] + steps([0, 1, nil, 1, 7]))
    #expect(state.tasks.counts == [1, 2])
    #expect(state.tasks.task == [0, 1, -1, 1, -1])
    #expect(state.tasks.counts(steps: 2) == [1, 1])
    #expect(state.tasks.places(of: 1, steps: 5, most: 9) == [1, 3])
    #expect(state.tasks.places(of: 1, steps: 5, most: 1) == [3])
    #expect(state.tasks.places(of: 1, steps: 3, most: 9) == [1])
  }

  @Test func theMeanIsOverTheLatestLossOfEachTask() {
    let state = state([.started(header())] + steps([nil, 0, 1, nil, 1]))
    #expect(state.tasks.meanLosses([9, 2, 4, 7, 6]) == [9, 2, 3, 3, 4])
  }

  @Test func stepsThatAreDoneAgainCountOnce() {
    let state = state([.started(header())] + steps([0, 1, 1]) + [.started(header(firstStep: 1))] + steps([0], from: 2))
    #expect(state.tasks.task == [0, 0])
    #expect(state.tasks.counts == [2, 0])
  }

  @Test func aRunWithoutTasksKeepsNothing() {
    var plain = header()
    plain.tasks = []
    #expect(state([.started(plain)] + steps([0, nil])).tasks == RunState().tasks)
  }

  @Test func aMatrixHasAsManyValuesAsItsNamesAskFor() {
    #expect(NamedMatrix(name: "m", rows: ["a"], columns: ["x", "y"], values: [1, 2]).isWellFormed)
    #expect(!NamedMatrix(name: "m", rows: ["a", "b"], columns: ["x", "y"], values: [1, 2]).isWellFormed)
    #expect(!NamedMatrix(name: "m", rows: [], columns: [], values: [1]).isWellFormed)
    #expect(Picture(name: "p", caption: "", width: 2, pixels: Array(repeating: 0, count: 12)).height == 2)
    #expect(!Picture(name: "p", caption: "", width: 2, pixels: Array(repeating: 0, count: 13)).isWellFormed)
    #expect(!Picture(name: "p", caption: "", width: 0, pixels: []).isWellFormed)
  }
}
