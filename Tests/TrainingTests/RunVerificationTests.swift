import Experiment
import Foundation
import Tensor
import Testing
import Training

@Suite struct RunVerificationTests {
  private func recorded() throws -> SteeredRun {
    var run = try SteeredRun(try TinyLanguage.recipe("evaluation.every=5"))
    run.train(
      to: 16,
      [
        0: [.set(key: "moe.balance_coefficient", value: "0.2")], 3: [.set(key: "moe.k", value: "1")],
        7: [.undo(), .set(key: "moe.masked_experts", value: "0")],
        9: [.startTwin(changes: [RecipeSetting("moe.temperature", "0.5")], steps: 3)], 12: [.endTwin(.twin)],
      ])
    return run
  }

  private func verify(_ events: [Event], to last: Int = 16) throws -> (
    RunVerification.Difference?, [RunVerification.Progress]
  ) {
    var script = ReplayScript()
    for event in events { script.take(event) }
    let recipe = try script.recipe(after: 0, file: "session")
    let workload = try TinyLanguage.workload(recipe)
    var told: [RunVerification.Progress] = []
    let difference = try RunVerification(
      script, recipe: recipe, workload: workload, optimizer: AdamW(workload, recipe),
      pool: ThreadPool(threads: 2), named: "session"
    ).run(to: last) { told.append($0) }
    return (difference, told)
  }

  @Test func aRunWithChangesAndAKeptTwinAgrees() throws {
    let (difference, told) = try verify(try recorded().events)
    #expect(difference == nil)
    #expect(told.map(\.step) == Array(1...16))
    // After 5, 10, 15 and 16 steps.
    #expect(told.last.map { [$0.losses, $0.hashes] } == [16, 4])
  }

  @Test func theFirstStepThatDiffersIsNamed() throws {
    let events = try recorded().events
    let tampered = events.map { event -> Event in
      guard case .step(var step) = event, step.step == 6 else { return event }
      step.loss = step.loss.nextUp
      return .step(step)
    }
    let (difference, told) = try verify(tampered)
    #expect(difference?.step == 6 && told.map(\.step) == Array(1...5))
    #expect(difference?.description.hasPrefix("step 6: the recorded loss is ") == true)
    // A change that is not told parts the two at the step after it.
    let silent = events.filter { if case .control(let it) = $0 { it.step != 3 || it.action != .set } else { true } }
    let (parted, _) = try verify(silent)
    #expect(parted?.step == 4)
    let weights = events.map { event -> Event in
      guard case .evaluated(var evaluation) = event, evaluation.step == 10 else { return event }
      evaluation.weightHash = evaluation.weightHash.map { $0 ^ 1 }
      return .evaluated(evaluation)
    }
    let (hash, _) = try verify(weights)
    #expect(hash?.step == 10)
    if case .weights? = hash?.kind {} else { Issue.record("\(String(describing: hash))") }
  }

  @Test func whatExplainsADifferenceIsSaidBefore() throws {
    let header = try TinyLanguage.workload(try TinyLanguage.recipe()).header
    #expect(header.obstacle(for: header) == nil)
    func words(_ change: (inout Header) -> Void) -> String {
      var other = header
      change(&other)
      return header.obstacle(for: other) ?? ""
    }
    #expect(words { $0.machine.blasCore = "Haswell" }.contains("OPENBLAS_CORETYPE=test"))
    #expect(words { $0.vocabulary = 9 }.contains("tokenizer"))
    #expect(words { $0.domains = ["other"] }.contains("counting"))
    let other = words { $0.tokenizer?.entropy = 1 }
    #expect(other.contains("entropy"))
    #expect(words { $0.totalParameters += 1 }.contains("parameters"))
    #expect(words { $0.machine.processor = "another" }.isEmpty)
  }

  @Test func aHashFollowsFromEveryBit() throws {
    let block = try TinyLanguage.workload(try TinyLanguage.recipe()).block
    let before = block.hash
    var seen: Set<UInt64> = [before]
    for parameter in block.parameters {
      for element in [0, parameter.count - 1] {
        let kept = parameter.values[element]
        parameter.values[element] = Float(bitPattern: kept.bitPattern ^ 1)
        #expect(seen.insert(block.hash).inserted, "\(parameter.name) \(element)")
        parameter.values[element] = kept
      }
    }
    #expect(block.hash == before)
  }
}
