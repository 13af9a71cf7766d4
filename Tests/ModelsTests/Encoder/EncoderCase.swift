import Foundation
import Tensor
import TestSupport

/// A random small encoder with inputs, as a probe file.
struct EncoderCase {
  struct Routing {
    var bottom, mid, groups, tasks: Int
    var group, task: [Int]
  }

  var heads, layers, width, inner, rows, length: Int
  var vocabulary = 11
  var positions = 9
  let epsilon = 1e-5
  var routing: Routing?
  var gradients: [String] = []
  var tensors: [String: (values: [Double], shape: [Int])] = [:]
  var integers: [String: (values: [Int], shape: [Int])] = [:]

  init(seed: UInt64, isRouted: Bool) {
    var numbers = SampleNumbers(seed: seed)
    heads = 1 + numbers.integer(below: 3)
    layers = 1 + numbers.integer(below: 3)
    width = heads * (1 + numbers.integer(below: 4)) * 2
    inner = 1 + numbers.integer(below: 12)
    rows = 1 + numbers.integer(below: 5)
    length = 1 + numbers.integer(below: positions)
    func draw(_ name: String, _ shape: [Int], _ middle: Double = 0) {
      let values = (0..<shape.reduce(1, *)).map { _ in Double(numbers.uniform(-0.6...0.6)) + middle }
      tensors[name] = (values.map { Double(Float($0)) }, shape)
    }
    draw("embed.token", [vocabulary, width])
    draw("embed.position", [positions, width])
    draw("embed.type", [3, width])
    draw("embed.norm.weight", [width], 1)
    draw("embed.norm.bias", [width])
    if isRouted {
      let mid = numbers.integer(below: layers + 1)
      let (groups, tasks) = (1 + numbers.integer(below: 3), 1 + numbers.integer(below: 3))
      routing = Routing(
        bottom: numbers.integer(below: mid + 1), mid: mid, groups: groups, tasks: tasks,
        group: (0..<rows).map { _ in numbers.integer(below: groups) },
        task: (0..<rows).map { _ in numbers.integer(below: tasks) })
    }
    for path in Set((0..<layers).flatMap { paths($0) }).sorted() {
      for name in ["q", "k", "v", "out"] {
        draw("\(path)attn.\(name).weight", [width, width])
        draw("\(path)attn.\(name).bias", [width])
      }
      draw("\(path)ffn.in.weight", [inner, width])
      draw("\(path)ffn.in.bias", [inner])
      draw("\(path)ffn.out.weight", [width, inner])
      draw("\(path)ffn.out.bias", [width])
      for norm in ["attn.norm", "ffn.norm"] {
        draw("\(path)\(norm).weight", [width], 1)
        draw("\(path)\(norm).bias", [width])
      }
    }
    gradients = tensors.keys.sorted().filter { _ in numbers.integer(below: 3) == 0 }
    func drawIntegers(_ name: String, below bound: Int) {
      integers[name] = ((0..<rows * length).map { _ in numbers.integer(below: bound) }, [rows, length])
    }
    drawIntegers("ids", below: vocabulary)
    drawIntegers("mask", below: 2)
    for row in 0..<rows { integers["mask"]!.values[row * length + numbers.integer(below: length)] = 1 }
    if seed % 2 == 0 { drawIntegers("types", below: 3) }
    if seed % 3 != 0 { draw("dhidden", [rows, length, width]) }
    if seed % 3 != 1 { draw("dsentence", [rows, width]) }
  }

  /// The prefixes of layer i in all its copies.
  func paths(_ layer: Int) -> [String] {
    guard let routing else { return ["layers.\(layer)."] }
    if layer < routing.bottom { return ["bottom.layers.\(layer)."] }
    if layer < routing.mid { return (0..<routing.groups).map { "mid.\($0).layers.\(layer)." } }
    return (0..<routing.tasks).map { "top.\($0).layers.\(layer)." }
  }

  /// The prefix of layer i for one row.
  func path(_ layer: Int, row: Int) -> String {
    guard let routing else { return paths(layer)[0] }
    return paths(layer)[layer < routing.bottom ? 0 : layer < routing.mid ? routing.group[row] : routing.task[row]]
  }

  var spec: String {
    var parts = ["\"heads\": \(heads)", "\"layers\": \(layers)", "\"eps\": \(epsilon)"]
    parts.append("\"grads\": [\(gradients.map { "\"\($0)\"" }.joined(separator: ", "))]")
    if let routing {
      parts.append(
        "\"routing\": {\"bottom\": \(routing.bottom), \"mid\": \(routing.mid), \"groups\": \(routing.groups), "
          + "\"tasks\": \(routing.tasks), \"group\": \(routing.group), \"task\": \(routing.task)}")
    }
    return "{" + parts.joined(separator: ", ") + "}"
  }

  var file: Safetensors {
    var file = Safetensors(metadata: ["spec": spec])
    for (name, tensor) in tensors { file[name] = .init(tensor.values.map { Float($0) }, tensor.shape) }
    for (name, tensor) in integers { file[name] = .init(tensor.values.map { Int64($0) }, tensor.shape) }
    return file
  }
}
