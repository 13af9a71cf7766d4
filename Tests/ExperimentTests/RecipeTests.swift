import Experiment
import Testing

@Suite struct RecipeTests {
  /// The error of a recipe text, as one line.
  private func fault(_ toml: String) -> String? {
    do {
      _ = try Recipe(toml: toml, file: "r.toml")
      return nil
    } catch {
      return error.description
    }
  }

  private func fault(setting sets: String...) -> String? {
    do {
      _ = try Recipe().applying(sets: sets)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func valuesOfEveryKindAreRead() throws {
    let recipe = try Recipe(
      toml: """
        [run]
        name = "try"   # a remark
        seed = 11
        [data]
        corpora = ["gcide", "wordnet"]
        weights = [1, 2.5]
        [model]
        activation = "swiglu"
        tied_embeddings = true
        [moe]
        capacity_factor = 2
        [schedule]
        kind = "linear"
        """, file: "r.toml")
    #expect(recipe[Keys.Run.name] == "try")
    #expect(recipe[Keys.Run.seed] == 11)
    #expect(recipe[Keys.Data.corpora] == ["gcide", "wordnet"])
    #expect(recipe[Keys.Data.weights].values == [1, 2.5])
    #expect(recipe[Keys.Model.activation] == .swiglu)
    #expect(recipe[Keys.Model.tiedEmbeddings])
    #expect(recipe[Keys.MoE.capacityFactor] == 2)
    #expect(recipe[Keys.Schedule.kind] == .linear)
    #expect(recipe[Keys.Run.steps] == 300)
    #expect(recipe[Keys.MoE.router] == .topk)
  }

  @Test func theFileNamesARunWithoutName() throws {
    #expect(try Recipe(toml: "", file: "recipes/first-light.toml")[Keys.Run.name] == "first-light")
    #expect(try Recipe(toml: "[run]\nname = 'x'", file: "recipes/first-light.toml")[Keys.Run.name] == "x")
  }

  @Test(arguments: [
    ("[run]\nsteps = 5\n\n[moe]\nexpert = 4", "r.toml:5: moe.expert: unknown key; did you mean moe.experts?"),
    ("[moe]\nfactor_capacity = 4", "r.toml:2: moe.factor_capacity: unknown key"),
    ("[model]\nexperts = 4", "r.toml:2: model.experts: unknown key; did you mean moe.experts?"),
    ("[mo]\nexperts = 4", "r.toml:1: mo: unknown table; did you mean [moe]?"),
    ("[zzzzzzzz]", "r.toml:1: zzzzzzzz: unknown table; the tables are run, data"),
    ("steps = 4", "r.toml:1: steps: stands outside any table; it belongs under [run]"),
    ("run = 4", "r.toml:1: run: must be a table"),
    ("[[moe]]\nk = 1", "r.toml:1: moe: must be a table"),
    ("[run]\nsteps = 2.5", "r.toml:2: run.steps: must be a whole number of at least 1, not 2.5"),
    ("[run]\r\nsteps = 0\r\n", "r.toml:2: run.steps: must be a whole number of at least 1, not 0"),
    ("[run]\nname = 5", "r.toml:2: run.name: must be a string, not 5"),
    ("[moe]\nrenormalize = 1", "r.toml:2: moe.renormalize: must be true or false, not 1"),
    (
      "[model]\nactivation = \"swigl\"",
      "r.toml:2: model.activation: must be one of gelu-tanh, swiglu, not \"swigl\"; did you mean swiglu?"
    ),
    ("[model]\ndropout = 1.0", "r.toml:2: model.dropout: must be a number from 0 and below 1, not 1"),
    ("[optimizer]\nlearning_rate = nan", "r.toml:2: optimizer.learning_rate: must be a number of at least 0, not nan"),
    ("[optimizer]\nlearning_rate = inf", "r.toml:2: optimizer.learning_rate: must be"),
    ("[data]\ncorpora = \"gcide\"", "r.toml:2: data.corpora: must be a list of strings, not \"gcide\""),
    ("[data]\ncorpora = [\n 'a',\n 3]", "r.toml:2: data.corpora: must be a list of strings"),
    ("[data]\ncorpora = []", "r.toml:2: data.corpora: is empty"),
    ("[data]\nweights = [1, 2]", "r.toml:2: data.weights: has 2 weights for 1 sources"),
    ("[data]\nweights = [0]", "r.toml:2: data.weights: is 0 for every source"),
    ("[data]\nweights = [-1]", "r.toml:2: data.weights: must be a list of numbers, each of at least 0, not -1"),
    ("[model]\nwidth = 100\nheads = 3", "r.toml:3: model.heads: is 3, which does not divide model.width 100"),
    (
      "[tokenizer]\nalgorithm = \"bpe\"\nvocabulary = 4096\n[model]\nvocabulary = 4000",
      "r.toml:5: model.vocabulary: is 4000, but tokenizer.vocabulary is 4096: give at least that, or 0"
    ),
    ("[model]\nvocabulary = 256", "r.toml:2: model.vocabulary: is 256, but bytes and the end of a document are 257"),
    ("[model]\nheads = 4\nwidth = 12", "r.toml:2: model.heads: makes heads of width 3"),
    ("[moe]\nk = 9", "r.toml:2: moe.k: is 9, more than moe.experts 8"),
    ("[moe]\nexperts = 1", "r.toml:1: moe.k: is 2, more than moe.experts 1"),
    ("[moe]\ndevices = 3", "r.toml:2: moe.devices: is 3, which does not divide moe.experts 8"),
    ("moe.devices = 3", "r.toml:1: moe.devices: is 3"),
    (
      "[data]\nbatch_size = 1\nsequence_length = 5\n[moe]\ndevices = 4",
      "r.toml:5: moe.devices: is 4, which does not divide the 5"
    ),
    ("[moe]\nfirst = 4", "r.toml:2: moe.first: is 4, but layers count 0 to 3"),
    ("[moe]\nstraight_through = true\nrenormalize = false", "r.toml:2: moe.straight_through: needs moe.renormalize"),
    ("\n[\n", "r.toml:2: a table header needs a name"),
    ("[[é]]", "r.toml:1: a table header needs a name"),
    ("[data]\nweights = [1,\n}", "r.toml:3: a } stands where a value is expected"),
    ("[run]\nsteps = = 4", "r.toml:2: "),
    ("[run]\nsteps = 4\nsteps = 5", "r.toml:3: "),
    ("[run]\nname = \"a\\u0000b\"", "r.toml: holds a NUL"),
  ])
  func faultsNameFileLineAndKey(_ toml: String, _ expected: String) throws {
    let description = try #require(fault(toml))
    #expect(description.hasPrefix(expected), "\(description)")
    #expect(!description.contains { $0.isNewline })
  }

  @Test func theFirstFaultInTheFileIsReported() {
    #expect(fault("[run]\nzzz = 1\n[data]\naaa = 1")?.hasPrefix("r.toml:2: run.zzz") == true)
  }

  @Test func aDenseModelNeedsNoSoundExpertKeys() {
    #expect(fault("[moe]\nexperts = 0\nk = 99\ndevices = 7") == nil)
    #expect(fault("[moe]\nk = 1\nstraight_through = true\nrenormalize = false") == nil)
  }

  @Test func settingOverridesOneKey() throws {
    let recipe = try Recipe().applying(sets: [
      "moe.k=4", "moe.router = topk", "run.name=a b", "data.corpora=gcide, pydoc", "data.weights=[1,2e-3, 0]",
      "optimizer.learning_rate=3e-4", "moe.renormalize=false", "schedule.kind='linear'", "data.text=[\"a#b,c\"]",
    ])
    #expect(recipe[Keys.MoE.k] == 4)
    #expect(recipe[Keys.Run.name] == "a b")
    #expect(recipe[Keys.Data.corpora] == ["gcide", "pydoc"])
    #expect(recipe[Keys.Data.weights].values == [1, 2e-3, 0])
    #expect(recipe[Keys.Optimizer.learningRate] == 3e-4)
    #expect(recipe[Keys.MoE.renormalize] == false)
    #expect(recipe[Keys.Schedule.kind] == .linear)
    #expect(recipe[Keys.Data.text] == ["a#b,c"])
  }

  @Test func setsAreCheckedTogether() throws {
    let recipe = try Recipe().applying(sets: ["moe.k=12", "moe.experts=16"])
    #expect(recipe[Keys.MoE.k] == 12)
    #expect(fault(setting: "moe.k=12") == "--set: moe.k: is 12, more than moe.experts 8")
  }

  @Test(arguments: [
    ("moe.k", "--set: moe.k: write key=value"),
    ("moe.kk=2", "--set: moe.kk: unknown key; did you mean moe.k?"),
    ("experts=2", "--set: experts: unknown key; did you mean moe.experts?"),
    ("=2", "--set: unknown key"),
    ("moe.k=", "--set: moe.k: has no value"),
    ("moe.k=two", "--set: moe.k: must be a whole number from 1 to 4096, not two"),
    ("moe.k=2\nother = 3", "--set: moe.k: has more than one line"),
    (
      "moe.router=tpok",
      "--set: moe.router: must be one of topk, mask, hash, expert-choice, bias-balanced, top-p, not \"tpok\"; did"
    ),
    ("moe.capacity_factor=-1", "--set: moe.capacity_factor: must be a number from 0 to 4096, not -1"),
  ])
  func badSettingsAreExplained(_ set: String, _ expected: String) throws {
    let description = try #require(fault(setting: set))
    #expect(description.hasPrefix(expected), "\(description)")
  }

  @Test func onlyChangeableKeysChangeWhileRunning() throws {
    let recipe = try Recipe().changing("moe.capacity_factor", to: "1.25")
    #expect(recipe[Keys.MoE.capacityFactor] == 1.25)
    #expect(throws: RecipeError.self) { try Recipe().changing("moe.experts", to: "4") }
    #expect(
      RecipeKey.all.filter(\.changeable).map(\.path) == [
        "moe.k", "moe.temperature", "moe.masked_experts", "moe.freeze_router", "moe.bias_rate", "moe.capacity_factor",
        "moe.intra_gpu", "moe.fill_in", "moe.balance_coefficient",
        "moe.z_coefficient", "hierarchy.groups", "optimizer.learning_rate",
      ])
  }

  @Test func theResolvedRecipeReadsBackExactly() throws {
    var recipe = Recipe()
    recipe[Keys.Run.name] = "qu\"ote \\ back\tslash é 日本 \u{1}\u{7f} end\nnext"
    recipe[Keys.Data.text] = ["/a b/c.txt", "#x", "]"]
    recipe[Keys.Data.weights] = [0.1, 1.0 / 3.0, .leastNonzeroMagnitude, 1.7976931348623157e308]
    recipe[Keys.Optimizer.learningRate] = 0.1 + 0.2
    recipe[Keys.Optimizer.epsilon] = 2.2250738585072014e-308
    recipe[Keys.Model.normEpsilon] = 1.0000000000000002e-6
    recipe[Keys.Run.seed] = .max
    let back = try Recipe(toml: recipe.toml, file: "other.toml")
    #expect(back == recipe)
    #expect(back.toml == recipe.toml)
    #expect(try Recipe(toml: recipe.commentedTOML, file: "other.toml") == recipe)
    for key in recipe.keys { #expect(recipe.toml.contains("\n\(key.name) = "), "\(key.path)") }
  }

  @Test func aRecipeHasTheKeysOfItsWorkloadAlone() throws {
    let recipe = try Recipe(toml: "[run]\nworkload = \"nlu\"", file: "r.toml")
    #expect(!recipe.keys.contains { $0.table == "moe" })
    #expect(!recipe.toml.contains("[moe]"))
    #expect(try Recipe(toml: recipe.toml, file: "r.toml") == recipe)
    #expect(
      fault("[run]\nworkload = \"nlu\"\n[moe]\nexperts = 4")
        == "r.toml:4: moe.experts: is for run.workload = \"language-model\", and this recipe's is \"nlu\": remove it")
  }

  @Test func differencesListWhatWasChanged() throws {
    let recipe = try Recipe().applying(sets: ["moe.k=1", "run.steps=10"])
    let differences = recipe.differences(from: Recipe())
    #expect(differences.map(\.key.path) == ["run.steps", "moe.k"])
    #expect(differences.map(\.value) == [.integer(10), .integer(1)])
    #expect(recipe.differences(from: recipe).isEmpty)
    #expect(try recipe.applying(sets: ["moe.k=2", "run.steps=300"]) == Recipe())
  }

  @Test func everyDefaultIsAllowed() throws {
    try Recipe().check()
    for key in RecipeKey.all {
      #expect(key.fault(of: key.standard) == nil, "\(key.path)")
      #expect(!key.help.isEmpty && !key.help.hasSuffix(".") && key.help.count < 100, "\(key.path)")
    }
  }

  @Test func damagedTextNeverCrashes() throws {
    let bytes = Array(Recipe().toml.utf8)
    for index in stride(from: 0, to: bytes.count, by: 7) {
      for byte in Array("\0\"'[]{}.=#\n\\ 0eé".utf8) + [0xff] {
        var damaged = bytes
        damaged[index] = byte
        _ = fault(String(decoding: damaged, as: UTF8.self))
      }
      _ = fault(String(decoding: bytes[..<index], as: UTF8.self))
    }
  }
}
