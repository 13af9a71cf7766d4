/// The six counts of a ledger.
public enum LedgerColumn: Int, Sendable, CaseIterable, CustomStringConvertible {
  case routed, kept, dropped, padded, rectified, filled

  /// The count's name, as in the ledger.
  public var description: String {
    switch self {
    case .routed: "routed"
    case .kept: "kept"
    case .dropped: "dropped"
    case .padded: "padded"
    case .rectified: "rectified"
    case .filled: "filled"
    }
  }
}

extension LayerLedger {
  /// One count for all cells, (devices, experts) row-major.
  public subscript(column: LedgerColumn) -> [Int32] {
    switch column {
    case .routed: routed
    case .kept: kept
    case .dropped: dropped
    case .padded: padded
    case .rectified: rectified
    case .filled: filled
    }
  }

  /// Whether every array has the length that devices and experts call for. Routers without scores have no gate mass.
  public var isWellFormed: Bool {
    devices > 0 && experts > 0 && (gateMass.isEmpty || gateMass.count == experts)
      && LedgerColumn.allCases.allSatisfy { self[$0].count == devices * experts }
  }
}
