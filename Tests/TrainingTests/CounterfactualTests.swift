import Data
import Experiment
import Models
import Tensor
import Testing
import Training

@Suite struct CounterfactualTests {
  @Test(arguments: ["moe.block=sparse", "moe.block=cartesian"])
  func itIsThatOfTheLayersOwnIntervention(block: String) throws {
    let recipe = try TinyLanguage.recipe(block, "model.init_std=0.3", "moe.k=2")
    let run = try SteppedWorkload(recipe)
    let workload = run.workload
    let result = try #require(workload.counterfactual(run.tape, step: 7))
    let places = workload.model.moeLayers
    #expect(result.step == 7)
    #expect(result.layers.map(\.layer) == places.map(\.index))
    #expect(result.layers.map(\.part) == places.map(\.part))
    let probe = run.probe(recipe)
    func losses(_ interventions: [RoutingIntervention]) -> ([Float], [[Int32]]) {
      run.tape.begin(recording: false)
      let losses = run.tape.arena.floats(96)
      let output = workload.model.forward(
        run.tape, inputs: probe.inputs, targets: probe.targets, length: 24, losses: losses,
        interventions: interventions)
      let first = output.moe.map { result in (0..<96).map { result.assignment.choices[2 * $0] } }
      return ((0..<96).map { losses[$0] }, first)
    }
    let (own, first) = losses([])
    #expect(abs(result.loss - own.reduce(0.0) { $0 + Double($1) } / 96) < 1e-9)
    for (index, layer) in result.layers.enumerated() {
      func means(_ values: [Float]) -> [Float] {
        (0..<4).map { expert in
          let mine = (0..<96).filter { first[index][$0] == Int32(expert) }
          return mine.isEmpty ? .nan : Float(mine.reduce(0.0) { $0 + Double(values[$1]) } / Double(mine.count))
        }
      }
      func replaced(_ replacement: RoutingIntervention.Replacement) -> [Float] {
        means(losses(places.indices.map { $0 == index ? .replaceFirst(replacement) : .none }).0)
      }
      func same(_ a: [Float], _ b: [Float]) -> Bool {
        zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
      }
      #expect(layer.tokens == (0..<4).map { expert in Int32(first[index].count { $0 == Int32(expert) }) })
      #expect(same(layer.chosen, means(own)))
      #expect(same(layer.next, replaced(.next)))
      #expect(same(layer.nobody, replaced(.nobody)))
      #expect(!same(layer.random, layer.next))
      #expect(!same(layer.next, layer.chosen))
      #expect(!same(layer.nobody, layer.chosen))
    }
  }

  @Test func withIdenticalExpertsNoChoiceMatters() throws {
    let recipe = try TinyLanguage.recipe("model.init_std=0.3", "moe.renormalize=true")
    let run = try SteppedWorkload(recipe)
    for parameter in run.workload.block.parameters where parameter.name.contains("experts.") {
      let size = parameter.count / 4
      for expert in 1..<4 { (parameter.values + expert * size).update(from: parameter.values, count: size) }
    }
    for layer in try #require(run.workload.counterfactual(run.tape, step: 0)).layers {
      for expert in 0..<4 where layer.tokens[expert] > 0 {
        #expect(abs(layer.next[expert] - layer.chosen[expert]) < 1e-5)
        #expect(abs(layer.random[expert] - layer.chosen[expert]) < 1e-5)
        #expect(abs(layer.nobody[expert] - layer.chosen[expert]) > 1e-4)
      }
    }
  }

  @Test func itIsTheSameOnAnyNumberOfThreadsAndLeavesNoTrace() throws {
    let recipe = try TinyLanguage.recipe("moe.capacity_factor=1")
    let results = try [1, 2].map { threads in
      let run = try SteppedWorkload(recipe, threads: threads)
      run.workload.prepare(run.tape)
      run.step()
      let before = run.workload.buffers
      let result = run.workload.counterfactual(run.tape, step: 1)
      #expect(run.workload.buffers == before)
      #expect(run.workload.counterfactual(run.tape, step: 1) == result)
      return result
    }
    #expect(results[0] != nil && results[0] == results[1])
  }

  @Test func aFixedRouterHasNoNextChoice() throws {
    let run = try SteppedWorkload(try TinyLanguage.recipe("moe.router=hash"))
    for layer in try #require(run.workload.counterfactual(run.tape, step: 0)).layers {
      #expect(layer.next.allSatisfy { $0.isNaN })
      #expect(zip(layer.tokens, layer.random).allSatisfy { $0 == 0 || $1.isFinite })
    }
  }

  @Test func theTrainerTellsItOrSaysWhyNot() throws {
    for (settings, isTold) in [("moe.k=2", true), ("moe.experts=0", false), ("moe.router=expert-choice", false)] {
      let recipe = try TinyLanguage.recipe(
        "evaluation.every=0", "moe.k=1", "moe.capacity_factor=1", settings,
        settings == "moe.experts=0" ? "moe.k=1" : "moe.k=2")
      let workload = try TinyLanguage.workload(recipe)
      let bus = EventBus(now: { 1 })
      let queue = bus.subscribe()
      let control = RunControl()
      control.send(.counterfactual)
      Trainer(
        recipe: recipe, workload: workload, optimizer: AdamW(workload, recipe), pool: ThreadPool(threads: 1),
        bus: bus, control: control, checkpoints: nil, plan: .init(lastStep: 1)
      ).run()
      let events = queue.drain().map(\.event)
      let told = events.compactMap { if case .counterfactual(let it) = $0 { it } else { nil } }
      let warned = events.contains { if case .log(let line) = $0 { line.level == .warning } else { false } }
      #expect(told.map(\.step) == (isTold ? [0] : []))
      #expect(warned == !isTold)
    }
  }
}
