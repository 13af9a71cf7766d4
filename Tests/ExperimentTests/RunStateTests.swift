import Experiment
import TestSupport
import Testing

@Suite struct RunStateTests {
  private func fold(_ events: some Sequence<Stamped>) -> RunState {
    var state = RunState()
    for event in events { state.apply(event) }
    return state
  }

  @Test func theScriptedRunIsFolded() throws {
    let run = ScriptedRun()
    let state = fold(run.events)
    #expect(state.status == .finished(.completed))
    #expect(state.steps.count == 300)
    #expect(state.steps.step == Array(1...300))
    #expect(state.steps.tokens[9] == 10 * 2048)
    #expect(state.steps.loss[169].isNaN)
    #expect(state.steps.loss.filter { $0.isNaN }.count == 1)
    #expect(state.steps.terms.names == ["balance", "z"])
    #expect(state.steps.terms["balance"]?.count == 300)
    #expect(state.steps.phases["backward"]?.last == state.latest?.phases[2].value)
    #expect(state.layers.map(\.layer) == [0, 1, 2, 3])
    #expect(state.booksBalance)
    #expect(state.ledgersChecked == 1200)
    #expect(state.evaluations.map(\.step) == [50, 100, 150, 200, 250, 300])
    #expect(state.alerts.map(\.rule) == ["dead-expert", "loss-not-finite"])
    #expect(state.checkpoints.count == 3)
    #expect(state.progress == 1)
    #expect(state.lastSequence == run.events.count - 1)
    #expect(state.secondsLeft == 0)
  }

  @Test func ledgersAreSummedOverDevices() throws {
    let events = ScriptedRun().events
    let state = fold(events)
    for (index, stamped) in events.compactMap({ if case .step(let step) = $0.event { step } else { nil } }).enumerated()
    {
      for (layer, ledger) in stamped.ledgers.enumerated() {
        for column in LedgerColumn.allCases {
          let slow = (0..<8).map { e in (0..<2).reduce(Int32(0)) { $0 + ledger[column][$1 * 8 + e] } }
          guard Array(state.layers[layer].experts(column, at: index)) == slow,
            state.layers[layer].totals(column)[index] == slow.reduce(0, +)
          else {
            Issue.record("step \(stamped.step) layer \(layer) \(column)")
            return
          }
        }
        #expect(Array(state.layers[layer].gateMass(at: index)) == ledger.gateMass)
      }
    }
    let dead = state.layers[2].experts(.routed, at: 50)
    #expect(dead[dead.startIndex + 5] == 0)
    #expect(state.layers[0].totals(.dropped).contains { $0 > 0 } && state.layers[0].totals(.padded).contains { $0 > 0 })
  }

