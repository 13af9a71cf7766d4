import Experiment
import Testing

@Suite struct MergingRecipeTests {
  private func fault(_ sets: String...) -> String {
    do throws(RecipeError) {
      _ = try Recipe().applying(sets: ["run.workload=token-merging"] + sets)
      return ""
    } catch {
      return "\(error.key): \(error.message)"
    }
  }

  @Test func theDefaultsGoTogether() { #expect(fault() == "") }

  @Test(arguments: [
    (["vit.weights=file"], "vit.file: is empty"), (["vit.file=a"], "vit.file: has no meaning"),
    (["vit.weights=vit-s14", "vit.width=64"], "vit.width: has no meaning"),
    (["vit.weights=file", "vit.file=a", "vit.patch=16"], "vit.patch: has no meaning"),
    (["vit.heads=5"], "vit.heads: is 5"), (["images.size=225"], "vit.patch: is 14"),
    (["vit.weights=random", "vit.blocks=13"], "vit.blocks: is 13"),
    (["merging.removed=3"], "merging.removed: has no meaning"),
    (["merging.schedule=listed"], "merging.removed: is empty"),
    (["merging.schedule=constant", "merging.removed=1,2"], "merging.removed: has 2 numbers"),
    (["merging.schedule=decreasing"], "merging.removed: has 0 numbers"),
    (["merging.schedule=constant", "merging.removed=1.5"], "merging.removed: has 1.5"),
    (["merging.reducer=tome", "merging.pyra_learning_rate=1"], "merging.pyra_learning_rate: has no meaning"),
    (["merging.pyra_learning_rate=1", "optimizer.learning_rate=0"], "merging.pyra_learning_rate: is a factor"),
    (["model.width=64"], "model.width: is for run.workload"), (["images.size=0"], "images.size: must be"),
    (["images.task=folder"], "images.path: is empty"), (["images.path=a"], "images.path: has no meaning"),
    (["images.task=usps", "images.path=a"], "images.path: has no meaning"),
    (["merging.reducer=tomes"], "merging.reducer: must be one of"),
  ])
  func keysThatDoNotGoTogether(_ sets: [String], _ beginning: String) {
    do throws(RecipeError) {
      _ = try Recipe().applying(sets: ["run.workload=token-merging"] + sets)
      Issue.record("accepted \(sets)")
    } catch {
      #expect("\(error.key): \(error.message)".hasPrefix(beginning), "\(error)")
    }
  }

  @Test(arguments: Keys.Images.ownTasks) func ownPicturesHaveAPlace(_ task: String) {
    #expect(fault("images.task=\(task)", "images.path=somewhere") == "")
  }

  @Test func keysOfPicturesAreNotForText() {
    let error = #expect(throws: RecipeError.self) { try Recipe().applying(set: "images.size=32") }
    #expect(error?.message.contains("token-merging") == true)
    #expect(
      RecipeKey.all.filter { $0.table == "merging" }.allSatisfy {
        $0.applies(to: .tokenMerging) && !$0.applies(to: .languageModel)
      })
  }
}
