import Experiment
import Foundation
import Studies
import Testing

/// Losses by band of clusters, and how often bands were drawn.
@Suite struct ClusterFigureTests {
  /// Ten clusters, each a tenth smaller than the first: two in a band.
  private static let clusters = (0..<10).map {
    ClusterShape(name: "c\($0)", documents: 10, tokens: 1000 - 100 * $0, windows: 100 - 10 * $0)
  }

  private func fixture() throws -> StudyFixture {
    try StudyFixture(
      StudyFixture.pair.replacingOccurrences(
        of: "seeds = [1, 2]", with: "seeds = [1, 2]\nfigures = [\"loss\", \"clusters\"]"))
  }

  private func header(_ recipe: Recipe, firstStep: Int = 0) -> Header {
    var header = StudyFixture.header(recipe)
    (header.sampler, header.clusters, header.firstStep) = ("uniform", Self.clusters, firstStep)
    return header
  }

  private func step(_ number: Int, _ draws: [Int32]) -> Event {
    .step(Step(step: number, tokens: number, loss: 1, draws: draws))
  }

  @Test func aTrialTellsItsBandsAndDraws() throws {
    let fixture = try fixture()
    let trial = try fixture.study().trials[0]
    let file = fixture.folder.session(trial)
    // Step 2 is done anew after a resumption, with other draws.
    let extra = [
      .started(header(trial.recipe)), step(1, [0, 0, 9]), step(2, [5, 5, 5]),
      .started(header(trial.recipe, firstStep: 1)), step(2, [9, 8, 2]),
    ]
    try fixture.record(
      trial, to: file, extra: extra,
      clusters: [
        ClusterLoss(cluster: 0, loss: 1, tokens: 30), ClusterLoss(cluster: 1, loss: 2, tokens: 10),
        ClusterLoss(cluster: 9, loss: 4, tokens: 5),
      ])
    guard case .finished(let figures, _) = fixture.folder.record(trial) else {
      Issue.record("\(fixture.folder.record(trial))")
      return
    }
    #expect(figures.bands.map(\.loss).map { $0.isNaN ? -1 : $0 } == [1.25, -1, -1, -1, 4])
    // Windows of the bands: 190, 150, 110, 70, 30.
    let repetitions: [Double] = [2 / 190, 1 / 150, 0, 0, 3 / 30]
    #expect(figures.repetitions == repetitions)
    // Draws 2, 1, 1 and 2 of 6.
    let entropy = 2 * log(3.0) / 3 + log(6.0) / 3
    #expect(abs(figures.effectiveClusters - exp(entropy)) < 1e-12)
  }

  @Test func tablesHaveAColumnForEachBand() throws {
    let study = try fixture().study()
    func figures(_ losses: [Double], repeats: [Double]) -> TrialFigures {
      TrialFigures(
        loss: 2, bands: losses.map { BandLoss(loss: $0, tokens: 7, clusters: 2) }, repetitions: repeats,
        effectiveClusters: 4.5)
    }
    let results = StudyResults(
      figures: [
        "one": [1: figures([1, 2, 3], repeats: [0.5, 1, 2]), 2: figures([1.5, 2, 4], repeats: [0.5, 1, 3])],
        "two": [1: figures([1.25, 2, 2.5], repeats: [1, 1, 1]), 2: figures([1.75, 2, 3.5], repeats: [1, 1, 1])],
      ], missing: [])
    let table = StudyTable(study, results)
    #expect(
      table.figures.map(\.title) == [
        "held-out loss", "held-out loss by band of clusters, the largest clusters first",
        "held-out loss of the rarest band less that of the largest",
      ])
    let bands = try #require(table.figures[1].groups.first)
    #expect(bands.columns == ["1 (2 clusters)", "2 (2 clusters)", "3 (2 clusters)"])
    #expect(table.markdown().contains("| band | one |"))
    #expect(bands.rows[1].cells.map(\.difference) == [0.25, 0, -0.5])
    #expect(bands.rows[1].cells[2].verdict == .better && bands.rows[1].cells[0].verdict == .worse)
    #expect(table.figures[2].groups[0].rows.map { $0.cells[0].mean } == [2.25, 1.5])
    #expect(
      table.notes.contains(
        "one drew a window 0.50, 1.00, 2.50 times, by band, from 4.50 effective clusters (exp of the entropy of the"
          + " draws)."), "\(table.notes)")
    // Runs that draw from a mixture have no bands: no tables of them, and no notes.
    let plain = StudyTable(study, StudyResults(figures: ["one": [1: TrialFigures(loss: 1)]], missing: []))
    #expect(plain.figures.count == 1 && !plain.notes.contains { $0.contains("drew") })
  }
}
