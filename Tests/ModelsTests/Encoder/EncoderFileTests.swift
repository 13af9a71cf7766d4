import Foundation
import Models
import Tensor
import TestSupport
import Testing

/// Weights in BERT's layout.
@Suite struct EncoderFileTests {
  static let configuration = [
    "hidden_size": "8", "num_hidden_layers": "2", "num_attention_heads": "2", "intermediate_size": "12",
    "layer_norm_eps": "1e-5", "hidden_act": "\"gelu\"", "model_type": "\"bert\"",
  ]

  static let modules = [
    "attn.q": "attention.self.query", "attn.k": "attention.self.key", "attn.v": "attention.self.value",
    "attn.out": "attention.output.dense", "attn.norm": "attention.output.LayerNorm", "ffn.in": "intermediate.dense",
    "ffn.out": "output.dense", "ffn.norm": "output.LayerNorm",
  ]

  /// Weights by the names of the layout and of the probe.
  static func weights() -> [(layout: String, probe: String, entry: Safetensors.Entry)] {
    var list: [(layout: String, probe: String, entry: Safetensors.Entry)] = []
    func add(_ layout: String, _ probe: String, _ shape: [Int]) {
      let values = SampleNumbers.uniform(shape.reduce(1, *), seed: UInt64(list.count), -0.5...0.5)
      list.append((layout, probe, .init(values, shape)))
    }
    add("embeddings.word_embeddings.weight", "embed.token", [9, 8])
    add("embeddings.position_embeddings.weight", "embed.position", [6, 8])
    add("embeddings.token_type_embeddings.weight", "embed.type", [2, 8])
    for part in ["weight", "bias"] {
      add("embeddings.LayerNorm.\(part)", "embed.norm.\(part)", [8])
      for layer in 0..<2 {
        for (module, name) in modules.sorted(by: { $0.key < $1.key }) {
          let outputs = module == "ffn.in" ? 12 : 8
          let isMatrix = part == "weight" && !module.hasSuffix("norm")
          add(
            "encoder.layer.\(layer).\(name).\(part)", "layers.\(layer).\(module).\(part)",
            isMatrix ? [outputs, module == "ffn.out" ? 12 : 8] : [outputs])
        }
      }
    }
    return list
  }

  /// Calls `body` with a folder that holds both files, changed.
  private func withFolder<Result>(
    configuration: [String: String?] = [:], file change: (inout Safetensors) -> Void = { _ in },
    _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let keys = Self.configuration.merging(configuration.compactMapValues { $0 }) { $1 }
      .filter { configuration[$0.key] != .some(nil) }
    let text = "{" + keys.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/config.json"))
    var file = Safetensors(metadata: ["format": "pt"])
    for weight in Self.weights() { file[weight.layout] = weight.entry }
    file["pooler.dense.weight"] = .init([1] as [Float], [1])
    file["embeddings.position_ids"] = .init([0, 1] as [Int64], [1, 2])
    change(&file)
    try file.write(to: folder + "/model.safetensors")
    return try body(folder)
  }

  static let sequences: [[Int32]] = [[1, 2, 3, 4], [5, 8], [0, 7, 7]]

