import Foundation
import Models
import Tensor
import TestSupport
import Testing

/// The probe against stored answers.
@Suite struct VisDiTProbeTests {
  static let fixtures: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: fixture("visdit"))) ?? []
    return names.filter { $0.hasSuffix(".out.safetensors") }.map { String($0.dropLast(16)) }.sorted()
  }()

  @Test func fixturesAreThere() { #expect(Self.fixtures.count == 9) }

  @Test(arguments: fixtures)
  func agreesWithTheStoredAnswer(name: String) throws {
    let output = try VisDiTProbe.run(Safetensors(path: fixture("visdit/\(name).in.safetensors")))
    let answer = try Safetensors(path: fixture("visdit/\(name).out.safetensors"))
    #expect(Set(output.entries.keys) == Set(answer.entries.keys))
    for (key, entry) in answer.entries {
      #expect(output[key]?.shape == entry.shape && output[key]?.type == entry.type, "\(key)")
      if let wholes = entry.int64s { #expect(output[key]?.int64s == wholes, "\(key)") }
      guard let values = entry.floats, let own = output[key]?.floats else { continue }
      let wrong = Tolerance(relative: 1e-5, absolute: 1e-6).violation(key, own, values.map(Double.init))
      #expect(wrong == nil, "\(wrong ?? "")")
    }
  }

  @Test func storedRefusal() throws {
    let file = try Safetensors(path: fixture("visdit/bad-unknown-op.in.safetensors"))
    let error = #expect(throws: ProbeError.self) { try VisDiTProbe.run(file) }
    #expect(error?.message.contains("'op'") == true && error?.message.contains("cosinus") == true)
  }
}
