import ArgumentParser
import Data
import Foundation
import Models
import Tensor
import Training

/// `switchyard embed`: the vectors that a BERT encoder gives to the lines of a text.
struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed", abstract: "Give every line of a text a vector, by a pretrained encoder.",
    discussion: """
      The output holds the lines' token ids, their lengths and their vectors, each of length 1: the mean of the \
      encoder's last layer over the line. Empty lines count. A line of more than 256 tokens is cut.
      """)

  @Option(help: "A folder with config.json, vocab.txt and model.safetensors; left out, the fetched weights minilm.")
  var weights: String?
  @Option(help: "The text, UTF-8, one sentence a line.")
  var input: String
  @Option(help: "The safetensors file to write.")
  var output: String
  @Option(help: "Threads; 0 means one for each core. The result does not depend on it.")
  var threads = 0

  func validate() throws {
    if threads < 0 { throw ValidationError("--threads is \(threads): give a whole number from 0") }
  }

  func run() throws {
    let lines = try readLines()
    let model = try weights.map { try PretrainedEncoder(folder: $0) } ?? fetchedEncoder()
    let sequences = model.ids(of: lines)
    let progress = ProgressLine()
    let vectors = model.embeddings(of: sequences, pool: ThreadPool(threads: threads)) {
      progress.show("\($0) of \(sequences.count) lines")
    }
    progress.clear()
    let longest = sequences.map(\.count).max() ?? 0
    let ids = sequences.flatMap { $0.map(Int64.init) + Array(repeating: 0, count: longest - $0.count) }
    let file = Safetensors(entries: [
      "ids": .init(ids, [lines.count, longest]), "lengths": .init(sequences.map { Int64($0.count) }, [lines.count]),
      "embeddings": .init(vectors, [lines.count, model.encoder.options.width]),
    ])
    var files = FileReplacement()
    try files.stage(file.serialised, for: output)
    try files.commit()
  }

  private func fetchedEncoder() throws -> PretrainedEncoder {
    let folder = try PretrainedModel.minilm.requiredFolder()
    return try PretrainedModel.minilm.reading { try PretrainedEncoder(folder: folder) }
  }

  private func readLines() throws -> [String] {
    let bytes = Array(try CommandError.contents(of: input))
    guard !bytes.isEmpty else { throw CommandError("\(input): is empty: give at least one line") }
    // Cut before anything else is looked at: a CR stays in its line.
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if bytes.last == 0x0A { lines.removeLast() }
    return try lines.enumerated().map { number, line in
      guard let text = String(validating: line, as: UTF8.self) else {
        throw CommandError("\(input), line \(number + 1): is not UTF-8")
      }
      return text
    }
  }
}
