public import Data
internal import Foundation
public import Models
public import Tensor

/// An encoder together with the tokenizer that its ids come from.
public struct PretrainedEncoder {
  /// The model.
  public let encoder: Encoder
  /// Makes the model's ids of texts.
  public let tokenizer: WordPieceTokenizer

  /// Sequences a batch: enough to fill the products, few enough that their lengths are alike.
  private static let batch = 32

  /// Reads `config.json`, `vocab.txt` and `model.safetensors` of a folder.
  ///
  /// - Parameter levels: which layers are to exist in several copies, all with the file's weights.
  /// - Throws: an error in one line that names the file.
  public init(folder: String, levels: EncoderLevels? = nil) throws {
    guard folderExists(folder) else { throw TrainingError("\(folder): no such folder") }
    tokenizer = try WordPieceTokenizer(path: folder + "/vocab.txt")
    encoder = try Encoder(folder: folder, levels: levels)
    guard tokenizer.vocabularySize == encoder.options.vocabulary else {
      throw TrainingError(
        "\(folder)/vocab.txt: has \(tokenizer.vocabularySize) pieces, the token table of model.safetensors"
          + " \(encoder.options.vocabulary) rows")
    }
  }

  /// The ids of texts with `[CLS]` and `[SEP]`, at most `most` each and no more than the model has positions.
  public func ids(of texts: [String], most: Int = 256) -> [[Int32]] {
    let most = max(2, min(most, encoder.options.positions))
    return texts.map { tokenizer.encode($0, most: most) }
  }

  /// The vectors of sequences, each of length 1, row after row in the order given: n × width.
  ///
  /// - Parameters:
  ///   - levels: the group and the task whose copies are taken, for an encoder with levels.
  ///   - progress: gets the number of sequences that are done.
  public func embeddings(
    of sequences: [[Int32]], group: Int = 0, task: Int = 0, pool: ThreadPool, progress: (Int) -> Void = { _ in }
  ) -> [Float] {
    let d = encoder.options.width
    var rows = [Float](repeating: 0, count: sequences.count * d)
    let tape = Tape(pool: pool)
    var done = 0
    for bucket in EncoderBatch.buckets(lengths: sequences.map(\.count), most: Self.batch) {
      tape.begin(recording: false)
      let batch = EncoderBatch(bucket.map { sequences[$0] }, padding: tokenizer.padding)
      let route = encoder.options.levels.map { _ in EncoderRoute(group: group, task: task, rows: bucket.count) }
      let hidden = encoder.forward(tape, batch, route: route)
      let sentence = encoder.sentence(tape, hidden: hidden, batch)
      for (row, sequence) in bucket.enumerated() {
        for column in 0..<d { rows[sequence * d + column] = sentence.data[row * d + column] }
      }
      done += bucket.count
      progress(done)
    }
    return rows
  }
}

private func folderExists(_ path: String) -> Bool {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}
