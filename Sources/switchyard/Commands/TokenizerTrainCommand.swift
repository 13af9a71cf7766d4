import ArgumentParser
import Data
import Foundation

extension TokenizerCommand {
  /// `switchyard tokenizer train`
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Learn a tokenizer from files.",
      discussion: """
        The result depends on the bytes of the files alone, not on their order or the number of threads. A bpe tokenizer \
        is written as a Hugging Face tokenizer.json.
        """)

    @Option(
      help: "How it learns: bpe or scaffold-bpe.",
      transform: { name in
        guard let algorithm = TokenizerAlgorithm(rawValue: name) else {
          throw ValidationError("the algorithm '\(name)' is unknown; there are bpe and scaffold-bpe")
        }
        return algorithm
      })
    var algorithm: TokenizerAlgorithm
    @Option(help: "The number of ids, special tokens and the 256 bytes included.")
    var vocabSize: Int
    @Option(parsing: .upToNextOption, help: "Files with the text, as bytes; each line is taken by itself.")
    var input: [String]
    @Option(help: "The file to write.")
    var output: String
    @Option(
      parsing: .unconditionalSingleValue,
      help: "A special token; may be repeated. Special tokens get the first ids, in this order.")
    var special: [String] = []
    @Option(help: "Pairs that occur less often are not merged.")
    var minFrequency = 1
    @Option(help: "Threads; 0 means one for each core.")
    var threads = 0

    func run() throws {
      let options = try TokenizerOptions(
        algorithm: algorithm, vocabularySize: vocabSize, specialTokens: special, minimumFrequency: minFrequency)
      guard threads >= 0 else { throw ValidationError("--threads is 0 or more") }
      guard !input.isEmpty else { throw ValidationError("--input names no file") }
      let file = try TokenizerOutput(output)
      let total = try input.reduce(0) { try $0 + TokenizerOutput.size(of: $1) }
      let bar = ProgressBar()
      let trainer = TokenizerTrainer(options, threads: threads)
      func show(_ progress: TokenizerProgress) {
        switch progress {
        case .read(let bytes): bar.show("reading", bytes, of: total, unit: "bytes")
        case .tokens(let count): bar.show("merging", count, of: vocabSize, unit: "tokens")
        }
      }
      for path in input { try trainer.add(file: path, progress: show) }
      let tokenizer = try trainer.train(progress: show)
      bar.clear()
      try file.write(tokenizer.fileContents)
      try file.commit()
      if tokenizer.vocabularySize < vocabSize {
        ProgressBar.say(
          "warning: the text gives out at \(tokenizer.vocabularySize) tokens; \(vocabSize) were asked for")
      }
    }
  }
}
