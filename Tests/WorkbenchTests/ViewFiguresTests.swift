import Experiment
import TestSupport
import Testing
import Workbench

@Suite struct ViewFiguresTests {
  /// Tokens queue one by one at every expert of their device.
  private func queued(_ routed: [Int32], capacity: Int) -> (kept: Int, dropped: Int, padded: Int) {
    var result = (kept: 0, dropped: 0, padded: 0)
    for tokens in routed {
      var free = capacity
      for _ in 0..<Int(tokens) {
        if free > 0 {
          (free, result.kept) = (free - 1, result.kept + 1)
        } else {
          result.dropped += 1
        }
      }
      result.padded += free
    }
    return result
  }

  @Test func whatIfIsWhatQueuesWouldDo() {
    let ledgers = ScriptedRun.rectified(steps: 3).events.compactMap {
      if case .step(let step) = $0.event { step.ledgers } else { nil }
    }.joined()
    for ledger in ledgers {
      for twentieths in stride(from: 1, through: 80, by: 7) {
        let capacity = WhatIf.capacity(
          factor: Double(twentieths) / 20, k: 2, tokensPerDevice: 2048 / ledger.devices, experts: ledger.experts)
        let found = WhatIf(routed: ledger.routed, capacity: capacity)
        let slow = queued(ledger.routed, capacity: capacity)
        #expect(found.kept == slow.kept && found.dropped == slow.dropped && found.padded == slow.padded)
        #expect(found.kept + found.dropped == found.routed)
        #expect(found.slots == capacity * ledger.devices * ledger.experts)
      }
      // At the run's own factor it is the step as it was.
      let own = WhatIf(routed: ledger.routed, capacity: ledger.capacity)
      #expect(own.dropped == ledger.dropped.reduce(0) { $0 + Int($1) })
      #expect(own.padded == (ledger.padded + ledger.filled).reduce(0) { $0 + Int($1) })
    }
  }

  @Test func capacityIsThatOfTheRouters() {
    // 1.1 · 2 · 25 / 5 is 11 although the product in binary is a little more.
    #expect(WhatIf.capacity(factor: 1.1, k: 2, tokensPerDevice: 25, experts: 5) == 11)
    #expect(WhatIf.capacity(factor: 1.25, k: 2, tokensPerDevice: 1024, experts: 8) == 320)
    #expect(WhatIf.capacity(factor: 0.5, k: 1, tokensPerDevice: 9, experts: 8) == 1)
    #expect(WhatIf.capacity(factor: 0.001, k: 1, tokensPerDevice: 8, experts: 8) == 1)
    #expect(WhatIf.capacity(factor: .nan, k: 1, tokensPerDevice: 8, experts: 0) == 1)
  }

  @Test func withoutALimitNothingIsLost() {
    let free = WhatIf(routed: [5, 0, 7], capacity: nil)
    #expect(free.dropped == 0 && free.padded == 0 && free.kept == 12)
    // Negative counts of a damaged file are no choices.
    #expect(WhatIf(routed: [-3, 4], capacity: 2) == WhatIf(routed: [0, 4], capacity: 2))
  }

  @Test func theWorstExpertStandsFirst() {
    let layer = LayerCounterfactual(
      layer: 0, tokens: [10, 30, 0, 20], chosen: [2, 3, .nan, 1], next: [1.5, 2.9, .nan, 1.25],
      random: [2.5, 3, .nan, 1], nobody: [4, 3.5, .nan, 0.5])
    let experts = Regret.all(layer)
    #expect(experts.map(\.regret).prefix(2) == [0.5, Double(Float(3)) - Double(Float(2.9))])
    #expect(Regret.worstFirst(experts).map(\.expert) == [0, 1, 3, 2])
    #expect(experts[3].regret == -0.25 && experts[3].worth == -0.5)
    let mean = Regret.mean(experts)
    #expect(mean.tokens == 60)
    #expect(abs(mean.chosen - (20 + 90 + 20) / 60) < 1e-12)
    #expect(abs(mean.nobody - (40 + 105 + 10) / 60) < 1e-12)
    // Lists of different lengths say as much as the shortest.
    let short = LayerCounterfactual(layer: 0, tokens: [1, 2], chosen: [1], next: [1, 2, 3], random: [1], nobody: [1])
    #expect(Regret.all(short).count == 1)
  }

