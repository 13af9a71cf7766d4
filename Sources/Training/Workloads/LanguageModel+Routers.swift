internal import Data
internal import Experiment
internal import Models
public import Tensor

extension LanguageModel {
  /// Expert choice in a causal model deserves a word, and so does a router that cannot learn.
  public var warnings: [(rule: String, message: String)] {
    guard let options = model.options.moe, let traits = RouterCatalog.kind(named: options.router)?.traits else {
      return []
    }
    var warnings: [(rule: String, message: String)] = []
    if traits.looksAhead {
      warnings.append(
        (
          rule: "looks-ahead",
          message: "\(options.router) chooses among all tokens of a batch, so a token's experts depend on tokens after"
            + " it: in a causal model its losses are too good; compare them with nothing else"
        ))
    }
    if traits.hasWeight, options.k == 1, options.renormalize, !options.straightThrough, !options.rectification.fillIn {
      warnings.append(
        (
          rule: "router-without-gradient",
          message: "with moe.k = 1 and moe.renormalize = true every weight is 1, so the router learns from the balance"
            + " loss alone; set moe.renormalize = false, or moe.straight_through = true"
        ))
    }
    return warnings
  }

  /// Tables and biases of the routers, by the path of their layer, the looks at the probe batch, and what the batches
  /// follow from.
  public var buffers: [String: Safetensors.Entry] {
    var buffers = looks.entries
    for (name, bytes) in data.dataFiles {
      buffers[Checkpoints.dataFile + name] = Safetensors.Entry(bytes, [bytes.count])
    }
    for place in model.moeLayers {
      for buffer in place.layer.router.buffers { buffers[place.path + buffer.name] = Safetensors.Entry(buffer) }
    }
    return buffers
  }

  /// Gives the routers their tables and biases back, and takes over the looks.
  ///
  /// - Throws: `TrainingError` naming the tensor when one is missing or does not fit.
  public func restore(_ buffers: [String: Safetensors.Entry]) throws {
    for (name, bytes) in data.dataFiles where buffers[Checkpoints.dataFile + name]?.bytes != bytes {
      throw TrainingError("the \(name) is another one than the run was trained with")
    }
    let looks = try ProbeLooks(
      buffers, experts: model.moeLayers.map { $0.layer.options.experts }, tokens: heldOut.first?.inputs.count ?? 0)
    try model.updateMoE { (path, layer) throws(TrainingError) in
      for own in layer.router.buffers {
        let name = path + own.name
        guard let entry = buffers[name] else { throw TrainingError("tensor buffer.\(name) is missing") }
        guard let buffer = RouterBuffer(name: own.name, entry) else {
          throw TrainingError("tensor buffer.\(name) has the type \(entry.type.rawValue), which no router keeps")
        }
        do throws(MoEError) {
          try layer.router.load(buffer)
        } catch {
          throw TrainingError("tensor buffer.\(path)\(error.message)")
        }
      }
    }
    self.looks = looks
  }
}

extension Safetensors.Entry {
  /// A router's buffer as it goes into a file.
  init(_ buffer: RouterBuffer) {
    switch buffer.values {
    case .bytes(let values): self.init(values, buffer.shape)
    case .integers(let values): self.init(values, buffer.shape)
    case .floats(let values): self.init(values, buffer.shape)
    }
  }
}

extension RouterBuffer {
  /// What lies in a file as a router takes it; nil for types that no router keeps.
  init?(name: String, _ entry: Safetensors.Entry) {
    guard let values = entry.bytesOrNumbers else { return nil }
    self.init(name: name, shape: entry.shape, values: values)
  }
}

extension Safetensors.Entry {
  fileprivate var bytesOrNumbers: RouterBuffer.Values? {
    if let floats { return .floats(floats) }
    if let integers = int64s { return .integers(integers) }
    return uint8s.map { .bytes($0) }
  }
}

extension MoEShape {
  /// The shape of a layer of the model, with what its mask lets through.
  init(_ place: Decoder.MoEPlace, counts: [Int], buckets: FrequencyBuckets) {
    let options = place.layer.options
    self.init(
      layer: place.index, part: place.part, router: options.router, experts: options.experts, devices: options.devices,
      k: options.k, visibility: place.layer.router.visibility(counts: counts, buckets: buckets))
  }
}

extension Router {
  /// The share of the text that may see an expert, by frequency bucket, (10, E); empty for routers without a mask.
  fileprivate func visibility(counts: [Int], buckets: FrequencyBuckets) -> [Float] {
    guard let mask = buffers.first(where: { $0.name == "mask.visible" }), case .bytes(let visible) = mask.values,
      mask.shape[0] >= counts.count
    else { return [] }
    let experts = mask.shape[1]
    var seen = [Double](repeating: 0, count: FrequencyBuckets.count * experts)
    var text = [Double](repeating: 0, count: FrequencyBuckets.count)
    for (id, count) in counts.enumerated() {
      let bucket = Int(buckets.bucket(of: id))
      text[bucket] += Double(count)
      for expert in 0..<experts where visible[id * experts + expert] == 1 {
        seen[bucket * experts + expert] += Double(count)
      }
    }
    return seen.enumerated().map { index, count in
      text[index / experts] == 0 ? 0 : Float(count / text[index / experts])
    }
  }
}
