internal import Data
internal import Foundation
internal import Models
internal import Tensor

/// What the frozen blocks make of one domain's pictures, in a file that other runs read.
///
/// Its name follows from all that the values follow from, to the last bit: weights, pictures, how many go through together,
/// and the BLAS core. A file may be deleted at any time; one that is damaged counts as absent.
struct TrunkFile {
  let path: String
  private let shape: [Int]
  private static let tokens = "tokens"
  private static let hash = "hash"

  /// - Parameters:
  ///   - weights: hash of the model's frozen ones.
  ///   - tokens: of a picture.
  init(
    folder: String, _ model: VisionTransformer, weights: UInt64, _ pictures: DomainPictures, tokens: Int, batchSize: Int
  ) {
    shape = [pictures.count, tokens, model.options.width]
    let parts = [
      model.options.specification, String(model.frozenBlocks), weights.digits, pictures.hash.digits,
      String(pictures.size), String(batchSize), BLAS.coreName,
    ]
    let name = StableHash.hash(Array(parts.joined(separator: " ").utf8)).digits
    path = URL(fileURLWithPath: folder).appendingPathComponent("trunk-\(name).safetensors").path
  }

  /// (pictures · tokens, D); nil where there is no such file, or it is damaged.
  func read() -> [Float]? {
    guard FileManager.default.fileExists(atPath: path), let file = try? Safetensors(path: path),
      let entry = file[Self.tokens], entry.shape == shape, let hash = file[Self.hash]?.uint8s,
      hash == Array(StableHash.hash(entry.bytes).digits.utf8)
    else { return nil }
    return entry.floats
  }

  /// Whole or not at all. That it cannot be written is no fault of the run, which has the values.
  func write(_ values: [Float]) {
    let entry = Safetensors.Entry(values, shape)
    let digits = Array(StableHash.hash(entry.bytes).digits.utf8)
    try? Safetensors(entries: [Self.tokens: entry, Self.hash: .init(digits, [digits.count])]).write(to: path)
  }

  /// Makes the folder.
  ///
  /// - Throws: `TrainingError` where it cannot be written to.
  static func prepare(_ folder: String) throws(TrainingError) {
    let isThere: Void? = try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard isThere != nil, FileManager.default.isWritableFile(atPath: folder) else {
      throw TrainingError("domains.trunk_folder: \(folder) cannot be written to; give another folder, or none")
    }
  }
}

extension UInt64 {
  /// 16 hexadecimal digits.
  fileprivate var digits: String { String(decoding: hexadecimalBytes, as: UTF8.self) }
}