  /// Through the file and through the probe, the same vectors.
  @Test func agreesWithTheProbe() throws {
    var probe = Safetensors(metadata: ["spec": "{\"heads\": 2, \"layers\": 2, \"eps\": 1e-5, \"grads\": []}"])
    for weight in Self.weights() { probe[weight.probe] = weight.entry }
    let padded = Self.sequences.map { $0 + Array(repeating: 0, count: 4 - $0.count) }
    probe["ids"] = .init(padded.flatMap { $0.map { Int64($0) } }, [3, 4])
    probe["mask"] = .init(Self.sequences.flatMap { s in (0..<4).map { Int64($0 < s.count ? 1 : 0) } }, [3, 4])
    let expected = try #require(try EncoderProbe.run(probe)["sentence"]?.floats)

    for levels in [nil, EncoderLevels(bottom: 0, mid: 1, groups: 2, tasks: 3)] {
      let sentence = try withFolder { folder in
        let encoder = try Encoder(folder: folder, levels: levels)
        let tape = Tape(pool: ThreadPool(threads: 1))
        tape.begin(recording: false)
        let batch = EncoderBatch(Self.sequences)
        let route = levels.map { _ in EncoderRoute(groups: [1, 0, 1], tasks: [2, 2, 0]) }
        return encoder.sentence(tape, hidden: encoder.forward(tape, batch, route: route), batch).values
      }
      #expect(Tolerance(relative: 1e-5).violation("sentence", sentence, expected.map(Double.init)) == nil)
    }
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let words: [String]
    var configuration: [String: String?] = [:]
    var file: @Sendable (inout Safetensors) -> Void = { _ in }
    var testDescription: String { "\(words)" }
  }

  static let faults = [
    Fault(words: ["config.json", "'hidden_size'"], configuration: ["hidden_size": nil as String?]),
    Fault(words: ["config.json", "'hidden_size'"], configuration: ["hidden_size": "8.5"]),
    Fault(words: ["config.json", "'num_hidden_layers'"], configuration: ["num_hidden_layers": "0"]),
    Fault(words: ["config.json", "'layer_norm_eps'"], configuration: ["layer_norm_eps": "\"small\""]),
    Fault(words: ["config.json", "'num_attention_heads'"], configuration: ["num_attention_heads": "3"]),
    Fault(words: ["config.json", "'hidden_act'"], configuration: ["hidden_act": "\"relu\""]),
    Fault(words: ["model.safetensors", "encoder.layer.2."], configuration: ["num_hidden_layers": "1000000"]),
    Fault(words: ["model.safetensors", "intermediate.dense.weight"], configuration: ["intermediate_size": "13"]),
    Fault(words: ["model.safetensors", "embeddings.word_embeddings.weight"], configuration: ["hidden_size": "16"]),
    Fault(words: ["encoder.layer.1.output.LayerNorm.bias"]) { $0["encoder.layer.1.output.LayerNorm.bias"] = nil },
    Fault(words: ["encoder.layer.0.output.dense.bias", "F64"]) {
      $0["encoder.layer.0.output.dense.bias"] = .init([Double](repeating: 0, count: 8), [8])
    },
    Fault(words: ["embeddings.LayerNorm.weight", "finite"]) {
      $0["embeddings.LayerNorm.weight"] = .init([1, 1, 1, .nan, 1, 1, 1, 1] as [Float], [8])
    },
    Fault(words: ["embeddings.position_embeddings.weight"]) {
      $0["embeddings.position_embeddings.weight"] = .init([] as [Float], [0, 8])
    },
  ]

  @Test(arguments: faults) func refusesInOneLine(fault: Fault) throws {
    try withFolder(configuration: fault.configuration, file: fault.file) { (folder: String) throws -> Void in
      #expect {
        _ = try Encoder(folder: folder)
      } throws: { error in
        let line = "\(error)"
        return error is EncoderError && fault.words.allSatisfy { line.contains($0) } && !line.contains("\n")
      }
    }
  }

  @Test func refusesFilesThatAreNotThereOrCutOff() throws {
    try withFolder { (folder: String) throws -> Void in
      let path = folder + "/model.safetensors"
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path))
      #expect(throws: SafetensorsError.self) { try Encoder(folder: folder) }
      try FileManager.default.removeItem(atPath: path)
      #expect(throws: SafetensorsError.self) { try Encoder(folder: folder) }
      try Data("{".utf8).write(to: URL(fileURLWithPath: folder + "/config.json"))
      #expect(throws: EncoderError.self) { try Encoder(folder: folder) }
      try FileManager.default.removeItem(atPath: folder + "/config.json")
      #expect(throws: EncoderError.self) { try Encoder(folder: folder) }
    }
  }
}
