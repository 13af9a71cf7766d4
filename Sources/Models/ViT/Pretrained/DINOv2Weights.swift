public import Tensor

/// Takes the backbone out of an exported saliency model with the layout of DINOv2-small, into the names that this
/// workbench uses.
///
/// Model: DINOv2 (Oquab et al. 2023, arXiv:2304.07193) small: 12 blocks of width 384, 6 heads, patches of 14 pixels,
/// LayerScale, no register tokens. The decoder behind it is left out.
public enum DINOv2Weights {
  private static let width = 384
  private static let blocks = 12
  private static let grid = 37

  /// - Parameter path: the ONNX file.
  /// - Returns: the weights, with a probe's specification in the metadata.
  /// - Throws: `ONNXError`, naming the file and the tensor at fault.
  public static func convert(onnx path: String) throws(ONNXError) -> Safetensors {
    try convert(ONNXGraph(path: path))
  }

  static func convert(_ graph: ONNXGraph) throws(ONNXError) -> Safetensors {
    let (d, inner) = (width, 4 * width)
    var result = Safetensors(metadata: ["spec": specification])
    func take(_ name: String, _ shape: [Int]) throws(ONNXError) -> [Float] {
      guard let constant = graph.constants[name] else { throw ONNXError(graph.file, "tensor '\(name)' is missing") }
      guard constant.shape == shape else {
        throw ONNXError(graph.file, "tensor '\(name)' has shape \(constant.shape), must be \(shape)")
      }
      if let place = constant.values.firstIndex(where: { !$0.isFinite }) {
        throw ONNXError(graph.file, "tensor '\(name)': element \(place) is not finite")
      }
      return constant.values
    }
    /// The weight of a linear layer, which has no name of its own: the second input of its product, stored [in, out].
    func product(_ node: String, _ input: Int, _ output: Int) throws(ONNXError) -> [Float] {
      guard let found = graph.nodes[node], found.operation == "MatMul", found.inputs.count == 2 else {
        throw ONNXError(graph.file, "the product '\(node)' is missing")
      }
      let stored = try take(found.inputs[1], [input, output])
      var turned = [Float](repeating: 0, count: stored.count)
      for i in 0..<input {
        for j in 0..<output { turned[j * input + i] = stored[i * output + j] }
      }
      return turned
    }
    let embeddings = "backbone.embeddings."
    let projection = embeddings + "patch_embeddings.projection."
    result["patch.weight"] = .init(try take(projection + "weight", [d, 3, 14, 14]), [d, 3, 14, 14])
    result["patch.bias"] = .init(try take(projection + "bias", [d]), [d])
    result["cls"] = .init(try take(embeddings + "cls_token", [1, 1, d]), [d])
    result["pos"] = .init(
      try take("onnx::Concat_1957", [1, 1, d]) + take("onnx::Reshape_1962", [1, grid * grid, d]), [1 + grid * grid, d])
    for part in ["weight", "bias"] {
      result["norm.\(part)"] = .init(try take("backbone.layernorm.\(part)", [d]), [d])
    }
    for block in 0..<blocks {
      let source = "backbone.encoder.layer.\(block)."
      let node = "/backbone/encoder/layer.\(block)/"
      let target = "blocks.\(block)."
      for norm in ["norm1", "norm2"] {
        for part in ["weight", "bias"] {
          result["\(target)\(norm).\(part)"] = .init(try take("\(source)\(norm).\(part)", [d]), [d])
        }
      }
      var (weights, biases): ([Float], [Float]) = ([], [])
      for part in ["query", "key", "value"] {
        weights += try product("\(node)attention/attention/\(part)/MatMul", d, d)
        biases += try take("\(source)attention.attention.\(part).bias", [d])
      }
      result[target + "qkv.weight"] = .init(weights, [3 * d, d])
      result[target + "qkv.bias"] = .init(biases, [3 * d])
      result[target + "proj.weight"] = .init(try product(node + "attention/output/dense/MatMul", d, d), [d, d])
      result[target + "proj.bias"] = .init(try take(source + "attention.output.dense.bias", [d]), [d])
      result[target + "fc1.weight"] = .init(try product(node + "mlp/fc1/MatMul", d, inner), [inner, d])
      result[target + "fc1.bias"] = .init(try take(source + "mlp.fc1.bias", [inner]), [inner])
      result[target + "fc2.weight"] = .init(try product(node + "mlp/fc2/MatMul", inner, d), [d, inner])
      result[target + "fc2.bias"] = .init(try take(source + "mlp.fc2.bias", [d]), [d])
      for (own, other) in [("ls1", "layer_scale1"), ("ls2", "layer_scale2")] {
        result[target + own] = .init(try take("\(source)\(other).lambda1", [d]), [d])
      }
    }
    return result
  }

  /// What a probe needs to know to run the whole model.
  private static var specification: String {
    let zeros = Array(repeating: "0", count: blocks).joined(separator: ",")
    return """
      {"heads":6,"depth":\(blocks),"patch":14,"eps":1e-6,"merge":[\(zeros)],"prop_attn":true,"lora":null,"gate":"none",\
      "gate_eps":1e-5,"pos_grid":[\(grid),\(grid)],"grads":[]}
      """
  }
}
