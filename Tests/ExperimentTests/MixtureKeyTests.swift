import Experiment
import Testing

@Suite struct MixtureKeyTests {
  private func fault(_ sets: [String]) -> String? {
    do {
      _ = try Recipe().applying(sets: ["run.workload=nlu"] + sets)
      return nil
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    (["mixture.kind=mmoe", "hierarchy.middle=0"], "mixture.kind", "hierarchy.middle"),
    (["mixture.kind=mmoe", "mixture.levels=2"], "mixture.levels", "mixture.kind = \"ple\""),
    (["mixture.kind=ple", "mixture.levels=3"], "mixture.levels", "more than the 2 layers"),
    (["mixture.kind=ple", "hierarchy.share_steps=0.2"], "mixture.kind", "hierarchy.share_steps"),
    (
      ["balancing.gradients=pcgrad", "tasks.batch_size=3"], "balancing.tasks_per_step",
      "tasks.batch_size"
    ),
    (["balancing.tasks_per_step=1"], "balancing.tasks_per_step", "from 2 to 64"),
    (["mixture.kind=cgc"], "mixture.kind", "none, mmoe, ple"),
  ]) func keysThatDoNotGoTogetherAreRefused(_ sets: [String], key: String, words: String) {
    let line = fault(sets)
    #expect(line?.contains(key) == true && line?.contains(words) == true, "\(line ?? "nothing")")
  }

  @Test(arguments: [
    ["mixture.kind=mmoe"], ["mixture.kind=ple", "mixture.levels=2", "mixture.specific=0"],
    ["balancing.gradients=pcgrad", "balancing.weighting=uncertainty"],
    ["mixture.levels=9", "hierarchy.middle=0"],
  ]) func othersAreNot(_ sets: [String]) { #expect(fault(sets) == nil) }
}
