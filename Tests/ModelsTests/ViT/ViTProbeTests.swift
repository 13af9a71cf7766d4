import Foundation
import Models
import Tensor
import TestSupport
import Testing

/// The probe against stored answers and against the slow reference.
@Suite struct ViTProbeTests {
  static let fixtures: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: fixture("vit"))) ?? []
    return names.filter { $0.hasSuffix(".in.safetensors") && !$0.hasPrefix("bad") }.map { String($0.dropLast(15)) }
      .sorted()
  }()

  @Test func fixturesAreThere() { #expect(Self.fixtures.count >= 8) }

  @Test(arguments: fixtures)
  func agreesWithTheStoredAnswer(name: String) throws {
    let output = try ViTProbe.run(Safetensors(path: fixture("vit/\(name).in.safetensors")))
    let answer = try Safetensors(path: fixture("vit/\(name).out.safetensors"))
    #expect(!answer.entries.isEmpty)
    for (key, entry) in answer.entries {
      #expect(output[key]?.shape == entry.shape && output[key]?.type == entry.type, "\(key)")
      if let wholes = entry.int64s { #expect(output[key]?.int64s == wholes, "\(key)") }
      guard let values = entry.floats, let own = output[key]?.floats else { continue }
      let wrong = Tolerance(relative: 2e-4, absolute: 2e-5).violation(key, own, values.map(Double.init))
      #expect(wrong == nil, "\(wrong ?? "")")
    }
  }

  /// 270 random transformers over all reducers: everything that the forward pass gives.
  @Test(arguments: 0..<9)
  func agreesWithTheReference(batch: Int) throws {
    var compared = 0
    for seed in UInt64(batch * 30)..<UInt64(batch * 30 + 30) {
      let test = ViTCase(seed: seed)
      let answer = test.reference.run()
      // Where two scores are all but equal, float and double may rightly choose differently.
      if answer.margin < 1e-5 { continue }
      compared += 1
      let output = try ViTProbe.run(test.file)
      for (key, wholes) in answer.wholes {
        #expect(output[key]?.int64s == wholes.map { Int64($0) }, "seed \(seed), \(key), \(test.json)")
      }
      for (key, floats) in answer.floats {
        let wrong = Tolerance(relative: 1e-4, absolute: 1e-6).violation(key, output[key]?.floats ?? [], floats)
        #expect(wrong == nil, "seed \(seed), \(test.json): \(wrong ?? "")")
      }
    }
    #expect(compared >= 20)
  }

  /// Every gradient that is asked for, along a random direction, against differences of the reference.
  @Test(arguments: 0..<9)
  func gradientsAgreeWithDifferences(batch: Int) throws {
    var compared = 0
    for seed in UInt64(batch)..<UInt64(batch + 10) {
      let test = ViTCase(seed: seed * 9 + UInt64(batch))
      let reference = test.reference
      if reference.run().margin < 1e-3 { continue }
      let output = try ViTProbe.run(test.file)
      let named = output.entries.keys.filter { $0.hasPrefix("grad.") }.map { String($0.dropFirst(5)) }
      #expect(Set(named) == Set(test.gradients))
      for (index, name) in test.gradients.enumerated() {
        let gradient = try #require(output["grad.\(name)"]?.floats)
        let direction = SampleNumbers.uniform(gradient.count, seed: seed &+ UInt64(index)).map(Double.init)
        func objective(_ step: Double) -> Double {
          var moved = reference
          moved.tensors[name] = zip(moved.tensors[name]!, direction).map { $0 + step * $1 }
          return moved.objective()
        }
        let h = 1e-5
        let slope = (objective(h) - objective(-h)) / (2 * h)
        let own = zip(gradient, direction).reduce(0) { $0 + Double($1.0) * $1.1 }
        let size = zip(gradient, direction).reduce(0) { $0 + abs(Double($1.0) * $1.1) }
        #expect(abs(own - slope) <= 1e-4 * size + 1e-5, "seed \(seed), \(name), \(test.json): \(own), \(slope)")
        compared += 1
      }
    }
    #expect(compared > 60)
  }

  @Test(arguments: UInt64(0)..<18)
  func doesNotDependOnTheNumberOfThreads(seed: UInt64) throws {
    let file = ViTCase(seed: seed).file
    #expect(try ViTProbe.run(file, threads: 3) == ViTProbe.run(file, threads: 1))
  }

  /// Weights from a second file, which may hold more than is needed.
  @Test func weightsOfASecondFile() throws {
    let test = ViTCase(seed: 10)
    let whole = try ViTProbe.run(test.file)
    var (own, stored) = (test.file, Safetensors(metadata: ["spec": "not looked at"]))
    for name in own.entries.keys where name != "images" && name != "dlogits" {
      stored[name] = own[name]
      own[name] = nil
    }
    stored["something.else"] = .init([Int64(1)], [1])
    stored["images"] = .init([Float.nan], [1])
    #expect(try ViTProbe.run(own, weights: stored) == whole)
    // What the first file holds comes first.
    own["cls"] = stored["cls"]
    stored["cls"] = .init([Float(1)], [1])
    #expect(try ViTProbe.run(own, weights: stored) == whole)
  }

  /// A gradient may be asked of a tensor that no block uses: it is zero.
  @Test func gradientOfAnIdleTensor() throws {
    var test = ViTCase(seed: 10)
    test.gradients = ["cls", "spare"]
    var stored = Safetensors()
    stored["spare"] = .init([Float(1), 2], [2])
    let output = try ViTProbe.run(test.file, weights: stored)
    #expect(output["grad.spare"]?.floats == [0, 0])
    #expect(output["grad.cls"]?.floats?.contains { $0 != 0 } == true)
  }
}
