import Tensor

/// Writes the parts of an ONNX file that `DINOv2Weights` reads.
struct ONNXWriter {
  private var graph: [UInt8] = []

  private static func varint(_ value: Int) -> [UInt8] {
    var (rest, bytes) = (UInt64(value), [UInt8]())
    repeat {
      bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return bytes
  }

  private static func stretch(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(bytes.count) + bytes
  }

  private static func number(_ number: Int, _ value: Int) -> [UInt8] { varint(number << 3) + varint(value) }

  /// - Parameter isPacked: whether the lengths come in one stretch, as newer programs write them.
  mutating func add(constant name: String, _ shape: [Int], _ values: [Float], isPacked: Bool = false, type: Int = 1) {
    let lengths =
      isPacked
      ? Self.stretch(1, shape.flatMap { Self.varint($0) }) : shape.flatMap { Self.number(1, $0) }
    let data = values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
    graph += Self.stretch(
      5, lengths + Self.number(2, type) + Self.stretch(8, Array(name.utf8)) + Self.stretch(9, data))
  }

  mutating func add(product name: String, _ inputs: [String], operation: String = "MatMul") {
    graph += Self.stretch(
      1,
      inputs.flatMap { Self.stretch(1, Array($0.utf8)) } + Self.stretch(3, Array(name.utf8))
        + Self.stretch(4, Array(operation.utf8)))
  }

  /// The whole file, with fields that nobody asks for.
  var bytes: [UInt8] {
    Self.number(1, 7) + Self.stretch(2, Array("writer".utf8)) + Self.stretch(7, graph + Self.stretch(2, [65])) + [0x4D]
      + [0, 0, 0, 0]
  }
}
