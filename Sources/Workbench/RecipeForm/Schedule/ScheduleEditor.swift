internal import Experiment
internal import TerminalUI

/// A schedule of merging that is being edited, block by block. What a block can remove is for the model to say.
struct ScheduleEditor: Sendable {
  /// The chosen block.
  private(set) var selected = 0
  /// What the schedule comes to.
  private(set) var cost: MergeCost
  private let recipe: Recipe
  private let ask: @Sendable (Recipe) throws -> MergeCost

  /// Begins with what the recipe's own schedule comes to.
  ///
  /// - Throws: why there is nothing to edit.
  init(_ recipe: Recipe, _ ask: @escaping @Sendable (Recipe) throws -> MergeCost) throws {
    (self.recipe, self.ask) = (recipe, ask)
    do {
      cost = try ask(recipe)
    } catch {
      // A list that does not fit is what the editor is there to mend.
      cost = try ask(Self.schedule(recipe, .listed, [0]))
    }
  }

  private static func schedule(_ recipe: Recipe, _ schedule: Recipe.MergeSchedule, _ removed: [Int]) -> Recipe {
    var recipe = recipe
    recipe[Keys.Merging.schedule] = schedule
    recipe[Keys.Merging.removed] = Numbers(removed.map(Double.init))
    return recipe
  }

  mutating func move(by step: Int) { selected = min(max(0, selected + step), max(0, cost.removed.count - 1)) }

  /// Has the chosen block remove more or fewer tokens.
  ///
  /// - Returns: what kept it from that.
  mutating func change(by step: Int) -> String? {
    guard cost.removed.indices.contains(selected) else { return nil }
    var wanted = cost.removed
    wanted[selected] = max(0, wanted[selected] + step)
    let (before, chosen) = (cost.removed, wanted[selected])
    if let fault = take(.listed, wanted) { return fault }
    if cost.removed[selected] < chosen {
      return "block \(selected) can remove \(cost.removed[selected]): half of its tokens at most"
    }
    let later = before.indices.filter { $0 > selected && cost.removed[$0] != before[$0] }
    return later.first.map { "block \($0) can now remove \(cost.removed[$0])" }
  }

  /// Every block as the chosen one, or falling from twice the mean to none.
  mutating func spread(_ schedule: Recipe.MergeSchedule) -> String? {
    guard cost.removed.indices.contains(selected) else { return nil }
    let mean = (Double(cost.removed.reduce(0, +)) / Double(cost.removed.count)).rounded()
    let number = schedule == .constant ? cost.removed[selected] : Int(mean)
    // A schedule that removes nothing is no schedule.
    return number > 0 ? take(schedule, [number]) : take(.listed, [0])
  }

  /// The mildest schedule that saves a wanted ratio.
  mutating func find(ratio: Double) -> String? {
    var wanted = Self.schedule(recipe, .flops, [])
    wanted[Keys.Merging.ratio] = ratio
    if let fault = take(wanted) { return fault }
    return cost.ratio < ratio - 0.005 ? "no schedule saves more than \(decimal(cost.ratio, 2))" : nil
  }

  private mutating func take(_ schedule: Recipe.MergeSchedule, _ removed: [Int]) -> String? {
    take(Self.schedule(recipe, schedule, removed))
  }

  private mutating func take(_ wanted: Recipe) -> String? {
    do {
      cost = try ask(wanted)
      move(by: 0)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// The numbers as the recipe's text has them.
  var text: String { cost.removed.map(String.init).joined(separator: ", ") }
}
