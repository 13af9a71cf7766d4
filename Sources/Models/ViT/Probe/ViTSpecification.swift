internal import Tensor

/// What a probe file says about the transformer to run: the JSON object in its metadata entry `spec`.
struct ViTSpecification {
  let heads: Int
  let patch: Int
  let epsilon: Float
  /// Tokens to remove, one number for each block.
  let merge: [Int]
  let positionGrid: GridSize
  /// Names of the tensors whose gradients are asked for.
  let gradients: [String]
  let proportionalAttention: Bool
  let lora: LoRAOptions?
  let gate: String
  let gateEpsilon: Float

  /// - Throws: at anything that is not as the rules say, naming the key.
  init(_ file: Safetensors) throws(ProbeError) {
    var keys = try SpecificationKeys(file)
    heads = try keys.whole("heads")
    let depth = try keys.whole("depth")
    patch = try keys.whole("patch")
    epsilon = Float(try keys.number("eps", atLeast: 0))
    merge = try Self.wholes(&keys, "merge", atLeast: 0)
    let grid = try Self.wholes(&keys, "pos_grid", atLeast: 1)
    gradients = try keys.texts("grads")
    proportionalAttention =
      switch keys.take("prop_attn") {
      case nil: true
      case .bool(let flag): flag
      case .some(let value):
        throw ProbeError("spec key 'prop_attn': must be true or false, not \(value.kind)")
      }
    if let value = keys.take("lora"), value != .null {
      var inner = try SpecificationKeys(value, path: "lora")
      lora = LoRAOptions(rank: try inner.whole("rank"), scale: Float(try inner.number("scale")))
      try inner.refuseRest()
    } else {
      lora = nil
    }
    gate = try keys.word("gate", among: ReducerCatalog.all.map { $0.name }, default: ToMe.name)
    gateEpsilon = Float(try keys.number("gate_eps", default: 1e-5, atLeast: 0))
    try keys.refuseRest()
    guard merge.count == depth else {
      throw ProbeError("spec key 'merge': has \(merge.count) numbers, must have one for each of \(depth) blocks")
    }
    guard grid.count == 2 else {
      throw ProbeError("spec key 'pos_grid': must be rows and columns, not \(grid.count) numbers")
    }
    positionGrid = GridSize(height: grid[0], width: grid[1])
  }

  /// A list of whole numbers.
  private static func wholes(
    _ keys: inout SpecificationKeys, _ key: String, atLeast least: Int
  ) throws(ProbeError) -> [Int] {
    guard let value = keys.take(key) else { throw ProbeError("spec key '\(key)': is missing") }
    guard case .array(let items) = value else {
      throw ProbeError("spec key '\(key)': must be a list of whole numbers, not \(value.kind)")
    }
    var numbers: [Int] = []
    for item in items {
      guard let number = item.integer, number >= least, number <= Int(Int32.max) else {
        throw ProbeError("spec key '\(key)': must hold whole numbers from \(least) to \(Int32.max), not \(item.kind)")
      }
      numbers.append(number)
    }
    return numbers
  }
}
