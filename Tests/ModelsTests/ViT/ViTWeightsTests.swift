import Foundation
import Models
import Tensor
import TestSupport
import Testing

@Suite struct ViTWeightsTests {
  /// Calls `body` with the path of a file that holds `bytes`.
  private static func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString).onnx")
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(bytes).write(to: path)
    return try body(path.path)
  }

  /// A file of the right layout; value i of a constant is a function of its name and i.
  private static func writer(without: String = "", wrong: String = "") -> ONNXWriter {
    var writer = ONNXWriter()
    let d = 384
    func add(_ name: String, _ shape: [Int]) {
      if name == without { return }
      let count = shape.reduce(1, *)
      writer.add(
        constant: name, name == wrong ? [count, 1] : shape, (0..<count).map { value(name, $0) },
        isPacked: name.count % 2 == 0)
    }
    add("backbone.embeddings.patch_embeddings.projection.weight", [d, 3, 14, 14])
    add("backbone.embeddings.patch_embeddings.projection.bias", [d])
    add("backbone.embeddings.cls_token", [1, 1, d])
    add("onnx::Concat_1957", [1, 1, d])
    add("onnx::Reshape_1962", [1, 37 * 37, d])
    add("backbone.layernorm.weight", [d])
    add("backbone.layernorm.bias", [d])
    add("decoder.weight", [3])
    for block in 0..<12 {
      let (path, node) = ("backbone.encoder.layer.\(block).", "/backbone/encoder/layer.\(block)/")
      for name in ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "mlp.fc2.bias"] { add(path + name, [d]) }
      for name in ["attention.output.dense.bias", "layer_scale1.lambda1", "layer_scale2.lambda1"] {
        add(path + name, [d])
      }
      add(path + "mlp.fc1.bias", [4 * d])
      var number = 17 * block
      // Keys first, as in the file itself: only the names of the products say what is what.
      for (name, shape) in [
        ("attention/attention/key", [d, d]), ("attention/attention/value", [d, d]),
        ("attention/attention/query", [d, d]), ("attention/output/dense", [d, d]), ("mlp/fc1", [d, 4 * d]),
        ("mlp/fc2", [4 * d, d]),
      ] {
        if name.hasPrefix("attention/attention") {
          add(path + name.replacingOccurrences(of: "/", with: ".") + ".bias", [d])
        }
        add("onnx::MatMul_\(number)", shape)
        if node + name != without { writer.add(product: "\(node)\(name)/MatMul", ["x", "onnx::MatMul_\(number)"]) }
        number += 1
      }
    }
    return writer
  }

  private static func value(_ name: String, _ index: Int) -> Float {
    Float((name.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xFFFF } + index * 7919) % 10_007) / 10_007 - 0.5
  }

  @Test func conversionFindsEveryTensor() throws {
    let converted = try Self.withFile(Self.writer().bytes) { try DINOv2Weights.convert(onnx: $0) }
    #expect(converted.entries.count == 174)
    #expect(converted.entries.values.reduce(0) { $0 + $1.count } == 22_056_192)
    let positions = try #require(converted["pos"]?.floats)
    #expect(positions[5] == Self.value("onnx::Concat_1957", 5))
    #expect(positions[384 + 9] == Self.value("onnx::Reshape_1962", 9))
    // Row 2, column 3 of the queries' weight; products are stored the other way round.
    let weight = try #require(converted["blocks.4.qkv.weight"]?.floats)
    #expect(weight[2 * 384 + 3] == Self.value("onnx::MatMul_70", 3 * 384 + 2))
    #expect(weight[(384 + 2) * 384 + 3] == Self.value("onnx::MatMul_68", 3 * 384 + 2))
    #expect(weight[(768 + 2) * 384 + 3] == Self.value("onnx::MatMul_69", 3 * 384 + 2))
    let bias = try #require(converted["blocks.4.qkv.bias"]?.floats)
    #expect(bias[384] == Self.value("backbone.encoder.layer.4.attention.attention.key.bias", 0))
    let up = try #require(converted["blocks.0.fc1.weight"]?.floats)
    #expect(up[1000 * 384 + 3] == Self.value("onnx::MatMul_4", 3 * 1536 + 1000))

    let weights = try ViTWeights(converted, path: "w")
    let options = try weights.options(classes: 7)
    #expect(options.blocks.count == 12 && options.width == 384 && options.heads == 6 && options.patch == 14)
    #expect(options.blocks.allSatisfy { $0.inner == 1536 && $0.hasLayerScale && $0.removed == 0 })
    let model = VisionTransformer(options, trains: ViTParameters.isAdaptation)
    try weights.load(into: model)
    let loaded = try #require(model.parameters.all.first { $0.name == "blocks.4.qkv.weight" })
    #expect(loaded.values[2 * 384 + 3] == weight[2 * 384 + 3])
    #expect(model.parameters.trained.parameterCount == 7 * 385)
  }

  @Test(arguments: [
    "backbone.embeddings.cls_token", "onnx::MatMul_17", "/backbone/encoder/layer.3/mlp/fc2",
    "backbone.encoder.layer.11.layer_scale2.lambda1",
  ])
  func missingTensors(_ name: String) throws {
    try Self.withFile(Self.writer(without: name).bytes) { path in
      do throws(ONNXError) {
        _ = try DINOv2Weights.convert(onnx: path)
        Issue.record("converted")
      } catch {
        #expect(error.message.hasPrefix(path + ": ") && error.message.contains(name), "\(error.message)")
      }
    }
  }

  @Test func wrongShapesAndDamagedFiles() throws {
    let name = "onnx::Reshape_1962"
    try Self.withFile(Self.writer(wrong: name).bytes) { path in
      _ = #expect(throws: ONNXError.self) { try DINOv2Weights.convert(onnx: path) }
    }
    let whole = Self.writer().bytes
    for bytes in [[], Array("no model".utf8), Array(whole.prefix(5000)), Array(whole.dropLast(40_000)), [0xFF] + whole]
    {
      try Self.withFile(bytes) { path in
        _ = #expect(throws: ONNXError.self) { try DINOv2Weights.convert(onnx: path) }
      }
    }
    #expect(throws: ONNXError.self) { try DINOv2Weights.convert(onnx: "/nowhere/model.onnx") }
  }

  @Test func weightsThatDoNotFit() throws {
    var options = ViTModel.options()
    options.positionGrid = GridSize(height: 5, width: 5)
    let model = VisionTransformer(options)
    model.initialise(seed: 1)
    var file = Safetensors(
      metadata: [
        "spec":
          "{\"heads\": 3, \"depth\": 3, \"patch\": 4, \"eps\": 1e-6, \"merge\": [0, 0, 0], \"pos_grid\": [5, 5], \"grads\": []}"
      ])
    for parameter in model.parameters.all {
      file[parameter.name] = .init(
        Array(UnsafeBufferPointer(start: parameter.values, count: parameter.count)), parameter.shape)
    }
    #expect(try ViTWeights(file, path: "w").options(classes: 5) == options)
    func refuses(_ word: String, _ change: (inout Safetensors) -> Void) {
      var changed = file
      change(&changed)
      do {
        let weights = try ViTWeights(changed, path: "w")
        try weights.load(into: VisionTransformer(weights.options(classes: 2)))
        Issue.record("loaded: \(word)")
      } catch {
        #expect("\(error)".hasPrefix("w: ") && "\(error)".contains(word), "\(error)")
      }
    }
    refuses("spec") { $0.metadata = [:] }
    refuses("'merge'") { $0.metadata["spec"] = $0.metadata["spec"]?.replacingOccurrences(of: "[0, 0, 0]", with: "[0]") }
    refuses("blocks.1.fc1.weight") { $0["blocks.1.fc1.weight"] = nil }
    refuses("blocks.2.norm1.bias") { $0["blocks.2.norm1.bias"] = nil }
    refuses("'pos'") { $0["pos"] = .init([Float](repeating: 0, count: 24), [1, 24]) }
    refuses("'cls'") { $0["cls"] = .init([Float](repeating: .nan, count: 24), [24]) }
    refuses("F64") { $0["cls"] = .init([Double](repeating: 0, count: 24), [24]) }
    refuses("heads") { $0.metadata["spec"] = $0.metadata["spec"]?.replacingOccurrences(of: "s\": 3", with: "s\": 5") }
    refuses("blocks.0.ls2") { $0["blocks.0.ls2"] = nil }
  }
}

/// The converted weights themselves; skipped where they are absent.
@Suite struct RealViTTests {
  static let path: String? = {
    let root = ProcessInfo.processInfo.environment["SWITCHYARD_DATA"] ?? ""
    let path = root + "/vit-s14/model.safetensors"
    return !root.isEmpty && FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// A grey picture's class token is finite and does not depend on the number of threads; the weights are those meant.
  @Test(.enabled(if: path != nil, "vit-s14 is absent from SWITCHYARD_DATA"))
  func greyPicture() throws {
    let weights = try ViTWeights(path: try #require(Self.path))
    let model = VisionTransformer(try weights.options(classes: 0), trains: { _ in false })
    try weights.load(into: model)
    let tokens = [1, 2].map { threads in
      let tape = Tape(pool: ThreadPool(threads: threads))
      tape.begin(recording: false)
      return model.forward(tape, images: tape.constant([Float](repeating: 0.1, count: 3 * 98 * 98), [1, 3, 98, 98]))
        .classTokens.values
    }
    #expect(tokens[0] == tokens[1] && tokens[0].allSatisfy(\.isFinite))
    #expect(tokens[0].reduce(0) { $0 + $1 * $1 } > 100)
  }
}
