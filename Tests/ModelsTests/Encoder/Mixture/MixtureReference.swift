import Foundation
import Models
import Tensor

/// The definitions of MMoE and PLE in double precision, one sequence after another, every part of them computed whether
/// it is read or not.
struct MixtureReference {
  let shape: MixtureModel.Shape
  private(set) var test: EncoderCase
  /// Gates by name.
  private var gates: [String: [Double]] = [:]

  init(_ model: MixtureModel) {
    shape = model.shape
    let (options, batch) = (model.encoder.options, MixtureModel.batch)
    test = EncoderCase(seed: 1, isRouted: false)
    (test.heads, test.layers, test.width, test.inner) = (options.heads, options.layers, options.width, options.inner)
    (test.rows, test.length) = (batch.rows, batch.length)
    (test.tensors, test.integers) = ([:], [:])
    test.integers["ids"] = (batch.ids.map { Int($0) }, [])
    test.integers["mask"] = (batch.mask.map { $0 ? 1 : 0 }, [])
    for parameter in model.encoder.block.parameters {
      set(parameter, (0..<parameter.count).map { Double(parameter.values[$0]) })
    }
  }

  mutating func set(_ parameter: Parameter, _ values: [Double]) {
    if parameter.name.hasPrefix("gate.") {
      gates[parameter.name] = values
    } else if let range = parameter.name.range(of: "attn.qkv.") {
      for (part, letter) in ["q", "k", "v"].enumerated() {
        let name = parameter.name.replacingCharacters(in: range, with: "attn.\(letter).")
        let length = values.count / 3
        test.tensors[name] = (Array(values[part * length..<(part + 1) * length]), [])
      }
    } else {
      test.tensors[parameter.name] = (values, [])
    }
  }

  /// (B·S, D)
  func hidden(_ tasks: [Int]) -> [Double] {
    let reference = EncoderReference(partsOf: test)
    return (0..<test.rows).flatMap { row -> [Double] in
      func run(_ prefix: String, _ layers: Range<Int>, _ x: [[Double]]) -> [[Double]] {
        layers.reduce(x) { reference.layer($0, "\(prefix)layers.\($1).", row: row) }
      }
      let tokens = (0..<test.length).filter { reference.isToken(row, $0) }
      func gate(_ name: String, _ x: [[Double]]) -> [Double] {
        let mean = (0..<test.width).map { column in tokens.reduce(0) { $0 + x[$1][column] } / Double(tokens.count) }
        let logits = gates["gate.\(name).bias"]!.enumerated().map { output, bias in
          mean.indices.reduce(bias) { $0 + gates["gate.\(name).weight"]![output * mean.count + $1] * mean[$1] }
        }
        let total = logits.reduce(0) { $0 + exp($1) }
        return logits.map { exp($0) / total }
      }
      func sum(_ weights: [Double], _ experts: [[[Double]]]) -> [[Double]] {
        (0..<test.length).map { place in
          (0..<test.width).map { column in
            zip(weights, experts).reduce(0) { $0 + $1.0 * $1.1[place][column] }
          }
        }
      }
      let h = run("bottom.", 0..<shape.bottom, reference.embedding(row))
      let task = tasks[row]
      if shape.specific == 0 && shape.parts == 1 {
        // MMoE as it is written.
        let experts = (0..<shape.shared).map { run("expert.0.\($0).", shape.bottom..<shape.mid, h) }
        let mixed = sum(gate("0.\(task)", h), experts)
        return run("top.\(task).", shape.mid..<test.layers, mixed).flatMap { $0 }
      }
      var own = (0..<MixtureModel.tasks).map { _ in h }
      var shared = h
      var first = shape.bottom
      for part in 0..<shape.parts {
        let middle = shape.mid - shape.bottom
        let layers = first..<first + middle / shape.parts + (part < middle % shape.parts ? 1 : 0)
        first = layers.upperBound
        let sharedExperts = (0..<shape.shared).map { run("expert.\(part).\($0).", layers, shared) }
        let ownExperts = own.indices.map { owner in
          (0..<shape.specific).map { index in
            run("expert.\(part).\(shape.shared + owner * shape.specific + index).", layers, own[owner])
          }
        }
        let next = own.indices.map { sum(gate("\(part).\($0)", own[$0]), sharedExperts + ownExperts[$0]) }
        if part + 1 < shape.parts {
          shared = sum(gate("\(part).shared", shared), sharedExperts + ownExperts.flatMap { $0 })
        }
        own = next
      }
      return run("top.\(task).", shape.mid..<test.layers, own[task]).flatMap { $0 }
    }
  }
}
