import Experiment
import Foundation
import Studies
import Testing

@Suite struct StudyFileTests {
  private static let axes = """
    title = "Tiny"
    recipe = "base.toml"
    seeds = [1, 2]
    figures = ["loss", "frequency"]
    [[axis]]
    name = "capacity"
    [[axis.value]]
    name = "half"
    label = "half the slots"
    set = ["moe.capacity_factor=0.5"]
    [[axis.value]]
    name = "full"
    [[axis]]
    name = "choices"
    compare = true
    baseline = "two"
    [[axis.value]]
    name = "one"
    [[axis.value]]
    name = "two"
    set = ["moe.k=2"]
    conditions = ["disable-top-expert"]
    [[axis.value]]
    name = "pair"
    same_as = "two"
    """

  @Test func axesMakeEveryCombination() throws {
    let study = try StudyFixture(Self.axes).study()
    #expect(study.name == "tiny")
    #expect(study.figures == [.loss, .frequency])
    #expect(study.members.map(\.name) == ["half-one", "half-two", "half-pair", "full-one", "full-two", "full-pair"])
    #expect(study.groups == ["half the slots", "full"])
    #expect(study.members.map(\.baseline).prefix(3) == ["half-two", "half-two", "half-two"])
    #expect(study.members.map { $0.recipe[Keys.MoE.k] } == [1, 2, 2, 1, 2, 2])
    #expect(study.members.map { $0.recipe[Keys.MoE.capacityFactor] } == [0.5, 0.5, 0.5, 1, 1, 1])
    #expect(study.members[2].sameAs == "half-two")
    #expect(study.members.map(\.conditions.count) == [0, 1, 1, 0, 1, 1])
    // Four members with trials of their own, two seeds; a whole round of members before the next seed.
    #expect(
      study.trials.map(\.name) == [
        "half-one-seed1", "half-two-seed1", "full-one-seed1", "full-two-seed1", "half-one-seed2", "half-two-seed2",
        "full-one-seed2", "full-two-seed2",
      ])
    #expect(study.trials.map { $0.recipe[Keys.Run.seed] } == [1, 1, 1, 1, 2, 2, 2, 2])
  }

  @Test func membersAreComparedWithTheFirstOfTheirGroup() throws {
    let study = try StudyFixture(
      StudyFixture.pair + "\n[[member]]\nname = \"other\"\ngroup = \"g\"\nset = [\"moe.k=3\"]\n"
    ).study()
    #expect(study.members.map(\.baseline) == ["one", "one", "other"])
  }

  @Test(arguments: [
    ("seeds = [1, 2]", "seeds = []", "seeds"),
    ("seeds = [1, 2]", "seeds = [1, 1]", "twice"),
    ("seeds = [1, 2]", "seeds = [1.5]", "seeds"),
    ("seeds = [1, 2]", "seeds = [1, -2]", "-2"),
    ("title = \"Tiny\"", "", "title"),
    ("title", "tittle", "tittle"),
    ("recipe = \"base.toml\"", "recipe = \"gone.toml\"", "gone.toml"),
    ("recipe = \"base.toml\"", "recipe = 3", "recipe"),
    ("recipe = \"base.toml\"", "recipe = \"base.toml\"\nfigures = [\"speed\"]", "speed"),
    ("set = [\"moe.k=2\"]", "set = [\"moe.k=2\"]\n[match]\ntotal = -1", "total"),
    ("name = \"two\"", "name = \"one\"", "member one: name"),
    ("name = \"two\"", "name = \"../two\"", "file names"),
    ("moe.k=2", "moe.kk=2", "moe.kk"),
    ("moe.k=2", "moe.k=9", "member two"),
    ("moe.k=2", "moe.k=1", "same_as"),
    ("set = [\"moe.k=2\"]", "same_as = \"three\"", "three"),
    ("set = [\"moe.k=2\"]", "set = [\"moe.k=2\"]\nbaseline = \"three\"", "three"),
    ("set = [\"moe.k=2\"]", "set = [\"moe.k=2\"]\nconditions = [\"rain\"]", "rain"),
    ("set = [\"moe.k=2\"]", "set = [\"moe.k=2\"", "study.toml:"),
    ("[[member]]", "[[membre]]", "membre"),
  ])
  func mistakesAreNamed(text: String, wrong: String, word: String) throws {
    let refusal = try StudyFixture(StudyFixture.pair.replacingOccurrences(of: text, with: wrong)).refusal()
    #expect(refusal.contains(word), "\(refusal)")
    #expect(!refusal.contains("\n"))
  }

  @Test func conditionsAreWrittenAsSessionsRecordThem() throws {
    let words = "[\"disable-top-expert\", \"moe.capacity_factor=1\", \"moe.intra_gpu=true\", \"moe.router=top-p\"]"
    let study = try StudyFixture(StudyFixture.pair + "\nconditions = \(words)\n").study()
    #expect(
      study.members[1].conditions == [
        "disable-top-expert", "moe.capacity_factor=1.0", "moe.intra_gpu=true", "moe.router=\"top-p\"",
      ])
  }

  @Test func sizesMustMatchUnlessTheyDifferByDesign() throws {
    let study = try StudyFixture(StudyFixture.pair).study()
    func size(_ recipe: Recipe) -> TrialSize { TrialSize(total: 1000, active: 100 + recipe[Keys.MoE.k]) }
    let sizes = try study.checkedSizes(file: "f", size: size)
    #expect(sizes == ["one": TrialSize(total: 1000, active: 101), "two": TrialSize(total: 1000, active: 102)])
    var strict = study
    strict.tolerance = Study.Tolerance(total: 0, active: 0.005)
    #expect(throws: StudyError.self) { try strict.checkedSizes(file: "f", size: size) }
    strict.members[1].sizeDiffers = "it has one more"
    #expect(throws: Never.self) { try strict.checkedSizes(file: "f", size: size) }
  }

  @Test func theStudiesThatShipAreRead() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let trials = try ["rectify", "mask", "cartesian"].map {
      try StudyFile(root.appendingPathComponent("recipes/studies/\($0)").path).study().trials.count
    }
    #expect(trials == [72, 30, 15])
  }
}
