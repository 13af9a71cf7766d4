import Experiment
import TestSupport
import Testing

@Suite struct SteeringTests {
  private func set(_ key: String, _ before: String, _ after: String, at step: Int) -> Control {
    Control(action: .set, step: step, key: key, before: before, after: after)
  }

  @Test func changesAreTakenBackTheLatestOfAKeyFirst() {
    var stack = ChangeStack()
    let changes = [
      set("moe.k", "2", "1", at: 3), set("moe.temperature", "1.0", "2.0", at: 5), set("moe.k", "1", "3", at: 7),
    ]
    for change in changes { stack.take(change) }
    #expect(stack.last() == changes[2] && stack.last(of: "moe.temperature") == changes[1])
    #expect(stack.undoable == [changes[2], changes[1]])
    stack.take(Control(action: .undo, step: 8, key: "moe.temperature", before: "2.0", after: "1.0"))
    #expect(stack.changes == [changes[0], changes[2]])
    stack.take(Control(action: .undo, step: 8, key: "moe.k", before: "3", after: "1"))
    stack.take(Control(action: .undo, step: 8, key: "moe.z_coefficient", before: "3", after: "1"))
    stack.take(Control(action: .pause, step: 8))
    #expect(stack.changes == [changes[0]])
  }

  @Test func aRestartForgetsWhatCameLater() throws {
    var stack = ChangeStack()
    for change in [set("moe.k", "2", "1", at: 3), set("moe.k", "1", "3", at: 7), set("moe.k", "3", "4", at: 7)] {
      stack.take(change)
    }
    func restarted(at step: Int, k: Int) throws -> [String] {
      var copy = stack
      copy.restart(at: step, recipe: try Recipe().applying(set: "moe.k=\(k)"))
      return copy.changes.map(\.after)
    }
    #expect(try restarted(at: 9, k: 4) == ["1", "3", "4"])
    // At the step of a change the recipe tells whether it came before the checkpoint.
    #expect(try restarted(at: 7, k: 4) == ["1", "3", "4"])
    #expect(try restarted(at: 7, k: 3) == ["1", "3"])
    #expect(try restarted(at: 7, k: 1) == ["1"])
    #expect(try restarted(at: 2, k: 2) == [])
    #expect(try restarted(at: 9, k: 2) == [], "a value that came another way")
    stack.restart(at: 9, recipe: nil)
    #expect(stack.changes.isEmpty)
  }

