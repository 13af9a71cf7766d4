/// The ledgers of one MoE layer over a run.
///
/// Totals over devices and experts are kept for every step (32 bytes). Counts by expert, summed over devices, are kept
/// for every step until `cellLimit` is reached; then every second row is let go, and again each time it is reached. With
/// 8 experts that is after 131 thousand steps, with 64 after 16 thousand. A layer thus takes at most about 30 MB beside its
/// totals. Counts by device exist for the latest step only (`RunState.latest`); the session has them all.
public struct LayerHistory: Sendable, Equatable {
  /// Index of the transformer layer, counted from 0.
  public let layer: Int
  /// Empty, or which sub-layer of the block this is.
  public let part: String
  /// Number of virtual devices.
  public let devices: Int
  /// Number of experts.
  public let experts: Int
  /// Whether tasks mix the experts: every token then goes through all that its task reads and through no other.
  public let isMixture: Bool

  /// Rows × experts from which on the counts by expert are thinned out.
  static let cellLimit = 1 << 20

  private var totals: [[Int32]] = Array(repeating: [], count: LedgerColumn.allCases.count)
  private var cells: [[Int32]] = Array(repeating: [], count: LedgerColumn.allCases.count)
  @Exact private var mass: [Float] = []
  /// Slots that an expert offers to one device at each step; −1: no limit.
  public private(set) var capacity: [Int32] = []
  /// Mean entropy of the router's scores at each step, in nats.
  @Exact public private(set) var entropy: [Float] = []
  /// Mean mass of the chosen scores at each step.
  @Exact public private(set) var chosenMass: [Float] = []
  /// Mean margin of the choices at each step; NaN where there is none.
  @Exact public private(set) var margin: [Float] = []
  /// Balance loss at each step, without its coefficient.
  @Exact public private(set) var balance: [Float] = []
  /// Z loss at each step, without its coefficient.
  @Exact public private(set) var z: [Float] = []
  /// Every how many steps the counts by expert are kept.
  public private(set) var stride = 1

  init(_ ledger: LayerLedger, isMixture: Bool = false) {
    self.isMixture = isMixture
    layer = ledger.layer
    part = ledger.part
    devices = ledger.devices
    experts = ledger.experts
  }

  /// Number of steps, as in `RunState.steps`.
  public var count: Int { capacity.count }

  /// One count summed over devices and experts, for every step.
  public func totals(_ column: LedgerColumn) -> [Int32] { totals[column.rawValue] }

  /// One count by expert, summed over devices, at a step's index; where rows were thinned out, that of the nearest
  /// earlier step that is kept.
  public func experts(_ column: LedgerColumn, at index: Int) -> ArraySlice<Int32> {
    cells[column.rawValue][row(at: index)]
  }

  /// The router's scores summed over tokens, by expert, at a step's index (or the nearest kept before it).
  public func gateMass(at index: Int) -> ArraySlice<Float> { mass[row(at: index)] }

  private func row(at index: Int) -> Range<Int> {
    precondition(index >= 0 && index < count, "no such step")
    let start = index / stride * experts
    return start..<start + experts
  }

  /// Adds a ledger as the row of the step with this index. Rows that were skipped are zero.
  mutating func append(_ ledger: LayerLedger, at index: Int) {
    while count < index { appendRow(nil) }
    appendRow(ledger)
  }

  private mutating func appendRow(_ ledger: LayerLedger?) {
    let isKept = count.isMultiple(of: stride)
    for column in LedgerColumn.allCases {
      let counts = ledger?[column] ?? []
      totals[column.rawValue].append(Int32(clamping: counts.reduce(0) { $0 + Int($1) }))
      if isKept {
        for expert in 0..<experts {
          var sum = 0
          for cell in Swift.stride(from: expert, to: counts.count, by: experts) { sum += Int(counts[cell]) }
          cells[column.rawValue].append(Int32(clamping: sum))
        }
      }
    }
    if isKept {
      let masses = ledger?.gateMass ?? []
      mass += masses.isEmpty ? Array(repeating: 0, count: experts) : masses
    }
    capacity.append(Int32(clamping: ledger?.capacity ?? -1))
    entropy.append(ledger?.entropy ?? 0)
    chosenMass.append(ledger?.chosenMass ?? .nan)
    margin.append(ledger?.margin ?? .nan)
    balance.append(ledger?.balance ?? 0)
    z.append(ledger?.z ?? 0)
    if mass.count > Self.cellLimit { thin() }
  }

  private mutating func thin() {
    func everySecond<Value>(_ values: [Value]) -> [Value] {
      var kept: [Value] = []
      kept.reserveCapacity(values.count / 2 + experts)
      for row in Swift.stride(from: 0, to: values.count / experts, by: 2) {
        kept += values[row * experts..<(row + 1) * experts]
      }
      return kept
    }
    for column in cells.indices { cells[column] = everySecond(cells[column]) }
    mass = everySecond(mass)
    stride *= 2
  }

  mutating func cut(to rows: Int) {
    guard rows < count else { return }
    let keptCells = (rows + stride - 1) / stride * experts
    for column in totals.indices {
      totals[column].removeLast(count - rows)
      cells[column].removeLast(cells[column].count - keptCells)
    }
    mass.removeLast(mass.count - keptCells)
    entropy.removeLast(count - rows)
    chosenMass.removeLast(count - rows)
    margin.removeLast(count - rows)
    balance.removeLast(count - rows)
    z.removeLast(count - rows)
    capacity.removeLast(count - rows)
  }
}
