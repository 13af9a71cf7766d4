import Tensor
import Testing
import Training

@Suite struct ProbeLooksTests {
  @Test func flipsAreCountedByTokenAndByExpert() {
    let (before, now): ([Int32], [Int32]) = ([0, 0, 0, 1, 2, -1], [0, 1, 2, 1, 0, -1])
    #expect(ProbeLooks.flips(since: before, to: now) == 0.5)
    #expect(ProbeLooks.flips(since: now, to: now) == 0)
    #expect(ProbeLooks.flips(since: nil, to: now).isNaN)
    let away = ProbeLooks.flippedAway(since: before, to: now, experts: 4)
    #expect(away[..<3] == [2 / 3, 0, 1])
    #expect(away[3].isNaN)
    #expect(ProbeLooks.flippedAway(since: nil, to: now, experts: 4) == [])
  }

  @Test func looksSurviveACheckpoint() throws {
    var looks = ProbeLooks()
    #expect(try ProbeLooks(looks.entries, experts: [3, 4], tokens: 3) == looks)
    looks.last = [[0, 1, -1], [2, 0, 1]]
    looks.start = [[1, 1, 1], [0, 0, 0]]
    #expect(looks.entries.keys.sorted() == ["probe.last", "probe.start"])
    #expect(try ProbeLooks(looks.entries, experts: [3, 4], tokens: 3) == looks)
    // Another probe batch than the one that was looked at.
    #expect(try ProbeLooks(looks.entries, experts: [3, 4], tokens: 4) == ProbeLooks())
    #expect(try ProbeLooks(looks.entries, experts: [3, 4, 4], tokens: 3) == ProbeLooks())
    let error = #expect(throws: TrainingError.self) { try ProbeLooks(looks.entries, experts: [3, 2], tokens: 3) }
    #expect(error?.message.contains("probe.last names expert 2 of 2") == true)
  }
}
