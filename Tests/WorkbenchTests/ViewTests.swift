import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct ViewTests {
  private func text(_ state: WorkbenchState) throws -> String { state.picture(try Screens.theme()).text }

  @Test func viewsAreTurnedRoundAndRound() throws {
    var state = try Screens.state(keys: "3")
    for title in ["flows", "positions", "what-if"] {
      try Screens.press("v", &state)
      #expect(try text(state).contains("3 Token ledger: \(title) "))
    }
    try Screens.press("v", &state)
    #expect(try text(state).contains("3 Token ledger ─"))
    try Screens.press("V", &state)
    #expect(try text(state).contains("3 Token ledger: what-if"))
    // Panels keep their views, and a panel of one view has none to turn.
    try Screens.press("5 v", &state)
    #expect(try text(state).contains("3 Token ledger: what-if"))
    #expect(state.bindings.live(in: state.contexts).contains { $0.title == "view" } == false)
  }

  @Test func whatIfMovesTheFactorAndGoesBack() throws {
    var state = try Screens.state(Size(100, 40), through: 60, keys: "w enter", run: .measured())
    #expect(try text(state).contains("as it was;"))
    try Screens.press("right right", &state)
    #expect(try text(state).contains("◂ 1.35 ▸"))
    // Step 60, layer 0: as many as a brute-force count of its ledger finds.
    let ledger = try #require(state.shared.run.state.latest?.ledgers.first)
    let capacity = 346  // ⌈1.35 · 2 · 1024 / 8⌉
    let dropped = ledger.routed.reduce(0) { $0 + max(0, Int($1) - capacity) }
    let padded = ledger.routed.reduce(0) { $0 + max(0, capacity - Int($1)) }
    let line = try #require(try text(state).split(separator: "\n").first { $0.contains("320 → 346") })
    let words = line.split(separator: " ")
    let after = words.indices.filter { words[$0] == "→" }.map { String(words[$0 + 1]) }
    #expect(after.prefix(3) == [String(capacity), grouped(dropped), grouped(padded)][...])
    #expect(try text(state).contains("learning with another factor"))
    try Screens.press("pgup pgup left a", &state)
    #expect(try text(state).contains("as it was;"))
    for _ in 0..<40 { try Screens.press("pgdn", &state) }
    #expect(try text(state).contains("◂ 0.05 ▸"))
    try Screens.press("w", &state)
    #expect(try text(state).contains("3 Token ledger ─"))
  }

  @Test func theCounterfactualIsAskedOfALiveTrainerOnly() throws {
    var live = try Screens.state(through: 60, run: .measured())
    #expect(try Screens.press("c", &live) == [.send(.counterfactual)])
    #expect(try text(live).contains("2 Experts: regret"))
    #expect(try text(live).contains("press c"))
    var replay = try Screens.state(
      through: 60, playback: Playback(step: 60, lastStep: 300), run: .measured())
    #expect(try Screens.press("c", &replay) == [])
    #expect(try text(replay).contains("nobody has asked up to here"))
    var finished = try Screens.state(through: 300, run: .measured())
    #expect(try Screens.press("c", &finished) == [])
    #expect(try text(finished).contains("asked at step 300"))
    // Looking back, an answer that came later is not shown.
    try Screens.press("g 1 0 enter", &finished)
    #expect(try text(finished).contains("nobody had asked by this step"))
  }

  @Test func emptyViewsSayWhatWouldFillThem() throws {
    for (keys, words) in [
      ("2 v", "the first comes at step 50"), ("2 v v", "the first comes at step 50"),
      ("2 v v v", "the first comes at step 50"), ("3 v v", "the first comes at step 50"),
      ("4 v v v", "the first comes at step 50"), ("4 v v v v", "the first comes at step 50"),
      ("4 V", "pairs need two sub-layers"), ("1 v", "switchyard evaluate"),
    ] {
      #expect(try text(try Screens.state(through: 20, keys: keys)).contains(words), "\(keys)")
    }
    for keys in ["2 v", "3 v", "w", "4 v v", "4 v v v"] {
      #expect(try text(try Screens.state(through: 0, keys: keys)).contains("waiting for the first step"), "\(keys)")
    }
    var cartesian = try Screens.state(through: 60, keys: "4 v v v v", run: .cartesian())
    #expect(try text(cartesian).contains("every token has one expert here"))
    try Screens.press("v", &cartesian)
    #expect(try text(cartesian).contains("pairs are used"))
  }

  @Test func theEvaluationUnderTheCursorIsShown() throws {
    var state = try Screens.state(Size(100, 40), keys: "4 v v v enter", run: .measured())
    #expect(try text(state).contains("evaluation at 200"))
    try Screens.press("g 1 2 0 enter", &state)
    #expect(try text(state).contains("evaluation at 100"))
    try Screens.press("g 2 0 enter", &state)
    #expect(try text(state).contains("the first evaluation came at step 50"))
  }

  @Test func keysOfAViewThatIsNotShownCanBeChanged() throws {
    let state = try WorkbenchState(size: Size(80, 24), keys: ["ledger.what-if.actual": [.character("b")]])
    #expect(state.bindings.bindings.contains { $0.command == "ledger.what-if.actual" && $0.keys == [.character("b")] })
  }

  @Test func asciiViewsHoldNothingElse() throws {
    let theme = try Screens.theme("mono", depth: .mono, glyphs: .ascii)
    for (shot, size) in ViewScreenTests.shots.flatMap({ [($0, Size(80, 24)), ($0, Size(200, 60))] }) {
      var state = try Screens.state(size, through: shot.step, keys: shot.keys, run: shot.run)
      for keys in ["", "enter", "n", "n"] {
        try Screens.press(keys, &state)
        let strange = state.picture(theme).text.unicodeScalars.first { !$0.isASCII }
        #expect(strange == nil, "\(shot.name): \(strange.map(String.init) ?? "")")
      }
    }
  }

  /// Sessions are files: nothing in them has to fit.
  @Test func listsOfAnyLengthAreDrawn() throws {
    let lengths = [0, 1, 7, 8, 64, 80, 1000]
    let theme = try Screens.theme()
    for (number, length) in lengths.enumerated() {
      let other = lengths[(number + 3) % lengths.count]
      let counts = (0..<length).map { Int32(truncatingIfNeeded: ($0 - 3) * 715_827_883) }
      let values = (0..<other).map { Float([0.5, -1, .nan, .infinity, 1e38][$0 % 5]) }
      var layer = LayerEvaluation(
        layer: 0, part: number.isMultiple(of: 2) ? "" : "b", experts: [8, 0, -1, Int.max][number % 4],
        dropShares: values, domainCounts: counts, frequencyCounts: counts, coactivation: counts, pairCounts: counts,
        flipsSinceLast: .infinity, flipsSinceStart: -1, flippedAway: values, rowShares: values, gradientShares: values)
      var evaluation = Evaluation(
        step: number, tokens: -1, loss: .nan, bitsPerByte: .infinity, positions: values,
        frequencies: (0..<min(length, 90)).map { FrequencyLoss(loss: $0 % 2 == 0 ? .nan : -1, tokens: -1, ids: .min) },
        layers: [layer])
      layer.experts = 8
      evaluation.layers += [layer, layer]
      let answer = LayerCounterfactual(
        layer: 0, tokens: counts, chosen: values, next: values, random: Array(values.dropFirst()), nobody: values)
      var header = ScriptedRun().header()
      header.tokensPerStep = .max
      header.moeLayers = [
        MoEShape(layer: 0, router: "?", experts: .max, devices: -1, k: .max, visibility: values),
        MoEShape(layer: 1, router: "topk", experts: 0, devices: 0, k: .min, visibility: values + values),
      ]
      let events: [Event] = [
        .started(header), .evaluated(evaluation), .evaluated(evaluation),
        .counterfactual(Counterfactual(step: 1, loss: .nan, layers: [answer, answer])),
        .evaluatedUnder(ConditionalEvaluation(checkpoint: "", conditions: [""], evaluation: evaluation)),
      ]
      for steps in [0, 3] {
        var state = try Screens.state(through: steps)
        let stamped = events.enumerated().map { Stamped(sequence: 900 + $0.offset, time: 0, event: $0.element) }
        _ = state.update(.arrived(stamped, restarted: false), at: 0)
        for size in [Size(80, 24), Size(200, 60), Size(40, 10)] {
          _ = state.update(.resized(size), at: 0)
          for panel in ["1", "2", "3", "4"] {
            try Screens.press(panel, &state)
            for keys in ["v", "v", "v", "v", "v", "enter", "v", "j l n b", "v", "k h n s", "v", "l l n d", "v", "esc"] {
              try Screens.press(keys, &state)
              #expect(state.picture(theme).size == size)
            }
          }
        }
      }
    }
  }
}
