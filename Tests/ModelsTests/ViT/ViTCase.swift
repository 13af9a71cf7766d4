import Models
import Tensor
import TestSupport

/// A probe file drawn from a seed.
struct ViTCase {
  static let gates = ["none", "pyra", "wr", "wr_act", "wd", "wd_act", "both", "full", "mlp"]

  var specification = ViTReference.Specification()
  private(set) var tensors: [(name: String, shape: [Int], values: [Float])] = []
  var gradients: [String] = []
  let rank: Int?
  private var numbers: SampleNumbers

  init(seed: UInt64) {
    var numbers = SampleNumbers(seed: seed &* 977 &+ 5)
    func pick<Value>(_ values: [Value]) -> Value { values[numbers.integer(below: values.count)] }
    specification.heads = pick([1, 2, 3])
    specification.patch = pick([1, 2, 3])
    specification.epsilon = pick([1e-6, 1e-3])
    specification.gate = Self.gates[Int(seed % 9)]
    specification.isProportional = pick([true, true, false])
    specification.scale = Double(pick([1, 0.5, -2]))
    specification.gateEpsilon = pick([1e-5, 1e-2])
    let depth = pick([1, 2, 3])
    let grid = [pick([1, 2, 3, 4]), pick([2, 3, 4])]
    specification.grid = pick([true, false]) ? grid : [pick([1, 3, 5]), pick([2, 4])]
    // Now and then more than can go.
    specification.merge = (0..<depth).map { _ in pick([0, 1, 2, 3, 9]) }
    rank = pick([nil, 1, 2])
    let (b, c, k, m) = (pick([1, 2, 3]), pick([1, 3]), pick([1, 4]), pick([3, 8]))
    let d = specification.heads * pick([2, 3, 4])
    let p = specification.patch
    self.numbers = numbers

    add("images", [b, c, grid[0] * p, grid[1] * p])
    add("dlogits", [b, k])
    add("patch.weight", [d, c, p, p])
    add("patch.bias", [d])
    add("cls", [d])
    add("pos", [1 + specification.grid[0] * specification.grid[1], d])
    for name in ["norm"] { addNorm(name, d) }
    addAffine("head", k, d)
    for block in 0..<depth {
      let path = "blocks.\(block)."
      addNorm(path + "norm1", d)
      addNorm(path + "norm2", d)
      addAffine(path + "qkv", 3 * d, d)
      addAffine(path + "proj", d, d)
      addAffine(path + "fc1", m, d)
      addAffine(path + "fc2", d, m)
      if self.numbers.integer(below: 2) == 0 {
        add(path + "ls1", [d])
        add(path + "ls2", [d])
      }
      if let rank {
        add(path + "lora.a", [rank, d])
        add(path + "lora.b", [3 * d, rank])
      }
      if specification.merge[block] > 0 { addGate(path + "gate.", specification.merge[block], d) }
    }
    gradients = tensors.map(\.name).filter { $0 != "dlogits" && self.numbers.integer(below: 3) > 0 }
  }

  private mutating func addGate(_ path: String, _ r: Int, _ d: Int) {
    let gate = specification.gate
    if gate == "none" { return }
    if gate != "full" { addNorm(path + "norm", d) }
    if ["pyra", "wr", "wr_act", "both"].contains(gate) { add(path + "wr", [r]) }
    if ["pyra", "wd", "wd_act", "both"].contains(gate) { add(path + "wd", [d]) }
    if gate == "full" { add(path + "w", [r, d]) }
    if gate == "mlp" {
      let h = 1 + numbers.integer(below: 3)
      add(path + "w1", [h, d])
      add(path + "w2", [d, h])
    }
  }

  private mutating func add(_ name: String, _ shape: [Int], around middle: Float = 0) {
    let values = (0..<shape.reduce(1, *)).map { _ in middle + numbers.uniform(-0.7...0.7) }
    tensors.append((name, shape, values))
  }

  private mutating func addNorm(_ path: String, _ d: Int) {
    add(path + ".weight", [d], around: 1)
    add(path + ".bias", [d])
  }

  private mutating func addAffine(_ path: String, _ outputs: Int, _ inputs: Int) {
    add(path + ".weight", [outputs, inputs])
    add(path + ".bias", [outputs])
  }

  /// The specification as the file holds it.
  var json: String {
    let s = specification
    let names = gradients.map { "\"\($0)\"" }.joined(separator: ",")
    let lora = rank.map { "{\"rank\": \($0), \"scale\": \(s.scale)}" } ?? "null"
    return """
      {"heads": \(s.heads), "depth": \(s.merge.count), "patch": \(s.patch), "eps": \(s.epsilon), "merge": \(s.merge), \
      "pos_grid": \(s.grid), "grads": [\(names)], "prop_attn": \(s.isProportional), "lora": \(lora), \
      "gate": "\(s.gate)", "gate_eps": \(s.gateEpsilon)}
      """
  }

  var file: Safetensors {
    var file = Safetensors(metadata: ["spec": json])
    for tensor in tensors { file[tensor.name] = .init(tensor.values, tensor.shape) }
    return file
  }

  var reference: ViTReference {
    ViTReference(
      specification: specification,
      tensors: Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.values.map(Double.init)) }),
      shapes: Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.shape) }))
  }
}
