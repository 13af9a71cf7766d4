internal import Tensor

extension Embeddings {
  /// Reads one tensor [n, d], F32 or F16, of a safetensors file.
  ///
  /// - Parameter tensor: its name; may be left out where the file holds only one.
  /// - Throws: `ClusteringError` or `SafetensorsError`, naming file and tensor.
  public init(path: String, tensor: String? = nil) throws {
    let file = try Safetensors(path: path)
    let names = file.entries.keys.sorted()
    let name: String
    if let tensor {
      name = tensor
    } else {
      guard names.count == 1 else {
        let list = names.prefix(8).joined(separator: ", ")
        throw ClusteringError(
          "\(path): " + (names.isEmpty ? "it holds no tensor" : "it holds \(names.count) tensors (\(list)): name one"))
      }
      name = names[0]
    }
    guard let entry = file[name] else {
      throw ClusteringError("\(path): no tensor '\(name)'; there are: \(names.prefix(8).joined(separator: ", "))")
    }
    func fault(_ text: String) -> ClusteringError { ClusteringError("\(path): tensor '\(name)': \(text)") }
    guard entry.shape.count == 2 else { throw fault("has shape \(entry.shape), must be [rows, columns]") }
    let values: [Float]
    switch entry.type {
    case .f32: values = entry.floats ?? []
    case .f16:
      values = entry.bytes.withUnsafeBytes { bytes in
        (0..<bytes.count / 2).map {
          Float(Float16(bitPattern: UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))))
        }
      }
    default: throw fault("has dtype \(entry.type.rawValue), must be F32 or F16")
    }
    do {
      try self.init(values, count: entry.shape[0], width: entry.shape[1])
    } catch {
      throw fault(error.message)
    }
  }
}
