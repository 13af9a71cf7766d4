import Workbench

/// Two small tokenizers and a text, made by hand.
enum InspectionFixture {
  static let text = [
    "The Arizona zona is a zone, and the other zones are not.\n",
    "\tdef tokens(text):  # naïve 日本 words\n",
    "<|end|>\n",
    "A long line: the tokens of the text are the tokens that the text is cut into, and the other tokens are not there.\n",
    "zona zone zones Arizona <|end|> caf\u{E9}\n",
  ]

  /// Symbols: 256 bytes, a special token, then what is learnt as pairs of words; those in `scaffolds` are taken apart.
  private static func symbols(_ pairs: [(String, String)], scaffolds: Set<String>) -> [Inspection.Symbol] {
    var symbols = (0..<256).map { Inspection.Symbol(bytes: [UInt8($0)], ids: [$0]) }
    symbols.append(Inspection.Symbol(bytes: Array("<|end|>".utf8), kind: .special, ids: [256]))
    var id = 257
    for (rank, (left, right)) in pairs.enumerated() {
      func place(_ text: String) -> Int { symbols.firstIndex { $0.bytes == Array(text.utf8) } ?? 0 }
      let parts = [place(left), place(right)]
      let isScaffold = scaffolds.contains(left + right)
      let pieces = parts.flatMap { symbols[$0].ids }
      symbols.append(
        Inspection.Symbol(
          bytes: Array((left + right).utf8), kind: isScaffold ? .scaffold : .token, ids: isScaffold ? pieces : [id],
          rank: rank, parts: parts))
      if !isScaffold { id += 1 }
    }
    return symbols
  }

  /// Cuts a line into the longest symbols from the left.
  private static func cut(_ line: String, _ symbols: [Inspection.Symbol]) -> [Int] {
    var rest = Array(line.utf8)[...]
    var result: [Int] = []
    while !rest.isEmpty {
      let fits = symbols.indices.filter { rest.starts(with: symbols[$0].bytes) }
      let longest = fits.max { symbols[$0].bytes.count < symbols[$1].bytes.count } ?? Int(rest[rest.startIndex])
      result.append(longest)
      rest = rest.dropFirst(symbols[longest].bytes.count)
    }
    return result
  }

  static func side(_ name: String, _ pairs: [(String, String)], scaffolds: Set<String> = []) -> Inspection.Side {
    let symbols = symbols(pairs, scaffolds: scaffolds)
    let lines = text.map { cut($0, symbols) }
    var counts = [Int](repeating: 0, count: symbols.count { $0.kind != .scaffold })
    for line in lines { for symbol in line { for id in symbols[symbol].ids { counts[id] += 1 } } }
    return Inspection.Side(name: name, symbols: symbols, lines: lines, counts: counts)
  }

  private static let common = [
    ("t", "h"), ("th", "e"), (" ", "the"), ("o", "n"), ("z", "on"), ("a", "r"), ("i", "zon"), ("t", "o"), ("to", "k"),
    ("tok", "e"), ("toke", "n"), ("token", "s"), (" ", "tokens"), ("n", "o"), ("no", "t"), (" ", "not"),
  ]

  static let plain = side("bpe.json", common + [("zon", "a"), ("izon", "a"), ("zon", "e")])
  static let scaffold = side(
    "scaffold.json", common + [("zon", "a"), ("izon", "a"), ("A", "r"), ("Ar", "izona"), ("zon", "e"), ("zone", "s")],
    scaffolds: ["zona", "izona", "tok", "toke"])

  static let measures = [
    ["", "bpe.json", "scaffold.json"], ["algorithm", "bpe", "scaffold-bpe"], ["vocabulary", "276", "275"],
    ["bytes a token", "1.8121", "1.8302"], ["entropy, bits", "4.9120", "4.9201"],
  ]

  static let both = Inspection(title: "text.txt", sides: [plain, scaffold], measures: measures)
  static let alone = Inspection(title: "text.txt", sides: [scaffold], isWhole: false)
}
