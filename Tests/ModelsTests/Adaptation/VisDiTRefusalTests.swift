import Models
import Tensor
import Testing

/// Small legal files of every part, and what can be wrong with them.
enum VisDiTFaults {
  struct Fault: Sendable, CustomTestStringConvertible {
    let part: String
    let words: [String]
    /// Entries of the spec that are replaced or added; nil removes one.
    var spec: [String: String?] = [:]
    var tensors: @Sendable (inout Safetensors) -> Void = { _ in }
    var testDescription: String { "\(part) \(words) \(spec)" }

    init(
      _ part: String, _ words: String..., spec: [String: String?] = [:],
      tensors: @escaping @Sendable (inout Safetensors) -> Void = { _ in }
    ) {
      (self.part, self.words, self.spec, self.tensors) = (part, words, spec, tensors)
    }
  }

  static let specs: [String: [String: String]] = [
    "confidence": ["confident": "1", "easy": "0", "hard": "0.5"], "match": [:], "xvd": ["classes": "3"],
    "ivd": ["classes": "3", "dominant": "\"easy\""], "kmeans": ["iterations": "2"], "proto": [:],
    "i2c": ["temperature": "0.1"], "mim": ["reset_after": "[0]"], "cosine": ["temperature": "0.05"],
  ]

  /// A small legal file.
  static func file(_ operation: String, _ changes: [String: String?] = [:]) -> Safetensors {
    var spec = (specs[operation] ?? [:]).merging(["op": "\"\(operation)\""]) { $1 }
    for (key, value) in changes { spec[key] = value }
    let text = "{" + spec.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
    var file = Safetensors(metadata: ["spec": text])
    func floats(_ name: String, _ shape: Int...) {
      file[name] = .init((0..<shape.reduce(1, *)).map { Float(($0 * 31 + name.count) % 17) * 0.1 - 0.85 }, shape)
    }
    func places(_ name: String, _ values: Int64...) { file[name] = .init(values, [values.count]) }
    switch operation {
    case "confidence": file["probs"] = .init([0.5, 0.5, 0.9, 0.1, 0.2, 0.8] as [Float], [3, 2])
    case "match":
      floats("target", 3, 2)
      floats("source", 2, 2)
    case "xvd", "ivd":
      floats("target", 4, 2)
      floats("source", 2, 2)
      places("predict", 0, 1, 2, 2)
      places("labels", 2, 0)
      places("batch", 1, 0)
      file["beta"] = .init([0, 1] as [Float], [2])
      floats("logits", 2, 3)
      if operation == "xvd" {
        places("nearest", 0, 1, 1, 0)
        places("mask", 1, 0, 1, 1)
      } else {
        places("easy", 3)
        places("hard", 0, 2)
        file["u"] = .init([0, 0.99] as [Float], [2])
      }
    case "kmeans":
      floats("data", 5, 3)
      floats("init", 2, 3)
    case "proto", "i2c":
      floats("features", 2, 3)
      for j in 0..<2 {
        floats("centroids.\(j)", 2 + j, 3)
        if operation == "i2c" { continue }
        file["phi.\(j)"] = .init(j == 0 ? [0.1, 0.2] : [0.1, 0.2, -1] as [Float], [2 + j])
        places("assign.\(j)", 1, 0)
      }
    case "mim":
      floats("logits.0", 2, 3)
      floats("logits.1", 1, 3)
    default:
      floats("features", 2, 3)
      floats("weight", 3, 3)
      places("labels", 2, 0)
    }
    return file
  }

  static let legal: [Fault] = [
    Fault("confidence", spec: ["easy": "0.5"]), Fault("confidence", spec: ["confident": "0"]),
    Fault("ivd", spec: ["dominant": "\"hard\""]), Fault("ivd") { $0["easy"] = .init([Int64](), [0]) },
    Fault("ivd") { file in
      file["source"] = .init([Float](), [0, 2])
      file["labels"] = .init([Int64](), [0])
    },
    Fault("xvd") { $0["mask"] = .init([0, 0, 0, 0] as [Int64], [4]) }, Fault("kmeans", spec: ["iterations": "0"]),
    Fault("kmeans", spec: ["iterations": "2000000000"]), Fault("mim", spec: ["reset_after": "[]"]),
    Fault("mim") { $0["logits.1"] = nil }, Fault("i2c") { $0["centroids.1"] = nil },
  ]

  static let parts = specs.keys.sorted()

