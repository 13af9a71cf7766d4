import Foundation
import Models
import Tensor
import Testing

/// Every kind of fault that a probe must refuse, and the words that its message must hold.
@Suite struct ViTRefusalTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let words: [String]
    /// Entries of the spec that are replaced or added; nil removes one.
    var spec: [String: String?] = [:]
    var tensors: @Sendable (inout Safetensors) -> Void = { _ in }
    var testDescription: String { "\(words) \(spec)" }

    init(
      _ words: String..., spec: [String: String?] = [:],
      tensors: @escaping @Sendable (inout Safetensors) -> Void = { _ in }
    ) {
      (self.words, self.spec, self.tensors) = (words, spec, tensors)
    }
  }

  static let plain: [String: String] = [
    "heads": "2", "depth": "2", "patch": "2", "eps": "1e-6", "merge": "[2, 1]", "pos_grid": "[2, 3]",
    "grads": "[\"cls\"]", "gate": "\"pyra\"", "lora": "{\"rank\": 2, \"scale\": 1}",
  ]

  /// A small legal file for the spec, of width 4.
  static func file(_ changes: [String: String?] = [:]) -> Safetensors {
    let spec = plain.merging(changes.compactMapValues { $0 }) { $1 }.filter { changes[$0.key] != .some(nil) }
    let text = "{" + spec.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
    var file = Safetensors(metadata: ["spec": text])
    func add(_ name: String, _ shape: [Int]) {
      file[name] = .init((0..<shape.reduce(1, *)).map { Float(($0 * 31 + name.count) % 17) * 0.1 - 0.8 }, shape)
    }
    add("images", [1, 3, 4, 6])
    add("dlogits", [1, 3])
    add("patch.weight", [4, 3, 2, 2])
    add("pos", [7, 4])
    for name in ["patch.bias", "cls", "norm.weight", "norm.bias"] { add(name, [4]) }
    add("head.weight", [3, 4])
    add("head.bias", [3])
    for block in 0..<2 {
      let path = "blocks.\(block)."
      for name in ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "proj.bias", "fc2.bias", "ls1", "ls2"] {
        add(path + name, [4])
      }
      for (name, shape) in [
        ("qkv.weight", [12, 4]), ("qkv.bias", [12]), ("proj.weight", [4, 4]), ("fc1.weight", [5, 4]), ("fc1.bias", [5]),
        ("fc2.weight", [4, 5]),
      ] { add(path + name, shape) }
      if spec["lora"] != nil, spec["lora"] != "null" {
        add(path + "lora.a", [2, 4])
        add(path + "lora.b", [12, 2])
      }
      switch spec["gate"] {
      case "\"pyra\"":
        for name in ["norm.weight", "norm.bias", "wd"] { add(path + "gate.\(name)", [4]) }
        add(path + "gate.wr", [2 - block])
      case "\"full\"": add(path + "gate.w", [2 - block, 4])
      case "\"mlp\"":
        for name in ["norm.weight", "norm.bias"] { add(path + "gate.\(name)", [4]) }
        add(path + "gate.w1", [3, 4])
        add(path + "gate.w2", [4, 3])
      default: break
      }
    }
    return file
  }

  static let legal: [[String: String?]] = [
    [:], ["gate": "\"full\""], ["gate": "\"mlp\""], ["gate": "\"none\""], ["gate": nil], ["lora": "null"],
    ["lora": nil], ["prop_attn": "false"], ["gate_eps": "0.5", "eps": "0"], ["grads": "[]"],
    ["grads": "[\"images\", \"cls\", \"cls\"]"],
  ]

  @Test(arguments: legal)
  func acceptsWhatIsLegal(spec: [String: String?]) throws {
    #expect(try ViTProbe.run(Self.file(spec))["logits"]?.shape == [1, 3])
  }

  @Test func acceptsAModelWithoutHead() throws {
    var file = Self.file(["grads": "[]"])
    for name in ["head.weight", "head.bias"] { file[name] = nil }
    let output = try ViTProbe.run(file)
    #expect(output["logits"] == nil && output["cls"]?.shape == [1, 4])
  }

  static let specFaults: [Fault] =
    ["heads", "depth", "patch", "eps", "merge", "pos_grid", "grads"].map {
      Fault("'\($0)'", "missing", spec: [$0: nil])
    }
    + [
      Fault("'heads'", spec: ["heads": "0"]), Fault("'heads'", spec: ["heads": "3"]),
      Fault("'heads'", spec: ["heads": "2.0"]), Fault("'depth'", spec: ["depth": "0", "merge": "[]"]),
      Fault("'depth'", spec: ["depth": "true"]), Fault("'patch'", spec: ["patch": "0"]),
      Fault("images", "patch", spec: ["patch": "4"]), Fault("patch.weight", spec: ["patch": "1"]),
      Fault("'eps'", spec: ["eps": "-1"]), Fault("'eps'", spec: ["eps": "NaN"]), Fault("'eps'", spec: ["eps": "\"0\""]),
      Fault("'merge'", spec: ["merge": "[2]"]), Fault("'merge'", spec: ["merge": "[2, -1]"]),
      Fault("'merge'", spec: ["merge": "[2, 1, 1]"]), Fault("'merge'", spec: ["merge": "2"]),
      Fault("'merge'", spec: ["merge": "[2, 1.5]"]), Fault("'merge'", spec: ["merge": "[2, null]"]),
      Fault("'pos_grid'", spec: ["pos_grid": "[6]"]), Fault("'pos_grid'", spec: ["pos_grid": "[0, 3]"]),
      Fault("'pos'", "pos_grid", spec: ["pos_grid": "[2, 2]"]), Fault("'pos'", spec: ["pos_grid": "[2147483647, 2]"]),
      Fault("'grads'", "nothing.of.that", spec: ["grads": "[\"nothing.of.that\"]"]),
      Fault("'grads'", "dlogits", spec: ["grads": "[\"dlogits\"]"]), Fault("'grads'", spec: ["grads": "\"cls\""]),
      Fault("'grads'", spec: ["grads": "[1]"]), Fault("'prop_attn'", spec: ["prop_attn": "1"]),
      Fault("'gate'", spec: ["gate": "\"gelu\""]), Fault("'gate'", spec: ["gate": "null"]),
      Fault("gate_eps", spec: ["gate_eps": "\"small\""]), Fault("'lora", spec: ["lora": "2"]),
      Fault("lora.rank", spec: ["lora": "{\"scale\": 1}"]), Fault("lora.scale", spec: ["lora": "{\"rank\": 2}"]),
      Fault("lora.alpha", spec: ["lora": "{\"rank\": 2, \"scale\": 1, \"alpha\": 1}"]),
      Fault("lora.a", spec: ["lora": "{\"rank\": 3, \"scale\": 1}"]),
      Fault("lora.rank", spec: ["lora": "{\"rank\": 0, \"scale\": 1}"]),
      Fault("'stride'", spec: ["stride": "2"]),
    ]

  static let tensorFaults: [Fault] =
    [
      "images", "dlogits", "patch.weight", "patch.bias", "cls", "pos", "norm.weight", "norm.bias", "head.weight",
      "head.bias", "blocks.0.norm1.weight", "blocks.1.norm2.bias", "blocks.0.qkv.weight", "blocks.0.qkv.bias",
      "blocks.1.proj.weight", "blocks.1.fc1.weight", "blocks.1.fc2.bias", "blocks.0.lora.a", "blocks.1.lora.b",
      "blocks.0.gate.norm.weight", "blocks.0.gate.wr", "blocks.1.gate.wd",
    ].flatMap { name in
      [
        Fault(name, "missing") { $0[name] = nil },
        Fault(name, "F64") { file in file[name] = file[name].map { .init($0.floats!.map(Double.init), $0.shape) } },
        Fault(name, "NaN") { file in
          file[name] = file[name].map { .init([Float.nan] + $0.floats!.dropFirst(), $0.shape) }
        },
        Fault(name, "infinite") { file in
          file[name] = file[name].map { .init($0.floats!.dropLast() + [-.infinity], $0.shape) }
        },
        Fault(name) { file in file[name] = file[name].map { .init($0.floats! + $0.floats!, [2] + $0.shape) } },
      ]
    } + [
      Fault("blocks.0.gate.wr") { $0["blocks.0.gate.wr"] = .init([Float(1)], [1]) },
      Fault("blocks.0.gate.wr") { $0["blocks.0.gate.wr"] = .init([Float(1), 1, 1], [3]) },
      Fault("blocks.1.fc1.weight") {
        $0["blocks.1.fc1.weight"] = .init(Array(repeating: Float(1), count: 24), [6, 4])
      },
      Fault("blocks.0.ls2", "blocks.0.ls1") { $0["blocks.0.ls2"] = nil },
      Fault("blocks.1.ls1", "blocks.1.ls2") { $0["blocks.1.ls1"] = nil },
      Fault("images", "patch") { $0["images"] = .init(Array(repeating: Float(0), count: 75), [1, 3, 5, 5]) },
      Fault("images", "empty") { $0["images"] = .init([Float](), [0, 3, 4, 6]) },
      Fault("patch.weight") { $0["images"] = .init(Array(repeating: Float(0), count: 24), [1, 1, 4, 6]) },
      Fault("blocks.2.norm1.weight") { $0["blocks.2.norm1.weight"] = .init([Float](repeating: 0, count: 4), [4]) },
      Fault("more") { $0["more"] = .init([Float(0)], [1]) },
      Fault("grads", "head") { file in for name in ["head.weight", "head.bias"] { file[name] = nil } },
      Fault("grads", "dlogits") { $0["dlogits"] = nil }, Fault("spec") { $0.metadata = [:] },
      Fault("spec") { $0.metadata["spec"] = "[1]" }, Fault("spec") { $0.metadata["spec"] = "{\"heads\": 1" },
      Fault("spec", "heads") { $0.metadata["spec"] = "{\"heads\": 1, \"heads\": 1}" },
    ]

  @Test(arguments: specFaults + tensorFaults)
  func refuses(fault: Fault) {
    var file = Self.file(fault.spec)
    fault.tensors(&file)
    do {
      _ = try ViTProbe.run(file)
      Issue.record("\(fault.words) was accepted")
    } catch {
      for word in fault.words { #expect(error.message.contains(word), "\(error.message)") }
      #expect(!error.message.contains("\n"))
    }
  }

  @Test func tensorsThatAreNotCalledFor() {
    for spec in [["gate": "\"none\""], ["lora": "null"]] as [[String: String?]] {
      var file = Self.file(spec)
      let more = Self.file()
      for name in more.entries.keys where file[name] == nil { file[name] = more[name] }
      #expect(throws: ProbeError.self) { try ViTProbe.run(file) }
    }
  }

  /// A generator only where the block is to remove tokens.
  @Test func gateOfABlockThatMergesNothing() {
    let file = Self.file(["merge": "[2, 0]"])
    #expect(throws: ProbeError.self) { try ViTProbe.run(file) }
  }

  @Test func faultsOfTheSecondFile() {
    var own = Self.file()
    var stored = Safetensors()
    stored["cls"] = .init([Float(1), 2], [2])
    own["cls"] = nil
    #expect(throws: ProbeError.self) { try ViTProbe.run(own, weights: stored) }
    stored["cls"] = .init([Int64(1), 2, 3, 4], [4])
    #expect(throws: ProbeError.self) { try ViTProbe.run(own, weights: stored) }
    // Images and upstream gradients are no weights.
    stored["images"] = own["images"]
    own = Self.file()
    own["images"] = nil
    #expect(throws: ProbeError.self) { try ViTProbe.run(own, weights: stored) }
  }

  @Test(arguments: ["bad-gate-vector-short", "bad-merge-length"])
  func storedRefusals(name: String) throws {
    let file = try Safetensors(path: fixture("vit/\(name).in.safetensors"))
    let words = try JSONDecoder().decode(
      [String: [String]].self, from: Data(contentsOf: URL(fileURLWithPath: fixture("vit/\(name).refused.json"))))
    do {
      _ = try ViTProbe.run(file)
      Issue.record("accepted")
    } catch {
      #expect(words["words"]!.contains { error.message.contains($0) }, "\(error.message)")
    }
  }
}
