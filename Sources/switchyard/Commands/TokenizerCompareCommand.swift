import ArgumentParser
import Data
import Foundation
import TerminalUI

extension TokenizerCommand {
  /// `switchyard tokenizer compare`
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set tokenizers side by side on one text.",
      discussion: """
        Losses of models with different tokenizers compare in bits a byte only: a token stands for more text in one than \
        in the other.
        """)

    @Option(parsing: .upToNextOption, help: "The tokenizers' files, two or more.")
    var tokenizer: [String]
    @Option(help: "The file with the text.")
    var input: String

    func run() throws {
      guard tokenizer.count > 1 else { throw ValidationError("--tokenizer names fewer than two files") }
      let tokenizers = try tokenizer.map { try BPETokenizer(path: $0) }
      let total = try TokenizerOutput.size(of: input)
      let bar = ProgressBar()
      let statistics = try tokenizers.map { tokenizer in
        try TokenizerStatistics(tokenizer: tokenizer, file: input) {
          bar.show("encoding", $0, of: total, unit: "bytes")
        }
      }
      bar.clear()
      for line in TokenizerTable.lines(tokenizer, tokenizers, statistics) { print(line) }
    }
  }
}

/// The measures of tokenizers as a table, one column each.
enum TokenizerTable {
  static func lines(
    _ names: [String], _ tokenizers: [BPETokenizer], _ statistics: [TokenizerStatistics]
  ) -> [String] {
    let rows = rows(names, tokenizers, statistics)
    let widths = rows[0].indices.map { column in rows.map { displayWidth(of: $0[column]) }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - displayWidth(of: cell))
        return column == 0 ? cell + space : space + cell
      }.joined(separator: "  ")
    }
  }

  /// The cells: a heading, then a row for each measure.
  static func rows(
    _ names: [String], _ tokenizers: [BPETokenizer], _ statistics: [TokenizerStatistics]
  ) -> [[String]] {
    var rows = [[""] + names.map { ($0 as NSString).lastPathComponent }]
    func row(_ title: String, _ value: (TokenizerStatistics) -> String) {
      rows.append([title] + statistics.map(value))
    }
    row("algorithm") { $0.algorithm.rawValue }
    row("vocabulary") { grouped($0.vocabularySize) }
    row("scaffold tokens") { "\(grouped($0.scaffoldTokens)), \(decimal($0.scaffoldShare * 100, 2)) %" }
    row("tokens of the text") { grouped($0.tokens) }
    row("bytes a token") { $0.bytesPerToken.map { decimal($0, 4) } ?? "-" }
    row("ids used") { "\(grouped($0.used)), \(decimal(100 * Double($0.used) / Double($0.vocabularySize), 1)) %" }
    row("entropy, bits") { decimal($0.entropy, 4) }
    row("redundancy") { decimal($0.redundancy, 4) }
    if let plain = tokenizers.firstIndex(where: { $0.algorithm == .bpe }) {
      let comparisons = tokenizers.indices.map { index in
        index == plain
          ? nil
          : try? BaselineComparison(
            tokenizer: tokenizers[index], counts: statistics[index].counts, baseline: tokenizers[plain],
            baselineCounts: statistics[plain].counts)
      }
      let name = rows[0][plain + 1]
      func change(_ title: String, _ value: (BaselineComparison) -> String) {
        rows.append([title] + comparisons.map { $0.map(value) ?? "-" })
      }
      change("tokens of \(name) that are scaffolds") {
        "\(grouped($0.inScaffold)), \(decimal(100 * Double($0.inScaffold) / Double(tokenizers[plain].vocabularySize), 2)) %"
      }
      change("tokens not in \(name)") { grouped($0.added) }
      change("  their mean count") { $0.meanFrequencyAdded.map { decimal($0, 1) } ?? "-" }
      change("mean count of those they replace") { $0.meanFrequencyRemoved.map { decimal($0, 1) } ?? "-" }
      change("  gain") { $0.gain.map { "\(decimal($0 * 100, 1)) %" } ?? "-" }
    }
    return rows
  }
}
