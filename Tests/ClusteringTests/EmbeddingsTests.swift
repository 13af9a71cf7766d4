import Clustering
import Foundation
import Tensor
import Testing

private func file(_ entries: [String: Safetensors.Entry]) throws -> String {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)").path
  try Safetensors(entries: entries).write(to: path)
  return path
}

/// Vectors from files.
@Suite struct EmbeddingsTests {
  @Test("rows are scaled to unit length, whatever their size")
  func unit() throws {
    let rows = try Embeddings([3, 4, 0, -2, 3e30, 4e30, 3e-30, 4e-30], count: 4, width: 2)
    for (value, wanted) in zip(rows.values, [0.6, 0.8, 0, -1, 0.6, 0.8, 0.6, 0.8] as [Float]) {
      #expect(abs(value - wanted) < 1e-6)
    }
  }

  @Test("halves are read as the numbers they are")
  func halves() throws {
    let values: [Float] = [1, -2, 0.5, 0.0999755859375, 6.103515625e-05, 5.9604644775390625e-08]
    let bytes = values.flatMap { value in withUnsafeBytes(of: Float16(value).bitPattern.littleEndian) { Array($0) } }
    let path = try file(["h": .init(type: .f16, shape: [3, 2], bytes: bytes)])
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try Embeddings(path: path).values == Embeddings(values, count: 3, width: 2).values)
  }

  @Test("one of several tensors has to be named")
  func several() throws {
    let path = try file(["a": .init([1, 0] as [Float], [1, 2]), "b": .init([0, 1] as [Float], [1, 2])])
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try Embeddings(path: path, tensor: "b").values == [0, 1])
    for name in [nil, "c"] {
      let error = #expect(throws: ClusteringError.self) { try Embeddings(path: path, tensor: name) }
      #expect(error?.message.contains("a, b") == true)
    }
  }

  @Test(
    "what cannot be clustered is refused by tensor and row",
    arguments: [
      (Safetensors.Entry([1, 2, 3] as [Float], [3]), "shape [3]"), (.init([Float](), [0, 4]), "no rows"),
      (.init([1, 2, 0, 0] as [Float], [2, 2]), "row 1 is all zero"), (.init([1, .nan] as [Float], [1, 2]), "row 0"),
      (.init([.infinity, 1] as [Float], [1, 2]), "row 0"), (.init([1, 2] as [Int64], [1, 2]), "I64"),
      (.init([Float](), [2, 0]), "all zero"),
    ])
  func refusals(entry: Safetensors.Entry, word: String) throws {
    let path = try file(["e": entry])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let error = #expect(throws: ClusteringError.self) { try Embeddings(path: path) }
    #expect(error?.message.hasPrefix(path) == true && error?.message.contains(word) == true)
  }
}