  static let faults: [Fault] = [
    Fault("cosine", "'op'", spec: ["op": "\"cosin\""]), Fault("cosine", "'op'", "missing", spec: ["op": nil]),
    Fault("match", "'more'", spec: ["more": "1"]), Fault("cosine", "'temperature'", spec: ["temperature": "0"]),
    Fault("i2c", "'temperature'", spec: ["temperature": "-1"]),
    Fault("i2c", "'temperature'", spec: ["temperature": "1e-60"]),
    Fault("cosine", "'temperature'", spec: ["temperature": "NaN"]),
    Fault("confidence", "'confident'", spec: ["confident": "1.5"]),
    Fault("confidence", "'easy'", spec: ["easy": "-0.1"]),
    Fault("confidence", "'easy'", spec: ["easy": "0.6"]), Fault("confidence", "'hard'", spec: ["hard": "true"]),
    Fault("ivd", "'dominant'", spec: ["dominant": "\"both\""]), Fault("ivd", "'classes'", spec: ["classes": "0"]),
    Fault("xvd", "'labels'", spec: ["classes": "2"]) { $0["predict"] = .init([0, 1, 1, 1] as [Int64], [4]) },
    Fault("kmeans", "'iterations'", spec: ["iterations": "-1"]),
    Fault("mim", "'reset_after'", spec: ["reset_after": "[2]"]),
    Fault("mim", "'reset_after'", spec: ["reset_after": "[-1]"]),
    Fault("mim", "logits.1") { $0["logits.1"] = .init([1] as [Float], [1, 1]) },
    Fault("mim", "logits.3") { $0["logits.3"] = $0["logits.1"] },
    Fault("xvd", "'predict'") { $0["predict"] = .init([0, 1, 3, 2] as [Int64], [4]) },
    Fault("xvd", "'nearest'") { $0["nearest"] = .init([0, 1, 2, 0] as [Int64], [4]) },
    Fault("xvd", "'mask'") { $0["mask"] = .init([0, 1, 2, 0] as [Int64], [4]) },
    Fault("xvd", "'batch'") { $0["batch"] = .init([0, 4] as [Int64], [2]) },
    Fault("ivd", "'batch'") { $0["batch"] = .init([0, 2] as [Int64], [2]) },
    Fault("ivd", "'easy'") { $0["easy"] = .init([4] as [Int64], [1]) },
    Fault("ivd", "'hard'") { $0["hard"] = .init([0, -1] as [Int64], [2]) },
    Fault("ivd", "'u'") { $0["u"] = .init([0, 1] as [Float], [2]) },
    Fault("ivd", "'u'") { $0["u"] = .init([-0.1, 0] as [Float], [2]) },
    Fault("ivd", "'beta'") { $0["beta"] = .init([0, 1.01] as [Float], [2]) },
    Fault("xvd", "'beta'") { $0["beta"] = .init([0, .nan] as [Float], [2]) },
    Fault("ivd", "'easy'", "'source'", "pool") { file in
      file["easy"] = .init([Int64](), [0])
      file["source"] = .init([Float](), [0, 2])
      file["labels"] = .init([Int64](), [0])
    },
    Fault("xvd", "'source'", "empty") { $0["source"] = .init([Float](), [0, 2]) },
    Fault("proto", "'phi.0'") { $0["phi.0"] = .init([0.1, 0] as [Float], [2]) },
    Fault("proto", "'assign.1'", "'phi.1'") { $0["assign.1"] = .init([2, 0] as [Int64], [2]) },
    Fault("proto", "'assign.0'") { $0["assign.0"] = .init([2, 0] as [Int64], [2]) },
    Fault("proto", "'phi.1'", "missing") { $0["phi.1"] = nil },
    Fault("i2c", "'centroids.2'") { $0["centroids.2"] = .init([1, 2] as [Float], [1, 2]) },
    Fault("cosine", "'labels'") { $0["labels"] = .init([3, 0] as [Int64], [2]) },
    Fault("kmeans", "spec") { $0.metadata = [:] }, Fault("kmeans", "spec") { $0.metadata["spec"] = "[]" },
  ]
}

/// Every kind of fault that the probe must refuse, and the words that its message must hold.
@Suite struct VisDiTRefusalTests {
  @Test(arguments: VisDiTFaults.legal + VisDiTFaults.parts.map { VisDiTFaults.Fault($0) })
  func acceptsWhatIsLegal(_ test: VisDiTFaults.Fault) throws {
    var file = VisDiTFaults.file(test.part, test.spec)
    test.tensors(&file)
    let output = try VisDiTProbe.run(file)
    for (name, entry) in output.entries { #expect(entry.floats?.allSatisfy { $0.isFinite } ?? true, "\(name)") }
  }

  @Test(arguments: VisDiTFaults.faults)
  func refuses(_ fault: VisDiTFaults.Fault) {
    var file = VisDiTFaults.file(fault.part, fault.spec)
    fault.tensors(&file)
    Self.expectRefusal(file, fault.words)
  }

  /// Every tensor of every part: missing, of another type, of another shape, not finite, one too many.
  @Test(arguments: VisDiTFaults.parts)
  func refusesWrongTensors(operation: String) {
    let legal = VisDiTFaults.file(operation)
    for name in legal.entries.keys where name != "logits.1" && name != "centroids.1" || operation == "proto" {
      var file = legal
      file[name] = nil
      Self.expectRefusal(file, [name])
    }
    for (name, entry) in legal.entries {
      var file = legal
      file[name] = .init(Array(repeating: Int32(0), count: entry.count), entry.shape)
      Self.expectRefusal(file, [name, "I32"])
      file[name] = .init(type: entry.type, shape: entry.shape + [1], bytes: entry.bytes)
      Self.expectRefusal(file, [name, "shape"])
      if var values = entry.floats {
        values[0] = .nan
        file[name] = .init(values, entry.shape)
        Self.expectRefusal(file, [name, "NaN"])
        values[0] = .infinity
        file[name] = .init(values, entry.shape)
        Self.expectRefusal(file, [name, "infinite"])
      }
    }
    var file = legal
    file["spare"] = .init([Float(1)], [1])
    Self.expectRefusal(file, ["spare"])
    for key in keys(of: operation) {
      Self.expectRefusal(VisDiTFaults.file(operation, [key: nil as String?]), ["'\(key)'", "missing"])
    }
  }

  private func keys(of operation: String) -> [String] { Array((VisDiTFaults.specs[operation] ?? [:]).keys) }

  private static func expectRefusal(_ file: Safetensors, _ words: [String]) {
    do {
      _ = try VisDiTProbe.run(file)
      Issue.record("\(words) was accepted")
    } catch {
      for word in words { #expect(error.message.contains(word), "\(error.message)") }
      #expect(!error.message.contains("\n"))
    }
  }
}
