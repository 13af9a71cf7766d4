internal import Foundation
internal import Tensor

/// What is wrong with an ONNX file, in one line that begins with its name.
public struct ONNXError: Error, CustomStringConvertible, Equatable {
  /// The whole line.
  public let message: String
  /// One line for people.
  public var description: String { message }

  init(_ file: String, _ text: String) { message = "\(file): \(text)" }
}

/// The constant tensors and the nodes of an ONNX graph; enough to take weights out of one.
///
/// Message and field numbers of onnx.proto: ModelProto graph 7; GraphProto node 1, initializer 5; NodeProto input 1,
/// name 3, op_type 4; TensorProto dims 1, data_type 2, name 8, raw_data 9.
struct ONNXGraph {
  /// A constant of 32-bit floats.
  struct Constant {
    let shape: [Int]
    let values: [Float]
  }

  /// One operation.
  struct Node {
    let operation: String
    let inputs: [String]
  }

  /// The file's name, for messages.
  let file: String
  /// By name; constants of other types are left out.
  private(set) var constants: [String: Constant] = [:]
  /// By name.
  private(set) var nodes: [String: Node] = [:]

  /// - Throws: `ONNXError` when the file cannot be read or breaks the format.
  init(path: String) throws(ONNXError) {
    let contents: Foundation.Data
    do {
      contents = try Foundation.Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      throw ONNXError(path, FileManager.default.fileExists(atPath: path) ? "cannot be read" : "no such file")
    }
    try self.init(bytes: Array(contents), file: path)
  }

  /// - Throws: `ONNXError` when the bytes break the format.
  init(bytes: [UInt8], file: String) throws(ONNXError) {
    let result = bytes.withUnsafeBytes { bytes -> Result<ONNXGraph, ONNXError> in
      Result { () throws(ONNXError) in
        var graph = ONNXGraph(empty: file)
        try graph.read(bytes)
        return graph
      }
    }
    self = try result.get()
  }

  private init(empty file: String) { self.file = file }

  private func fault(_ text: String) -> ONNXError { ONNXError(file, text) }

  /// Calls `body` with every field of a message.
  private func forEach(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ what: String,
    _ body: (Int, ProtobufFields.Value) throws(ONNXError) -> Void
  ) throws(ONNXError) {
    var fields = ProtobufFields(bytes, range)
    while let (number, value) = fields.next() { try body(number, value) }
    if fields.isDamaged { throw fault("is no ONNX file, or cut off: \(what) breaks off") }
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(ONNXError) {
    var graphs: [Range<Int>] = []
    try forEach(bytes, 0..<bytes.count, "the model") { number, value in
      if number == 7, case .bytes(let range) = value { graphs.append(range) }
    }
    guard let range = graphs.last else { throw fault("is no ONNX file: it holds no graph") }
    var parts: [(isNode: Bool, range: Range<Int>)] = []
    try forEach(bytes, range, "the graph") { number, value in
      if number == 1 || number == 5, case .bytes(let range) = value { parts.append((number == 1, range)) }
    }
    for part in parts {
      if part.isNode { try readNode(bytes, part.range) } else { try readConstant(bytes, part.range) }
    }
  }

  private mutating func readNode(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws(ONNXError) {
    var (name, operation, inputs) = ("", "", [String]())
    try forEach(bytes, range, "a node") { number, value in
      guard case .bytes(let range) = value else { return }
      switch number {
      case 1: inputs.append(String(decoding: bytes[range], as: UTF8.self))
      case 3: name = String(decoding: bytes[range], as: UTF8.self)
      case 4: operation = String(decoding: bytes[range], as: UTF8.self)
      default: break
      }
    }
    nodes[name] = Node(operation: operation, inputs: inputs)
  }

  private mutating func readConstant(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws(ONNXError) {
    var (name, type, shape, data) = ("", UInt64(0), [Int](), Range<Int>?.none)
    func length(_ number: UInt64) throws(ONNXError) -> Int {
      guard number > 0, number < 1 << 31 else { throw fault("tensor '\(name)': its lengths are wrong") }
      return Int(number)
    }
    try forEach(bytes, range, "a tensor") { number, value throws(ONNXError) in
      switch (number, value) {
      case (1, .number(let number)): shape.append(try length(number))
      case (1, .bytes(let packed)):
        // A packed list has no keys: each number is read as the rest of a field.
        var place = packed.lowerBound
        while place < packed.upperBound {
          var number: UInt64 = 0
          var shift: UInt64 = 0
          while place < packed.upperBound, shift < 63 {
            let byte = bytes[place]
            place += 1
            number |= UInt64(byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 { break }
          }
          shape.append(try length(number))
        }
      case (2, .number(let number)): type = number
      case (8, .bytes(let range)): name = String(decoding: bytes[range], as: UTF8.self)
      case (9, .bytes(let range)): data = range
      default: break
      }
    }
    // Only floats that lie in the file itself are of use here.
    guard type == 1, let data else { return }
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      if overflow { throw fault("tensor '\(name)': its shape \(shape) is too large") }
      count = product
    }
    guard count <= data.count, data.count == 4 * count else {
      throw fault("tensor '\(name)': \(data.count) bytes do not fit floats of shape \(shape)")
    }
    let values = [Float](unsafeUninitializedCapacity: count) { target, made in
      UnsafeMutableRawBufferPointer(target).copyBytes(from: bytes[data])
      made = count
    }
    constants[name] = Constant(shape: shape, values: values)
  }
}
