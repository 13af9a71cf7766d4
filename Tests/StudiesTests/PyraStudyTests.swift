import Experiment
import Foundation
import Studies
import Testing

@Suite struct PyraStudyTests {
  private static let study = Result<Study, any Error> {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try StudyFile(root.appendingPathComponent("recipes/studies/pyra").path).study()
  }

  /// Twelve members on each of nine tasks, seven parts of PYRA on one, three seeds.
  @Test func itsTrialsAreCounted() throws {
    let study = try Self.study.get()
    #expect(study.trials.count == 3 * (9 * 12 + 7))
    #expect(study.groups.count == 9 * 3 + 1)
    #expect(study.members.allSatisfy { $0.recipe[Keys.Run.workload] == .tokenMerging })
  }

  /// Members of a group are on the same pictures, and those that merge do so alike.
  @Test func groupsDifferInWhatIsComparedAlone() throws {
    let study = try Self.study.get()
    for group in study.groups {
      let recipes = study.members.filter { $0.group == group }.map(\.recipe)
      #expect(Set(recipes.map { $0[Keys.Images.task] }).count == 1)
      let merging = recipes.filter { $0[Keys.Merging.reducer] != .none }
      let schedules = Set(merging.map { $0[Keys.Merging.schedule] })
      #expect(schedules.count == 1)
      #expect(Set(merging.map { $0[Keys.Merging.ratio] }).count == 1)
      #expect(merging.allSatisfy { $0[Keys.Merging.removed] == merging[0][Keys.Merging.removed] })
      if group.contains("6 tokens left") {
        // 36 patches and the class token at 84 pixels.
        let removed = merging[0][Keys.Merging.removed].values.reduce(0) { $0 + Int($1) }
        #expect(schedules == [.listed] && 37 - removed == 6)
      } else {
        #expect(schedules == [.flops] && group.contains("\(merging[0][Keys.Merging.ratio]) times"))
      }
    }
  }
}
