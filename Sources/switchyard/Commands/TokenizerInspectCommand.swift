import ArgumentParser
import Data
import Foundation
import TerminalUI
import Workbench

extension TokenizerCommand {
  /// `switchyard tokenizer inspect`
  struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a text as tokens, what becomes of scaffold tokens, and how often each id occurs.",
      discussion: """
        On a terminal this opens a screen: the text, with a cursor that tells all that is known of a token, the merges \
        that make it, the ranks, the scaffold tokens that were built, and two tokenizers side by side; `?` shows the keys. \
        Into a file or a pipe, or with --print, the same is printed. In colours every token has its own ground, scaffold \
        tokens are underlined and special ones bold. Without colours tokens stand between bars, the pieces of a scaffold \
        token in braces. NO_COLOR is honoured.
        """)

    @Option(help: "The tokenizer's file.")
    var tokenizer: String
    @Option(name: [.customLong("against"), .customLong("with")], help: "A second tokenizer to show at its side.")
    var second: String?
    @Option(help: "The file with the text.")
    var input: String
    @Option(
      help: "So many lines of the text are shown, usually 12 in print and 2000 on the screen; all of it is counted.")
    var lines: Int?
    @Flag(name: .customLong("print"), help: "Print, also on a terminal.")
    var isPrinted = false
    @Option(help: "Columns of the print; by default those of the terminal.")
    var width: Int?
    @Option(help: "Theme of the screen by name; see the themes folder.")
    var theme: String?
    @Flag(help: "Print neither colours nor characters beyond ASCII.")
    var plain = false
    @Flag(help: "Draw with plain ASCII characters only.")
    var ascii = false
    @Flag(name: .customLong("no-color"), help: "Use no colours.")
    var noColor = false

    func run() throws {
      guard lines ?? 0 >= 0, width ?? 40 >= 40 else {
        throw ValidationError("--lines is 0 or more, --width 40 or more")
      }
      let paths = [tokenizer] + (second.map { [$0] } ?? [])
      let tokenizers = try paths.map { try BPETokenizer(path: $0) }
      let total = try TokenizerOutput.size(of: input)
      let bar = ProgressBar()
      let statistics = try tokenizers.map {
        try TokenizerStatistics(tokenizer: $0, file: input) { bar.show("encoding", $0, of: total, unit: "bytes") }
      }
      bar.clear()
      if isTerminal, isatty(STDIN_FILENO) == 1, !isPrinted, !plain {
        return try Screen.show(
          try inspection(paths, tokenizers, statistics, size: total),
          display: ScreenOptions(theme: theme, ascii: ascii, noColor: noColor))
      }
      try printAll(paths, tokenizers, statistics)
    }

    /// What the screen shows.
    private func inspection(
      _ paths: [String], _ tokenizers: [BPETokenizer], _ statistics: [TokenizerStatistics], size: Int
    ) throws -> Inspection {
      let text = try TokenPaint.firstLines(of: input, count: lines ?? 2000)
      let sides = zip(paths, zip(tokenizers, statistics)).map { path, known in
        Inspection.Side(
          name: (path as NSString).lastPathComponent, symbols: known.0.symbols.map(Inspection.Symbol.init),
          lines: text.map { known.0.segments(of: $0).map(\.symbol) }, counts: known.1.counts)
      }
      return Inspection(
        title: (input as NSString).lastPathComponent, sides: sides,
        isWhole: text.reduce(0) { $0 + $1.count } == size,
        measures: TokenizerTable.rows(paths, tokenizers, statistics))
    }

    private func printAll(
      _ paths: [String], _ tokenizers: [BPETokenizer], _ statistics: [TokenizerStatistics]
    ) throws {
      let names = paths.map { ($0 as NSString).lastPathComponent }
      let paint = TokenPaint(
        isColored: !plain && !noColor && isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty,
        glyphs: plain || ascii || !isTerminal ? .ascii : .braille)
      let columns = width ?? TokenPaint.terminalWidth ?? 100
      let text = try TokenPaint.firstLines(of: input, count: lines ?? 12)
      let shown = tokenizers.map { tokenizer in text.map { tokenizer.segments(of: $0) } }
      print(side(shown, names, paint, columns), terminator: "")
      for (index, segments) in shown.enumerated() where tokenizers[index].scaffoldCount > 0 {
        for line in demolitions(segments.flatMap { $0 }, tokenizers[index], paint) { print(line) }
        print()
      }
      print(plot(statistics, names, paint, columns))
      for line in TokenizerTable.lines(paths, tokenizers, statistics) { print(line) }
    }

    private var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// The lines of the text as the tokenizers cut them, in as many columns.
    private func side(
      _ shown: [[[TokenSegment]]], _ names: [String], _ paint: TokenPaint, _ columns: Int
    ) -> String {
      let column = shown.count == 1 ? columns : (columns - 3) / 2
      let bar = paint.glyphs.isUnicode ? " │ " : " | "
      func joined(_ cells: [TokenPaint.Row]) -> String {
        cells.enumerated().map { index, cell in
          let space = max(column - cell.width, 0)
          return cell.text + (index < cells.count - 1 ? String(repeating: " ", count: space) : "")
        }.joined(separator: bar) + "\n"
      }
      var result = shown.count > 1 ? joined(names.map { TokenPaint.Row(text: $0, width: displayWidth(of: $0)) }) : ""
      for line in shown[0].indices {
        let rows = shown.map { paint.rows($0[line], width: column) }
        for row in 0..<(rows.map(\.count).max() ?? 0) {
          result += joined(rows.map { row < $0.count ? $0[row] : TokenPaint.Row(text: "", width: 0) })
        }
      }
      return result + "\n"
    }

    /// The scaffold tokens that were taken apart in what is shown, the most frequent first.
    private func demolitions(_ segments: [TokenSegment], _ tokenizer: BPETokenizer, _ paint: TokenPaint) -> [String] {
      var counts: [[UInt8]: (ids: [Int32], count: Int)] = [:]
      for segment in segments where segment.kind == .scaffold {
        counts[segment.bytes, default: (segment.ids, 0)].count += 1
      }
      let most = counts.sorted {
        ($1.value.count, $0.key.count) < ($0.value.count, $1.key.count)
          || ($1.value.count == $0.value.count && $0.key.count == $1.key.count
            && $0.key.lexicographicallyPrecedes($1.key))
      }
      let arrow = paint.glyphs.isUnicode ? "→" : "->"
      let title = "scaffold tokens taken apart: \(counts.count) different"
      return [title]
        + most.prefix(12).map { token, what in
          let pieces = what.ids.map { "'\(paint.visible(tokenizer.bytes(of: $0)))'" }.joined(separator: " + ")
          return "  '\(paint.visible(token))' \(arrow) \(pieces)  \(paint.glyphs.times)\(what.count)"
        }
    }

    /// How often the most frequent id occurs, the second, and so on; both axes by powers of ten.
    private func plot(
      _ statistics: [TokenizerStatistics], _ names: [String], _ paint: TokenPaint, _ columns: Int
    ) -> String {
      let series = statistics.enumerated().map { index, statistics in
        let counts = statistics.counts.filter { $0 > 0 }.sorted(by: >)
        return ChartSeries(
          names[index], xs: counts.indices.map { Double($0 + 1) }, ys: counts.map { Double($0) }, colorIndex: index)
      }
      let size = Size(min(columns, 100), 14)
      var canvas = Canvas(size, theme: Theme.builtIn(depth: .mono, glyphs: paint.glyphs))
      LineChart(series, yScale: .log, xScale: .log).draw(in: Rect(size), on: &canvas)
      return "count by frequency rank\n" + canvas.buffer.text
    }
  }
}

extension Inspection.Symbol {
  init(_ symbol: TokenSymbol) {
    let kind: Kind =
      switch symbol.kind {
      case .token: .token
      case .special: .special
      case .scaffold: .scaffold
      }
    self.init(
      bytes: symbol.bytes, kind: kind, ids: symbol.ids.map { Int($0) }, rank: symbol.rank,
      parts: symbol.parts.map { [$0.left, $0.right] } ?? [])
  }
}
