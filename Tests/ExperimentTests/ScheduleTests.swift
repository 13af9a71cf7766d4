import Experiment
import Testing

@Suite struct ScheduleTests {
  private func expect(_ schedule: Schedule, _ factors: [(step: Int, factor: Double)]) {
    for (step, factor) in factors {
      #expect(abs(schedule.factor(at: step) - factor) < 1e-12, "\(schedule.kind) at step \(step)")
    }
  }

  @Test func constantAfterTheRise() {
    expect(
      Schedule(.constant, warmup: 4, steps: 10, finalRatio: 0.5),
      [(1, 0.25), (2, 0.5), (3, 0.75), (4, 1), (5, 1), (10, 1), (1000, 1)])
  }

  @Test func linearFall() {
    expect(
      Schedule(.linear, warmup: 2, steps: 10, finalRatio: 0.2),
      [(1, 0.5), (2, 1), (3, 0.9), (6, 0.6), (9, 0.3), (10, 0.2), (11, 0.2)])
  }

  @Test func cosineFall() {
    expect(
      Schedule(.cosine, warmup: 0, steps: 12, finalRatio: 0.1),
      [(0, 1), (4, 0.1 + 0.9 * 0.75), (6, 0.55), (8, 0.1 + 0.9 * 0.25), (12, 0.1), (99, 0.1)])
  }

  /// (1 + 1e-4 n)^-0.75 by the numbers, after the rise and beyond the end of the run.
  @Test func inversePower() {
    expect(
      Schedule(.inverse, steps: 10, finalRatio: 0.5),
      [
        (0, 1), (1, 0.9999250065618985), (100, 0.9925650290240803), (10_000, 0.5946035575013605),
        (150_000, 0.125),
      ])
    expect(
      Schedule(.inverse, warmup: 4, steps: 10, gamma: 0.25, power: 0.5),
      [(1, 0.25), (4, 1), (8, 0.7071067811865476), (16, 0.5), (64, 0.25)])
    expect(Schedule(.inverse, steps: 10, gamma: 0), [(1, 1), (50, 1)])
  }

  /// The run ends before the rise does: no jump down, no division by zero.
  @Test(arguments: Schedule.Kind.allCases) func riseAsLongAsTheRun(_ kind: Schedule.Kind) {
    expect(Schedule(kind, warmup: 5, steps: 5, finalRatio: 0.1), [(1, 0.2), (4, 0.8)])
    expect(Schedule(kind, warmup: 8, steps: 5), [(1, 0.125), (5, 0.625), (7, 0.875)])
  }
}
