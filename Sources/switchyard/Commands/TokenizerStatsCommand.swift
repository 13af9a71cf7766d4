import ArgumentParser
import Data
import Foundation

extension TokenizerCommand {
  /// `switchyard tokenizer stats`
  struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure how a tokenizer encodes a file; one JSON object.",
      discussion:
        "With --baseline also what changes against a plain BPE tokenizer, as figure 5 of the Scaffold-BPE paper.")

    @Option(help: "The tokenizer's file.")
    var tokenizer: String
    @Option(help: "The file with the text.")
    var input: String
    @Option(help: "The file of a plain BPE tokenizer to compare with.")
    var baseline: String?

    func run() throws {
      let bpe = try BPETokenizer(path: tokenizer)
      let plain = try baseline.map { try BPETokenizer(path: $0) }
      let total = try TokenizerOutput.size(of: input)
      let bar = ProgressBar()
      let show = { bar.show("encoding", $0, of: total, unit: "bytes") }
      let statistics = try TokenizerStatistics(tokenizer: bpe, file: input, progress: show)
      var members = Self.members(statistics)
      if let plain {
        let other = try TokenizerStatistics(tokenizer: plain, file: input, progress: show)
        let comparison = try BaselineComparison(
          tokenizer: bpe, counts: statistics.counts, baseline: plain, baselineCounts: other.counts)
        members.append(("baseline", Self.object(Self.members(comparison))))
      }
      bar.clear()
      print(Self.object(members))
    }

    private static func members(_ statistics: TokenizerStatistics) -> [(String, String)] {
      [
        ("algorithm", "\"\(statistics.algorithm.rawValue)\""), ("vocab_size", "\(statistics.vocabularySize)"),
        ("bytes", "\(statistics.bytes)"), ("tokens", "\(statistics.tokens)"),
        ("bytes_per_token", number(statistics.bytesPerToken)), ("used", "\(statistics.used)"),
        ("entropy", number(statistics.entropy)), ("redundancy", number(statistics.redundancy)),
        ("scaffold_tokens", "\(statistics.scaffoldTokens)"), ("scaffold_share", number(statistics.scaffoldShare)),
      ]
    }

    private static func members(_ comparison: BaselineComparison) -> [(String, String)] {
      [
        ("tokens", "\(comparison.tokens)"), ("in_scaffold", "\(comparison.inScaffold)"),
        ("removed", "\(comparison.removed)"), ("added", "\(comparison.added)"),
        ("mean_frequency_removed", number(comparison.meanFrequencyRemoved)),
        ("mean_frequency_added", number(comparison.meanFrequencyAdded)), ("gain", number(comparison.gain)),
      ]
    }

    private static func object(_ members: [(String, String)]) -> String {
      "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }

    private static func number(_ value: Double?) -> String {
      value.map { "\($0)" } ?? "null"
    }
  }
}
