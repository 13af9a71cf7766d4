import Experiment
import TestSupport
import Testing
import Workbench

@Suite struct ExpertMatchingTests {
  private static let numbers = [5, 2, 7, 0, 1, 6, 3, 4]

  @Test(arguments: [false, true]) func aRenumberingIsUndone(isCartesian: Bool) {
    var run = CompareFixture.run("one")
    if isCartesian { (run.parts, run.layers, run.k) = (["a", "b"], 2, 1) }
    let events = run.events
    let matching = ExpertMatching(
      base: CompareFixture.state(events),
      run: CompareFixture.state(CompareFixture.renumbered(events, Self.numbers)), at: 300)
    #expect(matching.remark == "" && matching.steps == (300, 300))
    #expect(matching.layers.count == 4)
    #expect(matching.layers.map(\.part) == (isCartesian ? ["a", "b", "a", "b"] : ["", "", "", ""]))
    for layer in matching.layers {
      #expect(layer.evidence == .tokens(256))
      #expect(layer.partners == Self.numbers)
      #expect(layer.order == Self.numbers && layer.unmatched == 0)
      // The same run: every choice lies on a matched expert.
      #expect(abs(layer.agreement - 1) < 1e-12)
      #expect(layer.chance > 0 && layer.chance < 0.6)
    }
  }

  /// Two seeds of the script agree on many tokens, not on all; the numbering of one of them does not matter.
  @Test func anotherRunsRenumberingIsUndone() {
    let (one, other) = (CompareFixture.run("one", seed: 1).events, CompareFixture.run("other", seed: 2).events)
    let base = CompareFixture.state(one)
    let plain = ExpertMatching(base: base, run: CompareFixture.state(other), at: 200)
    let moved = ExpertMatching(
      base: base, run: CompareFixture.state(CompareFixture.renumbered(other, Self.numbers)), at: 200)
    #expect(plain.steps == (200, 200))
    for (one, other) in zip(plain.layers, moved.layers) {
      #expect(other.partners == one.partners.map { $0.map { Self.numbers[$0] } })
      #expect(abs(one.agreement - other.agreement) < 1e-12)
      #expect(one.agreement < 1 && one.agreement > 2 * one.chance)
    }
  }

  /// Shared choices and agreement against counting token by token.
  @Test func sharesAreThoseOfTheTokens() throws {
    let one = LayerEvaluation(layer: 0, experts: 3, probeChoices: [0, 1, 0, 2, 1, -1, 2, 0])
    let other = LayerEvaluation(layer: 0, experts: 2, probeChoices: [1, 1, 0, 0])
    let matching = try #require(LayerMatching(byTokens: one, other, tokens: 4))
    // Token 0: {0, 1} and 1; token 1: {0, 2} and 1; token 2: {1} and 0; token 3: {2, 0} and 0. Four choices at least.
    #expect(matching.shared == [[0.25, 0.5], [0.25, 0.25], [0.25, 0.25]])
    #expect(matching.partners[0] == 1 && matching.agreement == 0.75)
    #expect(matching.partners.compactMap(\.self).sorted() == [0, 1])
    #expect(matching.order.count == 3 && matching.unmatched == 1)
    // Expert 0 has 3 of 7 choices; chance: of 4 tokens, 3/4 × 1/2 for it and the like for the other.
    let second = try #require(matching.partners.lastIndex(of: 0))
    let load = second == 0 ? 3.0 : 2.0
    #expect(abs(matching.chance - (3.0 / 4 * 2 / 4 + load / 4 * 2 / 4)) < 1e-12)
    #expect(LayerMatching(byTokens: one, LayerEvaluation(layer: 0, experts: 2), tokens: 4) == nil)
    #expect(LayerMatching(byTokens: one, other, tokens: 3) == nil)
  }

  @Test(arguments: [(4, 8), (8, 4)]) func numbersOfExpertsMayDiffer(_ experts: Int, _ others: Int) {
    let base = CompareFixture.run("base") { $0.experts = experts }.events
    let run = CompareFixture.run("run") { $0.experts = others }.events
    let matching = ExpertMatching(base: CompareFixture.state(base), run: CompareFixture.state(run), at: 300)
    for layer in matching.layers {
      #expect(layer.partners.count == experts && layer.runExperts == others)
      let pairs = layer.partners.compactMap(\.self)
      #expect(pairs.count == 4 && Set(pairs).count == 4 && layer.unmatched == 4)
      #expect(layer.order.count == 8)
      #expect(Set(layer.order.compactMap(\.self)) == Set(0..<others))
    }
  }

  @Test func withoutTokensProfilesServeAndAreSaidToBeABound() {
    let events = CompareFixture.run("one").events
    let old = CompareFixture.withoutProbe(events)
    let moved = CompareFixture.withoutProbe(CompareFixture.renumbered(events, Self.numbers))
    let matching = ExpertMatching(base: CompareFixture.state(old), run: CompareFixture.state(moved), at: 300)
    #expect(matching.remark.contains("upper bound"))
    for layer in matching.layers {
      #expect(layer.evidence == .profiles && layer.partners == Self.numbers)
      #expect(layer.agreement > 0.5 && layer.agreement <= 1)
    }
    let mixed = ExpertMatching(
      base: CompareFixture.state(events), run: CompareFixture.state(moved), at: 300)
    #expect(mixed.layers.allSatisfy { $0.evidence == .profiles && $0.partners == Self.numbers })
  }

  @Test func otherTextIsNotMatchedTokenByToken() {
    let events = CompareFixture.run("one").events
    let other = events.map { stamped -> Stamped in
      guard case .evaluated(var evaluation) = stamped.event else { return stamped }
      evaluation.probe?.fingerprint = 1
      return Stamped(sequence: stamped.sequence, time: stamped.time, event: .evaluated(evaluation))
    }
    let matching = ExpertMatching(base: CompareFixture.state(events), run: CompareFixture.state(other), at: 300)
    #expect(matching.layers.allSatisfy { $0.evidence == .profiles })
    #expect(matching.remark.hasPrefix("other held-out tokens"))
  }

  @Test func whatIsNotRecordedIsNotMatched() {
    var plain = ScriptedRun()
    plain.steps = 60
    let state = CompareFixture.state(plain.events)
    let matching = ExpertMatching(base: state, run: state, at: 60)
    #expect(matching.layers.isEmpty && matching.remark.contains("not recorded"))
    let empty = ExpertMatching(base: RunState(), run: state, at: 60)
    #expect(empty.layers.isEmpty && empty.remark.contains("dense"))
  }
}
