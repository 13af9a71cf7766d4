/// What the inspector shows: a text, and how one or two tokenizers cut it.
public struct Inspection: Sendable {
  /// What the text is called.
  public var title: String
  /// The tokenizers, one or two.
  public var sides: [Side]
  /// Whether `Side.lines` hold all of the text, or its beginning.
  public var isWhole: Bool
  /// A table of measures of the whole text: its rows, each with its name and a column for each side. The first row is the
  /// heading.
  public var measures: [[String]]

  /// All fields, as they are described above.
  /// - Precondition: one or two sides.
  public init(title: String, sides: [Side], isWhole: Bool = true, measures: [[String]] = []) {
    precondition((1...2).contains(sides.count), "the inspector shows one or two tokenizers")
    self.title = title
    self.sides = sides
    self.isWhole = isWhole
    self.measures = measures
  }

  /// What merging works on: a token, or a scaffold token, which the model sees as several others.
  public struct Symbol: Sendable, Equatable {
    /// What it is.
    public enum Kind: Sendable { case token, special, scaffold }

    /// Its bytes.
    public var bytes: [UInt8]
    /// What it is.
    public var kind: Kind
    /// What the model sees it as: its id, or those of the pieces of a scaffold token.
    public var ids: [Int]
    /// The place of its merge in the order in which merges are done, from 0; nil for what no merge makes.
    public var rank: Int?
    /// The symbols that the merge joins, left and right; empty where there is no merge.
    public var parts: [Int]

    /// All fields, as they are described above.
    public init(bytes: [UInt8], kind: Kind = .token, ids: [Int], rank: Int? = nil, parts: [Int] = []) {
      self.bytes = bytes
      self.kind = kind
      self.ids = ids
      self.rank = rank
      self.parts = parts
    }
  }

  /// One tokenizer and the text as it cuts it.
  public struct Side: Sendable {
    /// What it is called.
    public let name: String
    /// All symbols it knows; `lines` and `Symbol.parts` are places in this.
    public let symbols: [Symbol]
    /// The lines of the text as symbols, before scaffold tokens are taken apart.
    public let lines: [[Int]]
    /// How often each id occurs in the whole text.
    public let counts: [Int]

    /// Tokens of the whole text.
    let tokens: Int
    /// For each id its place among the most frequent ones, from 1; ids that do not occur come last.
    let placesByCount: [Int]
    /// Counts that are not 0, falling.
    let falling: [Int]
    /// For each id the symbol that it is; -1 for an id that is none.
    let symbolOfID: [Int]
    /// Scaffold tokens of `lines` with their numbers, the most frequent first.
    let scaffolds: [(symbol: Int, count: Int)]

    /// - Parameters: as the fields are described above.
    /// - Precondition: ids and symbols that are named are there.
    public init(name: String, symbols: [Symbol], lines: [[Int]], counts: [Int]) {
      self.name = name
      self.symbols = symbols
      self.lines = lines.isEmpty ? [[]] : lines
      self.counts = counts
      tokens = counts.reduce(0, +)
      let order = counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
      var places = counts
      for (place, id) in order.enumerated() { places[id] = place + 1 }
      placesByCount = places
      falling = order.map { counts[$0] }.filter { $0 > 0 }
      var symbolOfID = [Int](repeating: -1, count: counts.count)
      for (index, symbol) in symbols.enumerated() where symbol.kind != .scaffold {
        for id in symbol.ids where symbolOfID.indices.contains(id) { symbolOfID[id] = index }
      }
      self.symbolOfID = symbolOfID
      var built: [Int: Int] = [:]
      for line in lines {
        for symbol in line where symbols[symbol].kind == .scaffold { built[symbol, default: 0] += 1 }
      }
      scaffolds = built.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.map { ($0.key, $0.value) }
    }

    /// The bytes of an id.
    func bytes(ofID id: Int) -> [UInt8] {
      guard symbolOfID.indices.contains(id), symbolOfID[id] >= 0 else { return [] }
      return symbols[symbolOfID[id]].bytes
    }

    /// Where the tokens of a line begin, in bytes, and where the line ends.
    func starts(ofLine line: Int) -> [Int] {
      lines[line].reduce(into: [0]) { $0.append($0[$0.count - 1] + symbols[$1].bytes.count) }
    }

    /// The token of a line that holds a byte, or the last one.
    func token(atByte byte: Int, ofLine line: Int) -> Int {
      let starts = starts(ofLine: line)
      return max(0, min(lines[line].count - 1, (starts.firstIndex { $0 > byte } ?? starts.count) - 1))
    }
  }
}
