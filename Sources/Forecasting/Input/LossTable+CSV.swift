extension LossTable {
  /// Reads a table with a header that names at least `tokens`, `position` and `loss`, in any order.
  ///
  /// Lines end with LF or CRLF and come in any order. A column `lr` is taken as the learning rate if every line of a
  /// checkpoint gives the same number ≥ 0, and otherwise ignored like all other columns.
  ///
  /// - Parameter file: its name, for messages.
  /// - Throws: `ForecastError`, naming file and line.
  public init(csv bytes: some Collection<UInt8>, file: String) throws(ForecastError) {
    var rows = CSVRows(Array(bytes))
    let columns = try Columns(rows.next() ?? [], file)
    var cells: [Int: [Int: Double]] = [:]
    var rates: [Int: Set<Double?>] = [:]
    while let fields = rows.next() {
      func fault(_ text: String) -> ForecastError { ForecastError("\(file), line \(rows.line): \(text)") }
      guard fields.count == columns.count else {
        throw fault("\(fields.count) fields, the header has \(columns.count)")
      }
      func whole(_ name: String, _ text: Substring) throws(ForecastError) -> Int {
        guard let value = wholeNumber(text), value >= 1 else {
          throw fault("\(name) '\(text.prefix(40))' is not a whole number from 1")
        }
        return value
      }
      let tokens = try whole("tokens", fields[columns.tokens])
      let position = try whole("position", fields[columns.position])
      let text = fields[columns.loss]
      guard let loss = decimalNumber(text), loss >= 0 else {
        throw fault("loss '\(text.prefix(40))' is not a finite number from 0")
      }
      guard cells[tokens, default: [:]].updateValue(loss, forKey: position) == nil else {
        throw fault("a second loss for tokens \(tokens), position \(position)")
      }
      if let rate = columns.rate { rates[tokens, default: []].insert(decimalNumber(fields[rate])) }
    }
    guard !cells.isEmpty else { throw ForecastError("\(file): no rows below the header") }
    let positions = cells.values.lazy.map { $0.keys.max() ?? 0 }.max() ?? 0
    var checkpoints: [Checkpoint] = []
    for (tokens, row) in cells.sorted(by: { $0.key < $1.key }) {
      // Compared by count first: a stray position of a billion must not make us walk up to it.
      guard row.count == positions else {
        let gap = (1...positions).first { row[$0] == nil } ?? positions
        throw ForecastError("\(file): tokens \(tokens) has no loss for position \(gap) (positions go to \(positions))")
      }
      let rate = rates[tokens].flatMap { $0.count == 1 ? $0.first ?? nil : nil }
      checkpoints.append(
        Checkpoint(
          tokens: tokens, losses: (1...positions).map { row[$0] ?? 0 },
          learningRate: rate.flatMap { $0 >= 0 ? $0 : nil }))
    }
    do {
      try self.init(checkpoints)
    } catch {
      throw ForecastError("\(file): \(error)")
    }
  }

  private struct Columns {
    let count: Int
    let tokens: Int
    let position: Int
    let loss: Int
    let rate: Int?

    init(_ header: [Substring], _ file: String) throws(ForecastError) {
      func column(_ name: String) throws(ForecastError) -> Int {
        let places = header.indices.filter { header[$0] == name }
        guard let place = places.first else { throw ForecastError("\(file): the header has no column '\(name)'") }
        guard places.count == 1 else { throw ForecastError("\(file): the header has column '\(name)' twice") }
        return place
      }
      count = header.count
      tokens = try column("tokens")
      position = try column("position")
      loss = try column("loss")
      let rates = header.indices.filter { header[$0] == "lr" }
      rate = rates.count == 1 ? rates[0] : nil
    }
  }
}

/// The lines of a table, cut at commas. A line feed at the end of the text begins no further line.
struct CSVRows {
  /// The number of the line given last, from 1.
  private(set) var line = 0
  private let bytes: [UInt8]
  private var position: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  mutating func next() -> [Substring]? {
    guard position < bytes.count else { return nil }
    let end = bytes[position...].firstIndex(of: 10) ?? bytes.count
    var text = bytes[position..<end]
    if text.last == 13 { text.removeLast() }
    position = end + 1
    line += 1
    return String(decoding: text, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
  }
}

/// A number of decimal digits alone that fits 64 bits.
func wholeNumber(_ text: Substring) -> Int? {
  !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
}

/// A finite decimal number; unlike `Double.init` it takes no hexadecimal digits and no names.
func decimalNumber(_ text: Substring) -> Double? {
  let allowed = text.utf8.allSatisfy { (48...57).contains($0) || [43, 45, 46, 69, 101].contains($0) }
  guard allowed, let value = Double(text), value.isFinite else { return nil }
  return value
}
