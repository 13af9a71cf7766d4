import ArgumentParser
import Data
import Foundation

extension DataCommand {
  /// `switchyard data text`
  struct Text: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the text of corpora, as runs are trained on it.",
      discussion: """
        Documents come one after another, each with a line feed at its end: for `switchyard tokenizer`, and for other \
        programs. With --held-out the documents are divided as a recipe with that data.held_out divides them, and --part \
        says which side is written.
        """)

    enum Part: String, ExpressibleByArgument, CaseIterable { case all, training, heldOut = "held-out" }

    @Argument(help: "The name of a corpus, as `switchyard data list` shows it; several may be given.")
    var names: [String]
    @Option(help: "Which documents are written.")
    var part = Part.all
    @Option(help: "The share of documents that recipes hold out.")
    var heldOut = 0.02
    @Option(help: "The file to write; standard output without it.")
    var output: String?

    func run() throws {
      // Errors are one line where a program reads them.
      let tell: (String) -> Void = { line in if isatty(STDERR_FILENO) == 1 { ProgressBar.say(line) } }
      let text = try DividedText.read(
        names.map { CorpusChoice(name: $0) }, heldOutShare: heldOut, progress: tell)
      let file = try TokenizerOutput(output)
      for corpus in text.parts {
        let documents: [Int] =
          switch part {
          case .all: (corpus.training + corpus.heldOut).sorted()
          case .training: corpus.training
          case .heldOut: corpus.heldOut
          }
        var bytes: [UInt8] = []
        for document in documents {
          bytes += corpus.text.text(document)
          if bytes.last != 0x0A { bytes.append(0x0A) }
          guard bytes.count > 1 << 20 else { continue }
          try file.write(bytes)
          bytes.removeAll(keepingCapacity: true)
        }
        try file.write(bytes)
      }
      try file.commit()
    }
  }
}
