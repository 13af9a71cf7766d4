import Experiment
import TestSupport
import Testing
import Workbench

@Suite struct FiguresTests {
  private let ledger = LayerLedger(
    layer: 3, devices: 2, experts: 2, capacity: 5, routed: [7, 1, 4, 4], kept: [5, 1, 4, 4], dropped: [2, 0, 0, 0],
    padded: [0, 3, 1, 1], rectified: [1, 0, 0, 0], filled: [0, 1, 0, 0], gateMass: [6, 2], entropy: 0.5)

  @Test func oneDeviceIsOneRowOfTheLedger() {
    let figures = LayerFigures(ledger, device: 0)
    #expect(figures.experts[0] == ExpertFigures(expert: 0, routed: 7, kept: 5, dropped: 2, padded: 0, rectified: 1))
    #expect(figures.experts[1].filled == 1)
    #expect(figures.fairShare == 4)
    #expect(figures.load(0) == 1.75)
    #expect(figures.capacity == 5)
    #expect(figures.maximumOverMean == 1.75)
    // Loads 7 and 1 around 4: a standard deviation of 3.
    #expect(figures.variation == 0.75)
    #expect(LayerFigures(ledger, device: 5).total.routed == 0)
  }

  @Test func allDevicesTogetherAreTheSums() throws {
    var state = RunState()
    let step = Step(step: 1, tokens: 16, loss: 1, ledgers: [ledger])
    state.apply(Stamped(sequence: 0, time: 0, event: .step(step)))
    let figures = LayerFigures(try #require(state.layers.first), at: 0)
    #expect(figures.experts.map(\.routed) == [11, 5])
    #expect(figures.experts.map(\.padded) == [1, 4])
    #expect(figures.capacity == 10)
    #expect(figures.total.slots == 20)
    #expect(figures.total.dropShare == 2.0 / 16)
  }

  @Test func aConstantStaysWhatItIsWhenSmoothed() {
    for factor in [0, 0.5, 0.99] {
      #expect(smoothed([3, 3, 3], factor: factor).allSatisfy { abs($0 - 3) < 1e-12 })
    }
  }

  @Test func smoothingStepsOverGaps() {
    let values = smoothed([1, .nan, 3], factor: 0.5)
    #expect(values[0] == 1)
    #expect(values[1].isNaN)
    // Weights: 0.25 for the first, 0.5 for the third, over 0.75.
    #expect(abs(values[2] - (0.25 * 1 + 0.5 * 3) / 0.75) < 1e-12)
  }

  @Test func aThinnedLineKeepsItsPeaksAndGaps() {
    let xs = (0..<10_000).map(Double.init)
    var ys = xs.map { $0.truncatingRemainder(dividingBy: 7) }
    (ys[4321], ys[8765], ys[5555]) = (100, -50, .nan)
    let line = thinned(xs: xs, ys: ys, to: 50)
    #expect(line.xs.count <= 150 && line.xs.count == line.ys.count)
    #expect(line.xs == line.xs.sorted())
    for (x, y) in [(4321.0, 100.0), (8765, -50)] { #expect(line.ys[line.xs.firstIndex(of: x) ?? 0] == y) }
    #expect(line.ys[line.xs.firstIndex(of: 5555) ?? 0].isNaN)
    #expect(thinned(xs: [1, 2], ys: [3, 4], to: 1).ys == [3, 4])
  }

  @Test func anExpertThatStarvesIsDeadAndAGreedyOneHot() throws {
    var history = RunHistory()
    for number in 1...30 {
      let routed: [Int32] = number <= 25 ? [400, 0] : [200, 200]
      let ledger = LayerLedger(
        layer: 0, devices: 1, experts: 2, capacity: -1, routed: routed, kept: routed, dropped: [0, 0], padded: [0, 0],
        rectified: [0, 0], filled: [0, 0], gateMass: [1, 1], entropy: 0)
      let step = Step(step: number, tokens: 0, loss: 1, seconds: 0.5, ledgers: [ledger])
      history.apply(Stamped(sequence: number, time: 0, event: .step(step)))
    }
    let layer = try #require(history.state.layers.first)
    #expect(layer.health(1, at: 18) == .normal)
    #expect(layer.health(1, at: 19) == .dead(steps: 20))
    #expect(layer.health(1, at: 24) == .dead(steps: 25))
    #expect(layer.health(1, at: 25) == .normal)
    #expect(layer.health(0, at: 24) == .hot)
    #expect(layer.health(0, at: 29) == .hot)
    #expect(history.deadExperts(at: 24).map(\.expert) == [1])
    #expect(history.elapsed.last == 15)
  }

  @Test func expertsOfAMixtureAreNeverDeadForWantOfTokens() throws {
    for (router, health) in [("ple", ExpertHealth.normal), ("top-k", ExpertHealth.dead(steps: 30))] {
      var header = ScriptedTasks().header
      header.moeLayers = [MoEShape(layer: 0, router: router, experts: 2, devices: 1, k: 2)]
      var history = RunHistory()
      history.apply(Stamped(sequence: 0, time: 0, event: .started(header)))
      for number in 1...30 {
        // Thirty steps of tasks that do not read the second expert.
        let ledger = LayerLedger(
          layer: 0, devices: 1, experts: 2, capacity: -1, routed: [400, 0], kept: [400, 0], dropped: [0, 0],
          padded: [0, 0], rectified: [0, 0], filled: [0, 0], gateMass: [400, 0], entropy: 0)
        let step = Step(step: number, tokens: 0, loss: 1, seconds: 0.5, ledgers: [ledger])
        history.apply(Stamped(sequence: number, time: 0, event: .step(step)))
      }
      let layer = try #require(history.state.layers.first)
      #expect(layer.isMixture == (router == "ple"))
      #expect(layer.health(1, at: 29) == health)
      #expect(history.deadExperts(at: 29).count == (router == "ple" ? 0 : 1))
    }
  }

  @Test func sharesAreThoseOfTheLedgers() {
    var history = RunHistory()
    for event in ScriptedRun(steps: 20).events { history.apply(event) }
    let steps = ScriptedRun(steps: 20).events.compactMap { if case .step(let step) = $0.event { step } else { nil } }
    for (index, step) in steps.enumerated() {
      for (number, ledger) in step.ledgers.enumerated() {
        func sum(_ counts: [Int32]) -> Double { Double(counts.reduce(0, +)) }
        #expect(history.droppedShare[number][index] == sum(ledger.dropped) / sum(ledger.routed))
        let slots = sum(ledger.kept) + sum(ledger.filled) + sum(ledger.padded)
        #expect(history.paddedShare[number][index] == sum(ledger.padded) / slots)
      }
    }
    #expect(history.marks == [5, 20])
  }

  @Test func logLinesSayWhatHappened() {
    func text(_ event: Event) -> String? { LogEntry(Stamped(sequence: 0, time: 0, event: event), step: 4)?.text }
    #expect(text(.step(Step(step: 1, tokens: 1, loss: 1))) == nil)
    #expect(text(.log(LogLine(level: .debug, text: "x"))) == nil)
    #expect(
      text(.evaluated(Evaluation(step: 5, tokens: 1, loss: 2.5, bitsPerByte: 3.25)))
        == "held-out 2.500 nats, 3.250 bits a byte")
    #expect(text(.control(Control(action: .set, step: 1, key: "a.b", before: "1", after: "2"))) == "a.b 1 → 2")
    #expect(text(.finished(Finish(reason: .failed, step: 1200, message: "why"))) == "failed after 1,200 steps: why")
  }
}
