import Experiment
import Testing

@Suite struct DomainRecipeTests {
  private static let base = ["run.workload=domain-adaptation"]

  @Test func theDefaultsGoTogether() throws {
    let recipe = try Recipe().applying(sets: Self.base)
    #expect(recipe[Keys.Prototypes.clusters] == [1, 2])
    #expect(recipe[Keys.Alignment.method] == .pcs)
    // What is printed reads back, the list with its default too.
    #expect(try Recipe(toml: recipe.toml, file: "r.toml") == recipe.with(name: "r"))
    #expect(recipe.toml.contains("clusters = [1.0, 2.0]"))
  }

  @Test(arguments: [
    (["domains.source=usps"], "domains.target: is usps, and so is domains.source"),
    (["domains.target="], "domains.target: is empty"), (["domains.source="], "domains.source: is empty"),
    (["domains.shots=0"], "domains.shots: must be"),
    (["domains.size=30"], "vit.patch: is 14, which does not divide domains.size 30"),
    (["vit.weights=vit-s14", "vit.width=64"], "vit.width: has no meaning"),
    (["prototypes.clusters=[]"], "prototypes.clusters: is empty"),
    (["prototypes.clusters=1,1.5"], "prototypes.clusters: has 1.5"),
    (["prototypes.clusters=0"], "prototypes.clusters: must be"),
    (["dispersal.easy=0.5", "dispersal.hard=0.4"], "dispersal.hard: is 0.4, less than dispersal.easy 0.5"),
    (["dispersal.alpha=0"], "dispersal.alpha: must be"), (["dispersal.alpha=1.5"], "dispersal.alpha: must be"),
    (["alignment.method=dan"], "alignment.method: must be one of"),
    (["alignment.backbone_rate=0"], "alignment.backbone_rate: must be"),
    (["images.size=56"], "images.size: is for run.workload"),
    (["merging.reducer=tome"], "merging.reducer: is for run.workload"),
  ])
  func keysThatDoNotGoTogether(_ sets: [String], _ beginning: String) {
    do throws(RecipeError) {
      _ = try Recipe().applying(sets: Self.base + sets)
      Issue.record("accepted \(sets)")
    } catch {
      #expect("\(error.key): \(error.message)".hasPrefix(beginning), "\(error)")
    }
  }

  @Test func easyMayBeAsManyAsHard() throws {
    _ = try Recipe().applying(sets: Self.base + ["dispersal.easy=0.5", "dispersal.hard=0.5"])
  }

  @Test func transformersAreForBothWorkloadsOfPictures() {
    for key in RecipeKey.all where ["vit", "adaptation"].contains(key.table) {
      #expect(key.applies(to: .tokenMerging) && key.applies(to: .domainAdaptation) && !key.applies(to: .nlu))
    }
    for key in RecipeKey.all where ["domains", "alignment", "prototypes", "dispersal"].contains(key.table) {
      #expect(key.workloads == [.domainAdaptation])
    }
    let error = #expect(throws: RecipeError.self) { try Recipe().applying(sets: ["vit.width=64"]) }
    #expect(error?.message.contains("\"token-merging\" or \"domain-adaptation\"") == true)
    let foreign = #expect(throws: RecipeError.self) {
      try Recipe().applying(sets: ["run.workload=token-merging", "domains.shots=3"])
    }
    #expect(foreign?.key == "domains.shots")
  }
}

extension Recipe {
  fileprivate func with(name: String) -> Recipe {
    var recipe = self
    recipe[Keys.Run.name] = name
    return recipe
  }
}
