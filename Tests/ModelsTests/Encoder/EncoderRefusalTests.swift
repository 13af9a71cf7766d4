import Models
import Tensor
import Testing

/// Every kind of fault that the encoder's probe must refuse, and the word that its message must hold.
@Suite struct EncoderRefusalTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let word: String
    var change: @Sendable (inout Safetensors) -> Void
    var testDescription: String { word }

    init(_ word: String, _ change: @escaping @Sendable (inout Safetensors) -> Void) {
      self.word = word
      self.change = change
    }

    /// The fault of replacing a part of the spec.
    init(_ word: String, _ part: String, _ other: String) {
      self.init(word) { $0.metadata["spec"] = $0.metadata["spec"]!.replacing(part, with: other) }
    }
  }

  /// 2 rows of 3, 4 channels, 2 layers; with levels one layer in the middle and one at the top.
  static func file(isRouted: Bool) -> Safetensors {
    let routing =
      "{\"bottom\": 0, \"mid\": 1, \"groups\": 2, \"tasks\": 2, \"group\": [0, 1], \"task\": [1, 0]}"
    let paths =
      isRouted
      ? ["mid.0.layers.0.", "mid.1.layers.0.", "top.0.layers.1.", "top.1.layers.1."] : ["layers.0.", "layers.1."]
    var file = Safetensors(metadata: [
      "spec":
        "{\"heads\": 2, \"layers\": 2, \"eps\": 1e-12, \"grads\": [\"embed.token\"], "
        + "\"routing\": \(isRouted ? routing : "null")}"
    ])
    func add(_ name: String, _ shape: [Int]) {
      file[name] = .init((0..<shape.reduce(1, *)).map { Float($0 % 7) * 0.1 - 0.3 }, shape)
    }
    add("embed.token", [5, 4])
    add("embed.position", [3, 4])
    add("embed.type", [2, 4])
    add("embed.norm.weight", [4])
    add("embed.norm.bias", [4])
    for path in paths {
      for name in ["q", "k", "v", "out"] {
        add("\(path)attn.\(name).weight", [4, 4])
        add("\(path)attn.\(name).bias", [4])
      }
      add("\(path)ffn.in.weight", [6, 4])
      add("\(path)ffn.in.bias", [6])
      add("\(path)ffn.out.weight", [4, 6])
      add("\(path)ffn.out.bias", [4])
      for norm in ["attn.norm", "ffn.norm"] {
        add("\(path)\(norm).weight", [4])
        add("\(path)\(norm).bias", [4])
      }
    }
    add("dsentence", [2, 4])
    file["ids"] = .init([0, 1, 2, 3, 4, 0] as [Int64], [2, 3])
    file["mask"] = .init([1, 1, 1, 1, 1, 0] as [Int64], [2, 3])
    return file
  }

  @Test(arguments: [false, true]) func theFileItselfIsLegal(isRouted: Bool) throws {
    #expect(try EncoderProbe.run(Self.file(isRouted: isRouted)).entries.count == 3)
  }

  static let faults: [Fault] = [
    Fault("'spec'") { $0.metadata = [:] },
    Fault("spec") { $0.metadata["spec"] = "[]" },
    Fault("spec") { $0.metadata["spec"] = "{" },
    Fault("'heads'", "\"heads\": 2, ", ""),
    Fault("'heads'", "\"heads\": 2", "\"heads\": 3"),
    Fault("'heads'", "\"heads\": 2", "\"heads\": 0"),
    Fault("'heads'", "\"heads\": 2", "\"heads\": 2.0"),
    Fault("'layers'", "\"layers\": 2", "\"layers\": 2000000000"),
    Fault("'layers'", "\"layers\": 2", "\"layers\": \"two\""),
    Fault("'eps'", "1e-12", "0"),
    Fault("'eps'", "1e-12", "NaN"),
    Fault("'grads'", "[\"embed.token\"]", "[\"embed.nothing\"]"),
    Fault("'grads'", "[\"embed.token\"]", "[\"dsentence\"]"),
    Fault("'grads'", "[\"embed.token\"]", "[3]"),
    Fault("'grads'", "[\"embed.token\"]", "\"embed.token\""),
    Fault("'grads'") { $0["dsentence"] = nil },
    Fault("'tasks'", "\"heads\": 2", "\"heads\": 2, \"tasks\": 1"),
    Fault("'embed.norm.bias'") { $0["embed.norm.bias"] = nil },
    Fault("'embed.type'") { $0["embed.type"] = .init([Float](repeating: 0, count: 6), [2, 3]) },
    Fault("'embed.token'") { $0["embed.token"] = .init([Double](repeating: 0, count: 20), [5, 4]) },
    Fault("'embed.norm.weight'") { $0["embed.norm.weight"] = .init([1, 1, .nan, 1] as [Float], [4]) },
    Fault("'extra'") { $0["extra"] = .init([1] as [Float], [1]) },
    Fault("embed.position") { $0["embed.position"] = .init([Float](repeating: 0, count: 8), [2, 4]) },
    Fault("'ids'") { $0["ids"] = .init([Int32](repeating: 0, count: 6), [2, 3]) },
    Fault("'ids'") { $0["ids"] = .init([0, 1, 2, 3, 5, 0] as [Int64], [2, 3]) },
    Fault("'ids'") { $0["ids"] = .init([0, 1, 2, 3, -1, 0] as [Int64], [2, 3]) },
    Fault("'mask'") { $0["mask"] = .init([1, 1, 1, 1, 2, 0] as [Int64], [2, 3]) },
    Fault("'mask'") { $0["mask"] = .init([1, 1, 1, 0, 0, 0] as [Int64], [2, 3]) },
    Fault("'mask'") { $0["mask"] = .init([1, 1, 1, 1] as [Int64], [2, 2]) },
    Fault("'types'") { $0["types"] = .init([0, 1, 2, 0, 0, 0] as [Int64], [2, 3]) },
    Fault("'types'") { $0["types"] = .init([Float](repeating: 0, count: 6), [2, 3]) },
    Fault("'dhidden'") { $0["dhidden"] = .init([Float](repeating: 0, count: 24), [6, 4]) },
  ]

  static let plainFaults: [Fault] = [
    Fault("'layers.1.attn.q.weight'") { $0["layers.1.attn.q.weight"] = nil },
    Fault("'layers.1.ffn.in.weight'") {
      $0["layers.1.ffn.in.weight"] = .init([Float](repeating: 0, count: 20), [5, 4])
    },
    Fault("'layers.0.ffn.out.bias'") { $0["layers.0.ffn.out.bias"] = .init([Float](repeating: 0, count: 6), [6]) },
    Fault("'layers.2.ffn.in.bias'") { $0["layers.2.ffn.in.bias"] = .init([Float](repeating: 0, count: 6), [6]) },
    Fault("'routing'", "null", "[1]"),
  ]

  static let routedFaults: [Fault] = [
    // A copy that no row takes has to be there all the same.
    Fault("'top.2.layers.1.attn.q.weight'") {
      $0.metadata["spec"] = $0.metadata["spec"]!.replacing("\"tasks\": 2", with: "\"tasks\": 3")
      for part in 0..<16 { $0["mid.2.layers.0.\(part)"] = .init([0] as [Float], [1]) }
    },
    Fault("'mid.1.layers.0.attn.norm.bias'") { $0["mid.1.layers.0.attn.norm.bias"] = nil },
    Fault("routing.group", "\"group\": [0, 1]", "\"group\": [0, 2]"),
    Fault("routing.group", "\"group\": [0, 1]", "\"group\": [0, -1]"),
    Fault("routing.group", "\"group\": [0, 1]", "\"group\": [0, 1, 1]"),
    Fault("routing.task", "\"task\": [1, 0]", "\"task\": [1]"),
    Fault("routing.task", "\"task\": [1, 0]", "\"task\": null"),
    Fault("routing.group") {
      $0.metadata["spec"] = $0.metadata["spec"]!.replacing("[0, 1]", with: "[0]").replacing("[1, 0]", with: "[1]")
    },
    Fault("routing", "\"mid\": 1", "\"mid\": 3"),
    Fault("routing", "\"bottom\": 0", "\"bottom\": 2"),
    Fault("routing.bottom", "\"bottom\": 0", "\"bottom\": -1"),
    Fault("routing.groups", "\"groups\": 2", "\"groups\": 0"),
    Fault("layers", "\"groups\": 2", "\"groups\": 2000000000"),
    Fault("routing.top", "\"mid\": 1", "\"mid\": 1, \"top\": 2"),
  ]

  @Test(arguments: faults) func refusesInOneLine(fault: Fault) {
    for isRouted in [false, true] { expectRefusal(fault, isRouted: isRouted) }
  }

  @Test(arguments: plainFaults) func refusesAPlainFile(fault: Fault) { expectRefusal(fault, isRouted: false) }

  @Test(arguments: routedFaults) func refusesAFileWithLevels(fault: Fault) { expectRefusal(fault, isRouted: true) }

  private func expectRefusal(_ fault: Fault, isRouted: Bool) {
    var file = Self.file(isRouted: isRouted)
    fault.change(&file)
    #expect {
      _ = try EncoderProbe.run(file)
    } throws: { error in
      let line = "\(error)"
      return error is ProbeError && line.contains(fault.word) && !line.contains("\n")
    }
  }

  /// Numbers of copies that nothing comes of cost nothing.
  @Test func manyGroupsWithoutLayers() throws {
    var file = Self.file(isRouted: true)
    for name in file.entries.keys where name.hasPrefix("mid.") { file[name] = nil }
    for task in 0..<2 {
      for (name, entry) in file.entries where name.hasPrefix("top.\(task).layers.1.") {
        file[name.replacing("layers.1.", with: "layers.0.")] = entry
      }
    }
    file.metadata["spec"] = file.metadata["spec"]!.replacing("\"mid\": 1", with: "\"mid\": 0")
      .replacing("\"groups\": 2", with: "\"groups\": 2000000000")
    #expect(try EncoderProbe.run(file).entries.count == 3)
  }
}
