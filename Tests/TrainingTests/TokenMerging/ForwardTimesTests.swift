import Experiment
import Testing
import Training

/// Speeds from lists of times, which are made up here.
@Suite struct ForwardTimesTests {
  @Test func oneMomentDecidesNothing() {
    var times = ForwardTimes()
    #expect(times.rate == 0 && times.plainRate == 0)
    times.add(merging: [4, 0.25, 0.25, 0.25], plain: [9, 0.5, 0.5])
    #expect(times.rate == 4 && times.plainRate == 2, "the first of each warms up")
    times.add(merging: [4, 0.25, 300, 0.25], plain: [9, 460, 0.5])
    times.add(merging: [4, 0.25, 0.25, 0.25], plain: [9, 0.5, 0.5])
    #expect(times.rate == 4 && times.plainRate == 2)
  }

  /// A first evaluation that is held up as a whole is made up for by the others.
  @Test func neitherDoesOneEvaluation() {
    var times = ForwardTimes()
    times.add(merging: [8, 8, 8, 8], plain: [0.125, 0.125, 0.125])
    #expect(times.rate == 0.125 && times.plainRate == 8)
    for _ in 0..<2 { times.add(merging: [1, 0.25, 0.25, 0.25], plain: [1, 0.5, 0.5]) }
    #expect(times.rate == 4 && times.plainRate == 2)
  }

  @Test func aSingleBatchIsAllThereIs() {
    var times = ForwardTimes()
    times.add(merging: [0.5], plain: [1])
    #expect(times.rate == 2 && times.plainRate == 1)
  }

  /// What does not merge is its own uncompressed model.
  @Test func withoutMergingBothAreTheSame() throws {
    let run = try TinyVision.Run(try TinyVision.recipe("merging.reducer=none", "evaluation.every=4"))
      .train(.init(lastStep: 8))
    for evaluation in run.evaluations {
      let rates = ["images_per_second", "plain_images_per_second"].map { evaluation.figure($0) }
      #expect(rates[0] != nil && rates[0] == rates[1])
    }
  }
}
