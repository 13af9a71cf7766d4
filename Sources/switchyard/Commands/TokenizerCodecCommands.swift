import ArgumentParser
import Data
import Foundation

extension TokenizerCommand {
  /// `switchyard tokenizer encode`
  struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Turn the bytes of a file into ids.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
      case text, json
    }

    @Option(help: "The tokenizer's file: one of ours, or a foreign tokenizer.json of byte-level BPE.")
    var tokenizer: String
    @Option(help: "The file with the text.")
    var input: String
    @Option(help: "The file to write; standard output without it.")
    var output: String?
    @Option(help: "text: a line of ids for each line of the input; json: an array of arrays.")
    var format = Format.text
    @Flag(help: "Take the whole file as one piece instead of each line.")
    var whole = false
    @Flag(help: "Take what special tokens are written as for ordinary text.")
    var noSpecial = false
    @Option(help: "Threads; 0 means one for each core.")
    var threads = 0

    func run() throws {
      guard threads >= 0 else { throw ValidationError("--threads is 0 or more") }
      let bpe = try BPETokenizer(path: tokenizer)
      let total = try TokenizerOutput.size(of: input)
      var options = BPETokenizer.FileOptions()
      (options.special, options.whole, options.threads) = (!noSpecial, whole, threads)
      let bar = ProgressBar(sharesTerminal: output == nil)
      let out = try TokenizerOutput(output)
      var isFirst = true
      if format == .json { try out.write(Array("[".utf8)) }
      let isText = format == .text
      try bpe.encode(
        file: input, options: options, transform: { isText ? IDText.lines($0) : IDText.arrays($0) },
        consume: { bytes in
          // Every array has a comma before it, which the first one does not need.
          try out.write(isFirst && !isText ? Array(bytes.dropFirst()) : bytes)
          isFirst = false
        }, progress: { bar.show("encoding", $0, of: total, unit: "bytes") })
      if format == .json { try out.write(Array("]\n".utf8)) }
      bar.clear()
      try out.commit()
    }
  }

  /// `switchyard tokenizer decode`
  struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Turn ids back into bytes.")

    @Option(help: "The tokenizer's file.")
    var tokenizer: String
    @Option(help: "The file with the ids, separated by any white space.")
    var input: String
    @Option(help: "The file to write; standard output without it.")
    var output: String?
    @Flag(help: "Leave special tokens out.")
    var skipSpecial = false

    func run() throws {
      let bpe = try BPETokenizer(path: tokenizer)
      _ = try TokenizerOutput.size(of: input)
      let out = try TokenizerOutput(output)
      func decode(_ body: ([UInt8]) throws -> Void) throws {
        try IDText.read(file: input, below: bpe.vocabularySize) {
          try body(bpe.decode($0, skippingSpecial: skipSpecial))
        }
      }
      // What has gone to standard output cannot be taken back: all ids are looked at before the first byte goes there.
      if out.isFinal, TokenizerOutput.isRegular(input) {
        try decode { _ in }
        try decode(out.write)
      } else if out.isFinal {
        var bytes: [UInt8] = []
        try decode { bytes += $0 }
        try out.write(bytes)
      } else {
        try decode(out.write)
      }
      try out.commit()
    }
  }
}
