import Foundation
import Models
import Tensor
import TestSupport
import Testing

/// The encoder's probe against stored answers and against the slow reference.
@Suite struct EncoderProbeTests {
  static let fixtures: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: fixture("encoder"))) ?? []
    return names.filter { $0.hasSuffix(".in.safetensors") }.map { String($0.dropLast(15)) }.sorted()
  }()

  @Test func fixturesAreThere() { #expect(Self.fixtures.count >= 7) }

  @Test(arguments: fixtures.filter { !$0.hasPrefix("bad-") })
  func agreesWithTheStoredAnswer(name: String) throws {
    let output = try EncoderProbe.run(Safetensors(path: fixture("encoder/\(name).in.safetensors")))
    let answer = try Safetensors(path: fixture("encoder/\(name).out.safetensors"))
    #expect(output.entries.keys.sorted() == answer.entries.keys.sorted())
    for (key, entry) in answer.entries {
      let (got, want) = (try #require(output[key]), try #require(entry.floats))
      #expect(got.shape == entry.shape, "\(key)")
      for (a, b) in zip(try #require(got.floats), want) where !(abs(a - b) <= 2e-5 + 2e-4 * abs(b)) {
        Issue.record("\(key): \(a), expected \(b)")
        break
      }
    }
  }

  @Test(arguments: fixtures.filter { $0.hasPrefix("bad-") })
  func refusesWithTheStoredWord(name: String) throws {
    struct Refusal: Decodable { var words: [String] }
    let refusal = try JSONDecoder().decode(
      Refusal.self, from: Data(contentsOf: URL(fileURLWithPath: fixture("encoder/\(name).refused.json"))))
    let file = try Safetensors(path: fixture("encoder/\(name).in.safetensors"))
    #expect {
      _ = try EncoderProbe.run(file)
    } throws: { error in
      refusal.words.contains { "\(error)".contains($0) } && !"\(error)".contains("\n")
    }
  }

  /// Random encoders, half of them with levels: values, and derivatives against differences.
  @Test(arguments: UInt64(0)..<40)
  func agreesWithTheReference(seed: UInt64) throws {
    var test = EncoderCase(seed: seed, isRouted: seed % 4 >= 2)
    let reference = EncoderReference(test)
    let output = try EncoderProbe.run(test.file)
    for (name, expected) in [("hidden", reference.hidden), ("sentence", reference.sentence)] {
      let wrong = Tolerance(relative: 2e-5).violation(name, try #require(output[name]?.floats), expected)
      #expect(wrong == nil, "seed \(seed): \(wrong ?? "")")
    }
    #expect(output.entries.count == 2 + test.gradients.count)
    var numbers = SampleNumbers(seed: seed &+ 1000)
    for name in test.gradients {
      let gradient = try #require(output["grad.\(name)"]?.floats)
      #expect(output["grad.\(name)"]?.shape == test.tensors[name]!.shape, "\(name)")
      let scale = gradient.reduce(0) { max($0, abs($1)) }
      for _ in 0..<3 {
        let place = numbers.integer(below: gradient.count)
        let middle = test.tensors[name]!.values[place]
        func objective(_ value: Double) -> Double {
          test.tensors[name]!.values[place] = value
          return EncoderReference(test).objective
        }
        let slope = (objective(middle + 1e-5) - objective(middle - 1e-5)) / 2e-5
        test.tensors[name]!.values[place] = middle
        #expect(
          abs(Double(gradient[place]) - slope) <= 1e-4 * Double(scale) + 2e-5,
          "seed \(seed), \(name)[\(place)]: \(gradient[place]), by differences \(slope)")
      }
    }
  }

  @Test(arguments: UInt64(0)..<10)
  func doesNotDependOnTheNumberOfThreads(seed: UInt64) throws {
    let file = EncoderCase(seed: seed, isRouted: seed % 2 == 1).file
    #expect(try EncoderProbe.run(file, threads: 1) == EncoderProbe.run(file, threads: 3))
  }
}
