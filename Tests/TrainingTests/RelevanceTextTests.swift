import Foundation
import Testing
import Training

@Suite struct RelevanceTextTests {
  private let relevance = TaskRelevance(
    tasks: ["alpha", "beta", "gamma"],
    measured: [
      (.data, "words", [1, 0.9, 0.1, 0.9, 1, 0.304, 0.1, 0.304, 1]),
      (.manual, "skills", [1, 0, 1, 0, 1, 0, 1, 0, 1]),
      (.model, "gradients", [1, 0.6, 0.5, 0.6, 1, 0.55, 0.5, 0.55, 1]),
    ])

  @Test func printsMatricesTreeAndTables() {
    let lines = RelevanceText(relevance, kinds: ["pairs", "pairs", "ranking"]).lines(width: 60)
    #expect(
      lines.prefix(5) == [
        "DATA  words",
        "          1  2  3",
        " 1 alpha  · 90 10  ··██",
        " 2 beta  90  · 30  ██··░░",
        " 3 gamma 10 30  ·    ░░··",
      ])
    // A hundred has a blank before it.
    #expect(
      lines.drop { !$0.hasPrefix("MANUAL") }.dropFirst().prefix(4) == [
        "           1   2   3",
        " 1 alpha   ·   0 100  ··  ██",
        " 2 beta    0   ·   0    ··",
        " 3 gamma 100   0   ·  ██  ··",
      ])
    let tree = lines.drop { !$0.hasPrefix("GROUPS") }
    // Combined: alpha and beta (1 + 0 + 1) / 3, alpha and gamma (0 + 1 + 0) / 3, beta and gamma (0.255 + 0 + 0.5) / 3.
    #expect(tree.first == "GROUPS of each view, and the tree of the combined one (distance 0 to 0.71)")
    #expect(
      tree.dropFirst().prefix(4) == [
        "task   kind     data  manual  model  combined",
        "alpha  pairs    A     A       A      A         ──────┬─────┐",
        "beta   pairs    A     B       A      A         ──────┘     │",
        "gamma  ranking  B     A       B      B         ────────────┘",
      ])
    #expect(lines.contains("SILHOUETTE        2  groups"))
    #expect(lines.contains { $0.hasPrefix("data – manual") })
  }

  @Test func fitsEightyColumns() {
    let count = 13
    let tasks = (0..<count).map { "task-with-a-long-name-\($0)" }
    let matrix = (0..<count * count).map { place -> Float in
      let (i, j) = (place / count, place % count)
      return i == j ? 1 : Float((i * j) % 7) / 7
    }
    let relevance = TaskRelevance(
      tasks: tasks,
      measured: [(.data, "words", matrix), (.manual, "skills", matrix), (.model, "gradients", matrix)])
    let kinds = Array(repeating: "classification", count: count)
    let checks = [ModelRelevance(.tag, matrix.map(Double.init))]
    for width in [80, 100, 200] {
      let lines = RelevanceText(relevance, kinds: kinds, checks: checks).lines(width: width)
      #expect(lines.filter { $0.count > width } == [])
      // Wider cells of a check take their room from names and shades.
      #expect(lines.drop { !$0.hasPrefix("CHECK") }.prefix(15).contains { $0.contains(" 100 ") })
      #expect(lines.filter { $0.hasPrefix("CHECK") }.count == 1)
    }
  }

  @Test func writesEverythingForPrograms() throws {
    let check = ModelRelevance(.transfer, [0, 1, 2, 3, 4, 5, 6, 7, 8])
    let json = try RelevanceReport(relevance, kinds: ["pairs", "pairs", "ranking"], checks: [check]).json()
    let object = try #require(try JSONSerialization.jsonObject(with: Foundation.Data(json.utf8)) as? [String: Any])
    let views = try #require(object["views"] as? [[String: Any]])
    #expect(views.compactMap { $0["view"] as? String } == ["data", "manual", "model", "combined"])
    #expect((views[0]["similarities"] as? [[Double]])?[0].count == 3)
    #expect(views[0]["groups"] as? [[String]] == [["alpha", "beta"], ["gamma"]])
    #expect((views[3]["merges"] as? [[String: Any]])?.count == 2)
    #expect((object["agreement"] as? [[String: Any]])?.count == 3 + 4)
    let checks = try #require(object["checks"] as? [[String: Any]])
    #expect((checks[0]["values"] as? [[Double]])?[1] == [3, 4, 5])
    #expect(try RelevanceReport(relevance, kinds: ["pairs", "pairs", "ranking"], checks: [check]).json() == json)
  }
}
