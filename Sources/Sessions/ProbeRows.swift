import Experiment

/// What version 4 added, cell by cell, in the order of its tables' columns.
extension RowCells {
  mutating func probeText() throws(RowFault) -> ProbeText {
    ProbeText(fingerprint: try bits(), tokens: try integer(from: 1, to: 1 << 24))
  }

  /// The choices of so many tokens.
  mutating func probeChoices(tokens: Int) throws(RowFault) -> [Int32] {
    let width = try integer(from: 1, to: 1 << 16)
    let choices = try counts(tokens * width, "a layer's probe choices")
    guard choices.allSatisfy({ $0 >= 0 }) else { throw RowFault(message: "a layer's probe choices are negative") }
    return choices.map { $0 - 1 }
  }
}
