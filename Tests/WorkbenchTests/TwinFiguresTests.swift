import Experiment
import TestSupport
import Testing
import Workbench

@Suite struct TwinFiguresTests {
  private func state(through step: Int) throws -> TwinState {
    var state = RunState()
    for event in Screens.events(through: step, of: .twinned()) { state.apply(event) }
    return try #require(state.twin)
  }

  /// The steps of the run or its twin, as a slow reference sees them.
  private func steps(twin isTwin: Bool, _ range: ClosedRange<Int>) -> [Step] {
    ScriptedRun.twinned().events.compactMap { stamped in
      switch stamped.event {
      case .step(let step): !isTwin && range.contains(step.step) ? step : nil
      case .twin(.step(let step)): isTwin && range.contains(step.step) ? step : nil
      default: nil
      }
    }
  }

  private func sum(_ steps: [Step], _ column: LedgerColumn, layer: Int? = nil) -> Double {
    steps.flatMap(\.ledgers).filter { layer == nil || $0.layer == layer }
      .reduce(0) { $0 + $1[column].reduce(0) { $0 + Double($1) } }
  }

  @Test func figuresAreMeansOverTheLatestTenSteps() throws {
    let figures = try #require(TwinFigures(try state(through: 240), layer: 2))
    #expect(figures.step == 240)
    for (side, isTwin) in [(figures.run, false), (figures.twin, true)] {
      let steps = steps(twin: isTwin, 231...240)
      #expect(steps.count == 10)
      #expect(abs(side.loss - steps.reduce(0) { $0 + $1.loss } / 10) < 1e-12)
      #expect(abs(side.dropped - sum(steps, .dropped) / sum(steps, .routed)) < 1e-12)
      let slots = sum(steps, .kept) + sum(steps, .filled) + sum(steps, .padded)
      #expect(abs(side.padded - sum(steps, .padded) / slots) < 1e-12)
      let loads = (0..<8).map { expert in
        steps.reduce(0.0) { total, step in
          let ledger = step.ledgers[2]
          return total + Double(ledger.routed[expert]) + Double(ledger.routed[8 + expert])
        } / sum(steps, .routed, layer: 2) * 8
      }
      #expect(zip(side.loads, loads).allSatisfy { abs($0 - $1) < 1e-9 } && side.loads.count == 8)
      #expect(abs(side.maximumOverMean - (loads.max() ?? 0)) < 1e-9)
      #expect(abs(side.entropy - steps.reduce(0) { $0 + Double($1.ledgers[2].entropy) } / 10) < 1e-6)
    }
    #expect(figures.twin.dropped > figures.run.dropped && figures.twin.padded < figures.run.padded)
  }

  @Test func aCursorChoosesTheStep() throws {
    let state = try state(through: 255)
    let early = try #require(TwinFigures(state, layer: 0, step: 203))
    #expect(early.step == 203 && early.run.heldOut.isNaN)
    #expect(abs(early.run.loss - steps(twin: false, 201...203).reduce(0) { $0 + $1.loss } / 3) < 1e-12)
    #expect(TwinFigures(state, layer: 0, step: 9)?.step == 201 && TwinFigures(state, layer: 0, step: 999)?.step == 255)
    #expect(TwinFigures(state, layer: 0)?.twin.heldOut.isFinite == true)
    #expect(TwinFigures(state, layer: 9)?.run.loads == [])
    #expect(TwinFigures(try self.state(through: 200), layer: 0) == nil)
  }
}
