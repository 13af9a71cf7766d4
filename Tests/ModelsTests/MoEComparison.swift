import Foundation
import Tensor

/// What differs between a probe's output and what is wanted, or nil; whole numbers must be equal, floats near.
func difference(_ got: Safetensors, floats: [String: [Double]], wholes: [String: [Int]]) -> String? {
  for (name, wanted) in wholes {
    guard let entry = got[name] else { return "\(name) is missing" }
    let numbers = entry.int64s.map { $0.map { Int($0) } } ?? entry.uint8s.map { $0.map { Int($0) } }
    if numbers != wanted { return "\(name): got \(numbers ?? []), expected \(wanted)" }
  }
  for (name, wanted) in floats {
    guard let entry = got[name], let numbers = entry.floats else { return "\(name) is missing" }
    if numbers.count != wanted.count { return "\(name): \(numbers.count) values, expected \(wanted.count)" }
    for (index, (a, b)) in zip(numbers, wanted).enumerated() where !(abs(Double(a) - b) <= 2e-5 + 2e-4 * abs(b)) {
      return "\(name)[\(index)]: got \(a), expected \(b)"
    }
  }
  return nil
}

/// Where the fixtures lie.
func fixture(_ name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/\(name)").path
}
