import Foundation
import Models
import Tensor
import Testing

/// The probe against stored answers and against the slow reference.
@Suite struct MoEProbeTests {
  static let fixtures: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: fixture("moe"))) ?? []
    return names.filter { $0.hasSuffix(".in.safetensors") }.map { String($0.dropLast(15)) }.sorted()
  }()

  @Test func fixturesAreThere() { #expect(Self.fixtures.count >= 17) }

  @Test(arguments: fixtures)
  func agreesWithTheStoredAnswer(name: String) throws {
    let input = try Safetensors(path: fixture("moe/\(name).in.safetensors"))
    let answer = try Safetensors(path: fixture("moe/\(name).out.safetensors"))
    let output = try MoEProbe.run(input)
    var (floats, wholes): ([String: [Double]], [String: [Int]]) = ([:], [:])
    for (key, entry) in answer.entries {
      #expect(output[key]?.shape == entry.shape && output[key]?.type == entry.type, "\(key)")
      if let values = entry.floats { floats[key] = values.map { Double($0) } }
      if let values = entry.int64s { wholes[key] = values.map { Int($0) } }
      if let values = entry.uint8s { wholes[key] = values.map { Int($0) } }
    }
    #expect(floats.count + wholes.count == answer.entries.count)
    let wrong = difference(output, floats: floats, wholes: wholes)
    #expect(wrong == nil, "\(wrong ?? "")")
  }

  /// 400 random layers: output, gradients, choices, weights, ledger, losses.
  @Test(arguments: 0..<8)
  func agreesWithTheReference(batch: Int) throws {
    var compared = 0
    for seed in UInt64(batch * 50)..<UInt64(batch * 50 + 50) {
      let test = MoECase(seed: seed)
      let answer = MoEAnswer(test)
      // Where two values are all but equal, float and double may rightly choose differently.
      if answer.margin < 2e-6 { continue }
      compared += 1
      let output = try MoEProbe.run(test.file)
      let wrong = difference(output, floats: answer.floats, wholes: answer.wholes)
      #expect(wrong == nil, "seed \(seed), \(test.spec.json): \(wrong ?? "")")
    }
    #expect(compared > 40)
  }

  @Test(arguments: UInt64(0)..<20)
  func doesNotDependOnTheNumberOfThreads(seed: UInt64) throws {
    let file = MoECase(seed: seed).file
    let one = try MoEProbe.run(file, threads: 1)
    let three = try MoEProbe.run(file, threads: 3)
    #expect(three == one)
  }
}
