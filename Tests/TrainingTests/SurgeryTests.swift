import Experiment
import Foundation
import Tensor
import Testing
import Training

/// What may be done to a router between two steps.
@Suite struct SurgeryTests {
  private func steps(_ run: SteeredRun) -> [Step] {
    run.events.compactMap { if case .step(let step) = $0 { step } else { nil } }
  }

  /// Choices and rows of one expert in a ledger, all devices together.
  private func tokens(_ ledger: LayerLedger, expert: Int) -> Int {
    (0..<ledger.devices).reduce(0) { sum, device in
      let cell = device * ledger.experts + expert
      return sum + Int(ledger.routed[cell]) + Int(ledger.filled[cell]) + Int(ledger.rectified[cell])
    }
  }

  @Test(arguments: ["topk", "mask", "hash", "expert-choice", "bias-balanced", "top-p"])
  func aMaskedExpertGetsNoToken(router: String) throws {
    let recipe = try TinyLanguage.recipe(
      "moe.capacity_factor=1.0", "moe.router=\(router)", "evaluation.every=0", "moe.devices=2", "moe.mask_visible=1")
    var run = try SteeredRun(recipe)
    run.train(
      to: 8,
      [2: [.set(key: "moe.masked_experts", value: "2, 1:0")], 5: [.set(key: "moe.masked_experts", value: "[]")]])
    let steps = steps(run)
    #expect(run.warnings == [] && steps.count == 8)
    for step in steps {
      let isMasked = (3...5).contains(step.step)
      for ledger in step.ledgers {
        #expect(ledger.imbalance == nil)
        for expert in 0..<4 {
          let mustBeEmpty = isMasked && (expert == 2 || (expert == 0 && ledger.layer == 1))
          #expect(mustBeEmpty ? tokens(ledger, expert: expert) == 0 : tokens(ledger, expert: expert) >= 0)
        }
        // Nobody is lost: what had the masked expert has another one.
        let routed = ledger.routed.reduce(0) { $0 + Int($1) }
        if ["topk", "hash", "bias-balanced"].contains(router) { #expect(routed == 192) }
        if router != "expert-choice" { #expect(routed >= 96) }
      }
      #expect(step.loss.isFinite && step.gradientNorm.isFinite)
    }
    #expect(tokens(steps[0].ledgers[0], expert: 2) > 0)
  }

  @Test func aMaskedExpertStaysAsItIs() throws {
    // Without weight decay only a gradient moves a weight.
    let recipe = try TinyLanguage.recipe(
      "evaluation.every=0", "optimizer.weight_decay=0", "moe.masked_experts=3", "optimizer.learning_rate=0.01")
    var run = try SteeredRun(recipe)
    let experts = run.workload.block.parameters.filter { $0.name.hasSuffix("experts.up") }
    #expect(experts.count == 2)
    func weights(_ expert: Int) -> [[Float]] {
      experts.map { parameter in
        let count = parameter.count / 4
        return Array(UnsafeBufferPointer(start: parameter.values + expert * count, count: count))
      }
    }
    let before = (0..<4).map(weights)
    run.train(to: 4)
    #expect(weights(3).elementsEqual(before[3]) { $0.hasSameBits(as: $1) })
    for expert in 0..<3 { #expect(weights(expert) != before[expert]) }
  }

  @Test(arguments: ["topk", "mask", "expert-choice", "bias-balanced", "top-p"])
  func aFrozenRouterDoesNotMove(router: String) throws {
    let recipe = try TinyLanguage.recipe(
      "moe.capacity_factor=1.0", "moe.router=\(router)", "evaluation.every=0", "moe.block=cartesian")
    var run = try SteeredRun(recipe)
    let routers = run.workload.block.parameters.filter { $0.name.hasSuffix("router.weight") }
    #expect(routers.count == 4)
    func state() -> [[UInt32]] {
      routers.map { router in (0..<router.count).map { router.values[$0].bitPattern } }
    }
    run.train(to: 3)
    let (trained, buffers) = (state(), run.workload.buffers)
    let others = run.hash
    run.train(
      to: 6, plan: Trainer.Plan(firstStep: 3, firstTokens: 288, lastStep: 6),
      [3: [.set(key: "moe.freeze_router", value: "true")]])
    #expect(state() == trained && run.hash != others, "only the routers stand still")
    for (name, entry) in buffers where name.hasSuffix("bias") { #expect(run.workload.buffers[name] == entry) }
    run.train(to: 7, plan: Trainer.Plan(firstStep: 6, firstTokens: 576, lastStep: 7))
    #expect(state() != trained, "the recipe of this stretch does not freeze them")
  }

  @Test func fewerChoicesCostLess() throws {
    var run = try SteeredRun(try TinyLanguage.recipe("evaluation.every=0"))
    run.train(to: 4, [2: [.set(key: "moe.k", value: "1")]])
    let routed = steps(run).map { $0.ledgers[0].routed.reduce(0) { $0 + Int($1) } }
    #expect(routed == [192, 192, 96, 96])
    #expect(run.workload.header.moeLayers.allSatisfy { $0.k == 1 })
    let other = try TinyLanguage.workload(try TinyLanguage.recipe("moe.k=1")).header
    #expect(run.workload.header.activeParameters == other.activeParameters)
    #expect(run.workload.header.flopsPerToken == other.flopsPerToken)
  }

  @Test func temperatureFlattensScoresAndKeepsChoices() throws {
    func ledger(_ temperature: Double) throws -> LayerLedger {
      var run = try SteeredRun(
        try TinyLanguage.recipe("evaluation.every=0", "model.init_std=0.5", "moe.temperature=\(temperature)"))
      run.train(to: 1)
      return steps(run)[0].ledgers[0]
    }
    let (cold, plain, hot) = (try ledger(0.25), try ledger(1), try ledger(50))
    #expect(cold.routed == plain.routed && hot.routed == plain.routed)
    #expect(cold.entropy < plain.entropy && plain.entropy < hot.entropy)
    #expect(abs(hot.entropy - Float(log(4.0))) < 0.01)
  }

  @Test func undoGivesTheValueBackInAnyOrder() throws {
    let recipe = try TinyLanguage.recipe("evaluation.every=0")
    var run = try SteeredRun(recipe)
    run.train(
      to: 6,
      [
        1: [
          .set(key: "moe.k", value: "1"), .set(key: "moe.temperature", value: "2"), .set(key: "moe.k", value: "3"),
        ], 3: [.undo(key: "moe.temperature"), .undo(), .undo(), .undo(), .undo(key: "moe.z_coefficient")],
      ])
    let controls = run.events.compactMap { if case .control(let it) = $0 { it } else { nil } }
    #expect(
      controls.suffix(3) == [
        Control(action: .undo, step: 3, key: "moe.temperature", before: "2.0", after: "1.0"),
        Control(action: .undo, step: 3, key: "moe.k", before: "3", after: "1"),
        Control(action: .undo, step: 3, key: "moe.k", before: "1", after: "2"),
      ])
    #expect(steps(run).map { $0.ledgers[0].routed.reduce(0) { $0 + Int($1) } } == [192, 288, 288, 192, 192, 192])
    // Undone at once it leaves no trace.
    var other = try SteeredRun(recipe)
    other.train(to: 6, [2: [.set(key: "moe.freeze_router", value: "true"), .undo()]])
    var plain = try SteeredRun(recipe)
    plain.train(to: 6)
    #expect(other.losses.hasSameBits(as: plain.losses) && other.hash == plain.hash)
  }

  @Test func anAlertTellsTheStepsBeforeIt() throws {
    let recipe = try TinyLanguage.recipe(
      "evaluation.every=0", "moe.capacity_factor=0.25", "alerts.detail=3", "alerts.drop_share=0.1")
    var run = try SteeredRun(recipe)
    run.train(to: 20)
    let place = try #require(run.events.firstIndex { if case .alert = $0 { true } else { false } })
    guard case .alert(let alert) = run.events[place],
      case .detailed(let told)? = run.events[place...].first(where: {
        if case .detailed = $0 { true } else { false }
      })
    else {
      Issue.record("an alert is followed by details")
      return
    }
    #expect(alert.rule == "drop-share" && told.step == alert.step)
    #expect(told.steps.map(\.step) == Array((alert.step - 2)...alert.step))
    for detail in told.steps {
      let ledgers = steps(run)[detail.step - 1].ledgers
      #expect(detail.layers.count == 2)
      for (layer, ledger) in zip(detail.layers, ledgers) {
        #expect(layer.dropped.count == 24, "every position of 24 on its own")
        #expect(layer.dropped.reduce(0, +) == ledger.dropped.reduce(0, +))
        #expect(layer.routerGradient > 0 && layer.routerNorm > 0)
      }
    }
  }
}
