import Data
import Experiment
import Foundation
import Models
import Testing
import Training

/// The recipes that ship.
@Suite struct MergingRecipesTests {
  private static func text(_ name: String) throws -> String {
    let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    return try String(contentsOf: root.appendingPathComponent("recipes/\(name).toml"), encoding: .utf8)
  }

  private static func recipe(_ name: String) throws -> Recipe { try Recipe(toml: text(name), file: "\(name).toml") }

  /// The schedules that the recipe shows in comments are the published ones, and go together with it.
  @Test func publishedSchedulesAreShown() throws {
    let lists = try Self.text("pyra").split(separator: "\n").filter { $0.hasPrefix("#   removed = ") }
      .map { $0.dropFirst("#   removed = ".count) }
    #expect(lists.count == 2)
    for (list, published) in zip(lists, [ListedSchedule.pyraLow, .pyraHigh]) {
      let recipe = try Self.recipe("pyra").applying(sets: ["merging.schedule=listed", "merging.removed=\(list)"])
      let listed: [Int] = recipe[Keys.Merging.removed].values.map { Int($0) }
      let own: [Int] = published.counts
      #expect(listed == own)
    }
  }

  /// As the issue has it: 800 to train, 200 to validate, the rest to test.
  @Test func theRestIsToTestOn() throws {
    let recipe = try Self.recipe("pyra")
    let request = ImageTaskData.Request(recipe)
    #expect(request.training == 800 && request.validation == 200 && request.test == 0)
    // 1,600 shapes, of which no more than 60 % are given to the first two.
    let data = try ImageTaskData.load("shapes", .init(size: 4))
    let counts: [Int] = [data.training.count, data.validation.count, data.test.count]
    #expect(counts == [768, 192, 640])
  }

  @Test(arguments: ["pyra", "vit-tiny-pretrain"]) func theyGoTogether(_ name: String) throws {
    let recipe = try Self.recipe(name)
    let plan = try TokenMergingPlan(recipe)
    #expect(throws: Never.self) { try ImageTaskCatalog.task(named: recipe[Keys.Images.task]) }
    #expect(plan.tokens > 1 && (name == "pyra") == (plan.saving > 1.69))
    #expect((name == "pyra") == (plan.trainedParameters < plan.totalParameters / 2))
  }

  @Test func ownPicturesHaveTheWordsOfTheirReaders() {
    #expect(Keys.Images.ownTasks == OwnPictures.allCases.map(\.rawValue))
  }

  /// What a run would refuse is refused before it, without a look at pictures.
  @Test func anUnknownTaskIsRefused() throws {
    let recipe = try TinyVision.recipe("images.task=foo")
    for refuse in [{ _ = try TokenMergingPlan(recipe) }, { _ = try MergeEstimate(recipe) }] as [() throws -> Void] {
      let error = #expect(throws: DataError.self) { try refuse() }
      #expect(error?.message.hasPrefix("unknown picture task 'foo': there are shapes, ") == true)
    }
  }
}