  @Test func tablesAreSharedOutByRowAndColumn() throws {
    let table = try #require(CountTable([1, 3, 2, 2], columns: 2))
    #expect(table.rowShares == [[0.25, 0.75], [0.5, 0.5]])
    #expect(table.columnShares == [[1.0 / 3, 0.6], [2.0 / 3, 0.4]])
    #expect(table.transposed.values == [[1, 2], [3, 2]])
    // Row 4 of 8, column 3 of 8: 1.5 expected.
    #expect(table.lift[0][0] == 1 / 1.5)
    #expect(CountTable([1, 2, 3], columns: 2) == nil)
    #expect(CountTable([], columns: 2) == nil && CountTable([1], columns: 0) == nil)
    #expect(CountTable([1, 2, 3, 4], rows: 1, columns: 2) == nil)
    #expect(CountTable([-5, 5], columns: 2)?.values == [[0, 5]])
  }

  @Test func companionsOfAnEvenRouterAreAsLikelyAsChance() throws {
    // Four experts with 30 tokens each, every pair shares 10.
    let even = (0..<16).map { Int32($0 % 5 == 0 ? 30 : 10) }
    let table = try #require(CountTable(even, rows: 4, columns: 4))
    #expect(table.companionShares[0][1] == 1.0 / 3)
    #expect(table.companionShares[2][2].isNaN)
    for (row, values) in table.companionLift.enumerated() {
      for (column, value) in values.enumerated() where column != row { #expect(abs(value - 1) < 1e-12) }
    }
  }

  @Test func flowsKeepTheirBooks() {
    let good = ExpertFigures(expert: -1, routed: 10, kept: 7, dropped: 3, padded: 2, rectified: 2, filled: 1)
    let flow = FlowFigures(good, offered: 10)
    #expect(flow.stillDropped == 1 && flow.computed == 10 && flow.faults.isEmpty)
    #expect(FlowFigures(good, offered: 11).faults == ["slots 11 are not kept 7 + filled 1 + padded 2"])
    let bad = ExpertFigures(expert: -1, routed: 10, kept: 7, dropped: 2, padded: 0, rectified: 4)
    #expect(FlowFigures(bad).faults.count == 2)
  }

  @Test func rowsAreStretchedByMeans() {
    #expect(stretched([1, 3, 5, 7], to: 2) == [2, 6])
    #expect(stretched([1, 2], to: 4) == [1, 1, 2, 2])
    #expect(stretched([.nan, 2], to: 1) == [2])
    #expect(stretched([.nan], to: 1)[0].isNaN)
    #expect(stretched([], to: 3).isEmpty && stretched([1], to: 0).isEmpty)
  }

  @Test func measuresAreThoseOfTheLedger() throws {
    var history = RunHistory()
    for event in ScriptedRun.rectified(steps: 5).events { history.apply(event) }
    let layer = try #require(history.state.layers.last)
    let ledger = try #require(history.state.latest?.ledgers.last)
    func sum(_ counts: [Int32]) -> Double { Double(counts.reduce(0, +)) }
    let slots = sum(ledger.kept) + sum(ledger.filled) + sum(ledger.padded)
    let expected: [RouterMeasure: Double] = [
      .dropped: sum(ledger.dropped) / sum(ledger.routed) * 100, .padded: sum(ledger.padded) / slots * 100,
      .rectified: sum(ledger.rectified), .filled: sum(ledger.filled), .entropy: Double(ledger.entropy),
      .chosenMass: Double(ledger.chosenMass), .margin: Double(ledger.margin), .balance: Double(ledger.balance),
      .z: Double(ledger.z), .dead: 0,
    ]
    for (measure, value) in expected { #expect(measure.value(layer, at: 4) == value, "\(measure)") }
    #expect(RouterMeasure.entropy.value(layer, at: 5).isNaN)
  }
}