  @Test func maskedExpertsAreNamedByLayerAndPart() throws {
    let sparse = try Recipe().applying(sets: ["moe.masked_experts=3, 1:2, 1:3", "model.layers=3", "run.name=masked"])
    #expect((0..<3).map { sparse.maskedExperts(layer: $0, part: "") } == [[3], [2, 3], [3]])
    let cartesian = try Recipe().applying(sets: ["moe.block=cartesian", "moe.masked_experts=0b:1,2:7"])
    #expect(cartesian.maskedExperts(layer: 0, part: "a") == [] && cartesian.maskedExperts(layer: 0, part: "b") == [1])
    #expect(cartesian.maskedExperts(layer: 2, part: "a") == [7] && cartesian.maskedExperts(layer: 2, part: "b") == [7])
    #expect(try Recipe().applying(set: "moe.masked_experts=[\"2\"]").maskedExperts(layer: 0, part: "") == [2])
    #expect(try Recipe(toml: sparse.toml, file: "again") == sparse)
    for (setting, words) in [
      ("8", "names expert 8; there are 0 to 7"), ("4:1", "names layer 4, which has no experts"),
      ("x", "write an expert such as 3"), ("1a:1", "write the layer as a number"), ("-1", "write an expert"),
      ("1:2:3", "write an expert"), ("0,1,2,3,4,5,6", "leaves 1 of 8 experts in layer 0; a token chooses 2"),
    ] {
      let error = #expect(throws: RecipeError.self) { try Recipe().applying(set: "moe.masked_experts=\(setting)") }
      #expect(error?.key == "moe.masked_experts" && error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
  }

  @Test func keysThatGoTogetherAreCheckedTogether() throws {
    let recipe = try Recipe().applying(sets: ["moe.experts=4", "moe.k=3"])
    #expect(throws: RecipeError.self) { try recipe.changing("moe.masked_experts", to: "0,1") }
    let changed = try recipe.changing([("moe.masked_experts", "0,1"), ("moe.k", "2")])
    #expect(changed[Keys.MoE.k] == 2)
    let hash = try Recipe().applying(set: "moe.router=hash")
    #expect(throws: RecipeError.self) { try hash.changing("moe.k", to: "1") }
    #expect(throws: RecipeError.self) { try hash.changing("moe.freeze_router", to: "true") }
    #expect(try hash.changing("moe.k", to: "2") == hash)
  }

  @Test func aScriptFollowsStretchesChangesAndBranches() throws {
    let run = ScriptedRun()
    var first = run
    first.finishes = false
    var script = ReplayScript()
    for stamped in first.stretch(from: 0, to: 137, firstSequence: 0, at: 0) { script.take(stamped.event) }
    #expect(script.lastStep == 137 && script.turns.count == 2)
    for stamped in run.stretch(from: 100, to: 300, firstSequence: 0, at: 0) { script.take(stamped.event) }
    var whole = ReplayScript()
    for stamped in run.events { whole.take(stamped.event) }
    #expect(script.losses.hasSameBits(as: whole.losses) && script.lastStep == 300 && script.firstStep == 0)
    // The second stretch begins with a recipe of its own; from there on the same is changed.
    #expect(script.turns.dropFirst(2) == whole.turns.dropFirst(1))
    #expect(script.turns[1].step == 100)
    #expect(try whole.recipe(after: 119, file: "f")[Keys.MoE.capacityFactor] == 1.25)
    #expect(try whole.recipe(after: 120, file: "f")[Keys.MoE.capacityFactor] == 1.75)
    #expect(try whole.recipe(after: 140, file: "f")[Keys.MoE.capacityFactor] == 1.25)

    var branch = ReplayScript()
    for stamped in run.stretch(from: 130, to: 200, firstSequence: 0, at: 0) { branch.take(stamped.event) }
    #expect(branch.firstStep == 130 && branch.loss(ofStep: 130) == nil && branch.loss(ofStep: 131) == whole.losses[130])
    let joined = branch.continuing(whole)
    #expect(joined.firstStep == 0 && joined.losses.hasSameBits(as: Array(whole.losses.prefix(200))))
    #expect(joined.turns.map(\.step) == [0, 120, 130, 140, 200])
  }

  @Test func aTwinIsFollowedBesideTheRun() {
    let run = ScriptedRun()
    var events = run.stretch(from: 0, to: 10, firstSequence: 0, at: 0).map(\.event).filter { event in
      if case .finished = event { false } else { true }
    }
    let start = TwinStart(step: 6, steps: 4, changes: [RecipeChange(key: "moe.k", before: "2", after: "1")])
    let place = events.firstIndex { if case .step(let step) = $0 { step.step == 7 } else { false } } ?? 0
    for index in events.indices.reversed() where index >= place {
      if case .step(var step) = events[index] {
        step.loss += 0.25
        events.insert(.twin(.step(step)), at: index + 1)
      }
    }
    events.insert(.twin(.started(start)), at: place)
    func state(_ events: [Event]) -> RunState {
      var state = RunState()
      for (sequence, event) in events.enumerated() {
        state.apply(Stamped(sequence: sequence, time: Double(sequence), event: event))
      }
      return state
    }
    let active = state(events)
    #expect(active.steps.step == Array(1...10), "a twin's steps are not the run's")
    #expect(active.activeTwin?.start == start && active.activeTwin?.stepsDone == 4)
    #expect(active.twin?.lossDifferences.allSatisfy { abs($0 - 0.25) < 1e-12 } == true)
    #expect(active.twin?.twin.layers.count == run.layers && active.twin?.original.layers[0].count == 4)
    let ended = state(events + [.twin(.ended(TwinEnd(step: 10, choice: .original, branch: "b.sqlite")))])
    #expect(ended.activeTwin == nil && ended.twin?.end?.branch == "b.sqlite" && ended.twin?.stepsDone == 4)
    // A trainer that died took its twin with it.
    let killed = state(events + [.started(run.header(firstStep: 6))])
    #expect(killed.activeTwin == nil && killed.twin?.end?.choice == .cancelled)
  }
}