  /// A long run of a wide model must not fill the memory with tables; figures and the latest tables stay.
  @Test func tablesOfOldEvaluationsAreLetGo() {
    let table = [Int32](repeating: 1, count: 1024 * 1024)
    var state = RunState()
    for step in 1...7 {
      let layer = LayerEvaluation(layer: 0, experts: 1024, coactivation: table, flipsSinceLast: 0.5)
      let evaluation = Evaluation(step: step, tokens: step, loss: 1, bitsPerByte: 1, layers: [layer])
      state.apply(Stamped(sequence: step, time: 0, event: .evaluated(evaluation)))
    }
    #expect(
      state.evaluations.map { $0.layers[0].coactivation.isEmpty } == [true, true, true, false, false, false, false])
    #expect(state.evaluations.allSatisfy { $0.layers[0].flipsSinceLast == 0.5 })
  }

  @Test func controlsMoveStatusAndUndoStack() {
    let events = ScriptedRun().events
    func state(after sign: (Control) -> Bool) -> RunState {
      let end = events.firstIndex { if case .control(let control) = $0.event { sign(control) } else { false } }
      return fold(events[...(end ?? 0)])
    }
    #expect(state { $0.action == .pause }.status == .paused)
    #expect(state { $0.action == .singleStep }.status == .paused)
    #expect(state { $0.action == .resume }.status == .running)
    let set = state { $0.action == .set }
    #expect(set.undoStack.map(\.key) == ["moe.capacity_factor"])
    #expect(set.value(of: "moe.capacity_factor") == "1.75")
    let undone = state { $0.action == .undo }
    #expect(undone.undoStack.isEmpty)
    #expect(undone.value(of: "moe.capacity_factor") == "1.25")
    let whole = fold(events)
    #expect(whole.undoStack.map(\.after) == ["0.0005"])
    #expect(
      whole.changeableValues.map(\.value) == [
        "2", "1.0", "[]", "false", "0.001", "1.25", "false", "false", "0.01", "0.0", "0.0005",
      ])
    #expect(whole.controls.count == 6)
  }

  @Test func repeatedStepsReplaceThoseAfterTheCheckpoint() {
    let run = ScriptedRun()
    var broken = run
    broken.finishes = false
    let first = broken.stretch(from: 0, to: 137, firstSequence: 0, at: 0)
    let second = run.stretch(from: 100, to: 300, firstSequence: first.count, at: 1000)
    let resumed = fold(first + second)
    let whole = fold(run.events)
    #expect(resumed.steps.step == whole.steps.step)
    #expect(resumed.steps.loss.map(\.bitPattern) == whole.steps.loss.map(\.bitPattern))
    #expect(resumed.steps.terms == whole.steps.terms)
    // The changed capacity factor of step 120 is in both: set again when step 120 is done again.
    #expect(resumed.layers == whole.layers)
    #expect(resumed.evaluations == whole.evaluations)
    #expect(resumed.checkpoints == whole.checkpoints)
    #expect(resumed.latest == whole.latest)
  }

  @Test func stepsAreFoundByNumber() {
    let steps = fold(ScriptedRun(steps: 20).events).steps
    #expect(steps.index(ofStep: 0) == nil)
    #expect(steps.index(ofStep: 1) == 0)
    #expect(steps.index(ofStep: 20) == 19)
    #expect(steps.index(ofStep: 99) == 19)
  }

  @Test func aBrokenIdentityIsKept() {
    var events = ScriptedRun(steps: 4).events
    for (index, stamped) in events.enumerated() {
      if case .step(var step) = stamped.event, step.step == 3 {
        step.ledgers[1].dropped[10] += 1
        events[index].event = .step(step)
      }
    }
    let state = fold(events)
    #expect(!state.booksBalance)
    #expect(state.imbalance?.hasPrefix("step 3: layer 1 device 1 expert 2: routed") == true)
  }

  @Test func aMalformedLedgerIsNotedAndLeftOut() {
    var state = fold(ScriptedRun(steps: 2).events)
    let ledger = LayerLedger(
      layer: 0, devices: 2, experts: 8, capacity: 4, routed: [1], kept: [], dropped: [], padded: [], rectified: [],
      filled: [], gateMass: [], entropy: 0)
    state.apply(Stamped(sequence: 99, time: 0, event: .step(Step(step: 3, tokens: 1, loss: 1, ledgers: [ledger]))))
    #expect(state.imbalance?.contains("routed has 1 counts, not 16") == true)
    #expect(state.layers[0].count == 2)
  }

  @Test func longRunsAreThinnedOut() throws {
    var state = RunState()
    // 4096 experts: the limit of 2^20 cells is reached after 256 steps.
    let experts = 4096
    func ledger(_ step: Int) -> LayerLedger {
      let counts = [Int32](repeating: Int32(step), count: experts)
      let none = [Int32](repeating: 0, count: experts)
      return LayerLedger(
        layer: 0, devices: 1, experts: experts, capacity: -1, routed: counts, kept: counts, dropped: none, padded: none,
        rectified: none, filled: none, gateMass: Array(repeating: Float(step), count: experts), entropy: 0)
    }
    for step in 1...600 {
      state.apply(
        Stamped(
          sequence: step, time: 0, event: .step(Step(step: step, tokens: step, loss: 1, ledgers: [ledger(step)]))))
    }
    let layer = state.layers[0]
    #expect(layer.stride == 4)
    #expect(layer.totals(.routed)[598] == Int32(599 * experts))
    #expect(layer.experts(.routed, at: 598).first == 597)
    #expect(layer.gateMass(at: 3).last == 1)
    #expect(layer.experts(.kept, at: 4).first == 5)
    var header = ScriptedRun().header(firstStep: 301)
    header.name = "again"
    state.apply(Stamped(sequence: 601, time: 0, event: .started(header)))
    #expect(state.layers[0].count == 301)
    #expect(state.layers[0].experts(.routed, at: 300).first == 301)
  }

  @Test func equalityIsByBits() {
    var step = Step(step: 1, tokens: 1, loss: .nan)
    #expect(step == step)
    let other = step
    step.loss = 0
    #expect(step != other)
    var minus = step
    minus.loss = -0.0
    #expect(step != minus)
  }

  @Test func linesAreBounded() {
    var state = RunState()
    for number in 0..<1500 {
      state.apply(Stamped(sequence: number, time: 0, event: .log(LogLine(text: "\(number)"))))
    }
    #expect(state.log.count == RunState.lineLimit)
    #expect(state.log.first?.line.text == "500")
  }
}
