import Experiment
import Foundation
import Studies
import Testing

@Suite struct VisditStudyTests {
  private static let study = Result<Study, any Error> {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try StudyFile(root.appendingPathComponent("recipes/studies/visdit").path).study()
  }

  /// Nine methods on all ordered pairs of three, four and three domains, with one and three labels, three seeds.
  @Test func itsTrialsAreCounted() throws {
    let study = try Self.study.get()
    #expect(study.trials.count == 9 * (6 + 12 + 6) * 2 * 3)
    let families = Dictionary(grouping: study.members, by: \.family)
    #expect(families.mapValues(\.count).sorted { $0.key < $1.key }.map(\.value) == [108, 108, 54, 54, 54, 54])
    for (family, members) in families {
      let shots = Set(members.map { $0.recipe[Keys.Domains.shots] })
      #expect(shots.count == 1 && family.contains(", \(shots.first ?? 0) label"))
      let pairs = Set(members.map { "\($0.recipe[Keys.Domains.source]) → \($0.recipe[Keys.Domains.target])" })
      #expect(pairs == Set(members.map(\.variant)))
    }
  }

  /// One setting for all pairs of a network: methods differ in what their names say, pairs in their domains.
  @Test func membersDifferInWhatIsComparedAlone() throws {
    let study = try Self.study.get()
    let own: Set = [
      "alignment.method", "dispersal.cross_weight", "dispersal.inside_weight", "domains.source", "domains.target",
      "domains.shots", "domains.size", "domains.examples",
    ]
    for isSmall in [true, false] {
      let members = study.members.filter { ($0.recipe[Keys.Vision.weights] == .random) == isSmall }
      let first = try #require(members.first)
      #expect(members.allSatisfy { $0.family.hasPrefix("digits") == isSmall })
      for member in members {
        let other = member.recipe.differences(from: first.recipe).map(\.key.path).filter { !own.contains($0) }
        #expect(other.isEmpty, "\(member.name): \(other)")
      }
    }
    // The parts of C-VisDiT are compared with PCS, all else with the labelled pictures alone.
    for member in study.members {
      let part = ["xvd", "ivd", "both"].contains { member.name.hasSuffix("-\($0)") }
      #expect(member.baseline.hasSuffix(part ? "-pcs" : "-source"))
    }
  }
}
