import Tensor
import Testing

@Suite struct BLASCoreTests {
  /// What Debian's OpenBLAS falls back to, on processors that can do better.
  @Test(arguments: [
    ("Prescott", VectorLevel.avx512, false, "SkylakeX"),
    ("Prescott", .avx512, true, "Haswell"),
    ("Prescott", .avx2, false, "Haswell"),
    ("Prescott", .avx, false, "Sandybridge"),
    ("Nehalem", .avx2, true, "Haswell"),
    ("Sandybridge", .avx2, false, "Haswell"),
    ("Haswell", .avx512, false, "SkylakeX"),
    ("Cooperlake", .avx512, true, "Haswell"),
    ("SkylakeX", .avx512, true, "Haswell"),
  ])
  func aCoreBelowTheProcessorIsReplaced(core: String, level: VectorLevel, isAMD: Bool, better: String) {
    #expect(BLASCore.better(than: core, on: ProcessorFeatures(level: level, isAMD: isAMD)) == better)
  }

  /// A wrong choice would be an illegal instruction: never above what the processor has.
  @Test func noCoreIsEverAskedForThatTheProcessorCannotRun() {
    let needed: [String: VectorLevel] = ["Sandybridge": .avx, "Haswell": .avx2, "SkylakeX": .avx512]
    for core in ["Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX", "Cooperlake", "Unheard"] {
      for level in [VectorLevel.sse, .avx, .avx2, .avx512] {
        for isAMD in [false, true] {
          if let choice = BLASCore.better(than: core, on: ProcessorFeatures(level: level, isAMD: isAMD)) {
            #expect(needed[choice]! <= level, "\(choice) on \(level)")
          }
        }
      }
    }
  }

  @Test(arguments: [
    ("Haswell", VectorLevel.avx2, false), ("Zen", .avx512, true), ("Cooperlake", .avx512, false),
    ("SkylakeX", .avx512, false), ("SapphireRapids", .avx512, false), ("Prescott", .sse, false),
    ("NEOVERSEN1", .avx512, false),
  ])
  func aCoreThatFitsStays(core: String, level: VectorLevel, isAMD: Bool) {
    #expect(BLASCore.better(than: core, on: ProcessorFeatures(level: level, isAMD: isAMD)) == nil)
  }

  @Test func cpuidAgreesWithTheKernel() throws {
    guard let features = ProcessorFeatures.current else { return }
    let flags = try processorFlags()
    let expected: VectorLevel =
      flags.isSuperset(of: ["avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"])
      ? .avx512 : flags.isSuperset(of: ["avx2", "fma"]) ? .avx2 : flags.contains("avx") ? .avx : .sse
    #expect(features.level == expected)
  }
}
