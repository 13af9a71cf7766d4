import ArgumentParser

/// `switchyard tokenizer`: trains tokenizers, encodes and decodes with them, measures and shows them.
struct TokenizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenizer", abstract: "Train byte-level BPE and Scaffold-BPE, and work with the tokenizers.",
    subcommands: [Train.self, Encode.self, Decode.self, Stats.self, Compare.self, Inspect.self])

  func run() throws {
    let names = Self.configuration.subcommands.map { $0._commandName }.joined(separator: ", ")
    throw ValidationError("say what to do: \(names)")
  }
}
