import Experiment
import Sweeps
import Testing

@Suite struct SpaceTests {
  private func words(_ text: String) throws -> [String]? { try Axis(text).list?.map(\.toml) }

  private func refusal(_ text: String) -> String {
    do {
      _ = try Axis(text)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func listsAreReadAsTheKeyTakesThem() throws {
    #expect(try words("moe.router=topk,mask") == ["\"topk\"", "\"mask\""])
    #expect(try words("moe.k = 1, 2 ,4") == ["1", "2", "4"])
    #expect(try words("moe.intra_gpu=true,false") == ["true", "false"])
    #expect(try words("optimizer.learning_rate=1e-3,2") == ["0.001", "2.0"])
    #expect(try words("data.corpora=[gcide],[\"gcide\",\"wordnet\"]") == ["[\"gcide\"]", "[\"gcide\", \"wordnet\"]"])
  }

  @Test func rangesIncludeBothEndsAndHaveNoNoise() throws {
    #expect(try words("moe.capacity_factor=0.5:2:0.5") == ["0.5", "1.0", "1.5", "2.0"])
    #expect(try words("moe.capacity_factor=0.1:0.7:0.1")?.count == 7)
    #expect(try words("moe.capacity_factor=0.1:0.7:0.1")?[2] == "0.3")
    #expect(try words("moe.k=1:4:2") == ["1", "3"])
    #expect(try words("optimizer.learning_rate=log:1e-4:1e-2:3") == ["0.0001", "0.001", "0.01"])
    // Whole numbers that fall together are one value.
    #expect(try words("moe.k=log:1:4:5") == ["1", "2", "3", "4"])
  }

  @Test func aRangeWithoutStepIsAnInterval() throws {
    #expect(try Axis("moe.capacity_factor=0.5:2").values == .interval(lower: 0.5, upper: 2, isLogarithmic: false))
    #expect(
      try Axis("optimizer.learning_rate=log:1e-4:1e-2").values
        == .interval(lower: 1e-4, upper: 1e-2, isLogarithmic: true))
  }

  @Test(arguments: [
    ("moe.router", "write key=values"), ("moe.rooter=a", "did you mean moe.router?"),
    ("moe.router=topk,maks", "did you mean mask?"), ("moe.k=0,1", "from 1 to 4096"), ("moe.k=1:2:0", "above 0"),
    ("moe.k=4:1:1", "must rise"), ("moe.k=1:2:3:4", "start:end:step"), ("moe.k=1:two:1", "start:end:step"),
    ("moe.capacity_factor=log:0:1:3", "begins above 0"), ("moe.capacity_factor=log:1:2:1", "whole number from 2"),
    ("moe.k=1,1", "twice"), ("run.seed=1,2", "--seeds"), ("run.threads=1,2", "changes no figure"),
    ("moe.capacity_factor=0:4096:0.0001", "more than 10000"), ("moe.k=", "has no value"),
    ("moe.k=1:5000:1", "from 1 to 4096"),
  ])
  func whatIsWrongIsSaidInOneLine(text: String, words: String) {
    let message = refusal(text)
    #expect(message.contains(words), "\(message)")
    #expect(message.contains("--vary"))
    #expect(!message.contains("\n"))
  }

  @Test func aGridHasEachCombinationOnceTheLastAxisFastest() throws {
    let space = try SearchSpace([Axis("moe.router=topk,mask"), Axis("moe.k=1:3:1")])
    #expect(space.count == 6)
    let points = (0..<6).map { space.point($0).map(\.toml) }
    #expect(points[0] == ["\"topk\"", "1"])
    #expect(points[1] == ["\"topk\"", "2"])
    #expect(points[3] == ["\"mask\"", "1"])
    #expect(Set(points).count == 6)
    #expect(throws: SweepError.self) { try SearchSpace([Axis("moe.k=1,2"), Axis("moe.k=3,4")]) }
    #expect(throws: SweepError.self) { try SearchSpace([]) }
  }

  private func cost(_ recipe: Recipe) -> TrialCost {
    let active = 100 + 50 * recipe[Keys.MoE.k]
    return TrialCost(totalParameters: 1000, activeParameters: active, flops: Double(active))
  }

  @Test func drawsAreTheSameForTheSameSeedAllDifferentAndGrowAtTheEnd() throws {
    let space = try SearchSpace([
      Axis("optimizer.learning_rate=log:1e-4:1e-2"), Axis("moe.k=1:4"), Axis("moe.router=topk,hash"),
    ])
    func draw(_ count: Int, seed: Int) throws -> [[Setting]] {
      try Configurations(space, of: Recipe(), count: count, seed: seed, sameActiveParameters: nil, cost: cost)
        .kept.map(\.settings)
    }
    let first = try draw(20, seed: 3)
    #expect(try draw(20, seed: 3) == first)
    #expect(try draw(20, seed: 4) != first)
    #expect(Array(try draw(30, seed: 3).prefix(20)) == first)
    #expect(Set(first.map(\.label)).count == 20)
    let rates = first.compactMap { settings -> Double? in
      if case .number(let rate) = settings[0].value { rate } else { nil }
    }
    #expect(rates.allSatisfy { (1e-4...1e-2).contains($0) })
    // Even on the logarithm: about half below the geometric mean.
    #expect((4...16).contains(rates.count { $0 < 1e-3 }))
  }

  @Test func aSmallSpaceIsDrawnOutAndNoFurther() throws {
    let space = try SearchSpace([Axis("moe.k=1,2"), Axis("moe.router=topk,hash")])
    let all = try Configurations(space, of: Recipe(), count: 4, seed: 1, sameActiveParameters: nil, cost: cost)
    #expect(Set(all.kept.map(\.settings.label)).count == 4)
    let error = #expect(throws: SweepError.self) {
      try Configurations(space, of: Recipe(), count: 5, seed: 1, sameActiveParameters: nil, cost: cost)
    }
    #expect(error?.description.contains("only 4") == true)
    let interval = try SearchSpace([Axis("moe.capacity_factor=1:2")])
    #expect(throws: SweepError.self) {
      try Configurations(interval, of: Recipe(), count: nil, seed: 1, sameActiveParameters: nil, cost: cost)
    }
  }

  @Test func whatTheConstraintLeavesOutIsNamed() throws {
    // The recipe has k = 2, that is 200 active parameters.
    let space = try SearchSpace([Axis("moe.k=1,2,3")])
    let all = try Configurations(space, of: Recipe(), count: nil, seed: 1, sameActiveParameters: 0.2, cost: cost)
    #expect(all.kept.map(\.settings.label) == ["k=2"])
    #expect(all.dropped.map(\.settings.label) == ["k=1", "k=3"])
    #expect(all.dropped[1].reason == "250 active parameters, the recipe has 200 (+25.0 %)")
  }

  @Test func keysThatDoNotGoTogetherAreLeftOutAndNamed() throws {
    let space = try SearchSpace([Axis("moe.capacity_factor=0,1"), Axis("moe.fill_in=true,false")])
    let all = try Configurations(space, of: Recipe(), count: nil, seed: 1, sameActiveParameters: nil, cost: cost)
    #expect(all.kept.count + all.dropped.count == 4)
    #expect(all.dropped.map(\.settings.label) == ["capacity_factor=0.0 fill_in=true"])
    #expect(all.dropped[0].reason.contains("moe."))
  }
}
