import ArgumentParser
import Foundation
import Models
import Tensor

/// `switchyard bench-encoder`: how fast this machine fine-tunes an encoder.
struct EncoderBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-encoder", abstract: "Measure the speed of fine-tuning an encoder on given batches.",
    discussion: """
      The batches are a JSON object: "ids", token ids by batch and sequence, and "labels", 0 or 1 by batch and \
      sequence. Prints one JSON object. `make bench-encoder` compares it with PyTorch.
      """)

  @Option(help: "A folder with config.json and model.safetensors.")
  var weights: String
  @Option(help: "The batches, JSON.")
  var batches: String
  @Option(help: "How often all batches are gone through; the first time is not measured.")
  var rounds = 3
  @Option(help: "Threads; 0 means one for each core.")
  var threads = 0

  func validate() throws {
    if rounds < 2 { throw ValidationError("--rounds is \(rounds): give at least 2") }
    if threads < 0 { throw ValidationError("--threads is \(threads): give a whole number from 0") }
  }

  func run() throws {
    let weights = try EncoderWeights(folder: weights)
    let contents: EncoderBench.Batches
    do {
      contents = try JSONDecoder().decode(EncoderBench.Batches.self, from: CommandError.contents(of: batches))
    } catch let error as DecodingError {
      throw CommandError("\(batches): is not JSON with the keys ids and labels: \(error)")
    }
    try check(contents, weights.options)
    let bench = EncoderBench(weights: weights, batches: contents, pool: ThreadPool(threads: threads))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(bench.run(rounds: rounds)), as: UTF8.self))
  }

  private func check(_ contents: EncoderBench.Batches, _ options: EncoderOptions) throws {
    guard !contents.ids.isEmpty, contents.ids.map(\.count) == contents.labels.map(\.count) else {
      throw CommandError("\(batches): needs a label for every sequence, and at least one batch")
    }
    for (index, batch) in contents.ids.enumerated() {
      let isLegal =
        !batch.isEmpty
        && batch.allSatisfy { sequence in
          !sequence.isEmpty && sequence.count <= options.positions
            && sequence.allSatisfy { $0 >= 0 && Int($0) < options.vocabulary }
        } && contents.labels[index].allSatisfy { (0..<Int32(EncoderBench.classes)).contains($0) }
      guard isLegal else {
        throw CommandError(
          "\(batches): batch \(index): sequences have 1 to \(options.positions) ids below \(options.vocabulary),"
            + " labels are below \(EncoderBench.classes)")
      }
    }
  }
}
