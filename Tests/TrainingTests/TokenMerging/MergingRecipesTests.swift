import Data
import Experiment
import Foundation
import Testing
import Training

/// The recipes that ship.
@Suite struct MergingRecipesTests {
  private static func recipe(_ name: String) throws -> Recipe {
    let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let path = root.appendingPathComponent("recipes/\(name).toml").path
    return try Recipe(toml: String(contentsOfFile: path, encoding: .utf8), file: path)
  }

  @Test(arguments: ["pyra", "vit-tiny-pretrain"]) func theyGoTogether(_ name: String) throws {
    let recipe = try Self.recipe(name)
    let plan = try TokenMergingPlan(recipe)
    #expect(throws: Never.self) { try ImageTaskCatalog.task(named: recipe[Keys.Images.task]) }
    #expect(plan.tokens > 1 && (name == "pyra") == (plan.saving > 1.69))
    #expect((name == "pyra") == (plan.trainedParameters < plan.totalParameters / 2))
  }
}
