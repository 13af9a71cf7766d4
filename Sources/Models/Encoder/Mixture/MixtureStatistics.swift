internal import Foundation
internal import Tensor

/// What the tasks' gates of one part of a mixture did with the sequences of a batch.
public struct MixtureStatistics: Sendable, Equatable {
  /// First layer of the part.
  public let layer: Int
  /// Experts of the part, E: the shared ones first, then each task's.
  public let experts: Int
  /// Tokens of each sequence, B of them.
  public let tokens: [Int]
  /// Each sequence's gate, 0 for experts that its task does not read. Shape (B, E).
  public private(set) var gates: [Float]
  /// Whether the task of the sequence reads the expert. Shape (B, E).
  public private(set) var isRead: [Bool]

  init(layer: Int, experts: Int, tokens: [Int]) {
    (self.layer, self.experts, self.tokens) = (layer, experts, tokens)
    gates = Array(repeating: 0, count: experts * tokens.count)
    isRead = Array(repeating: false, count: experts * tokens.count)
  }

  mutating func note(_ values: Tensor, rows: [Int], experts read: [Int]) {
    for (i, row) in rows.enumerated() {
      for (k, expert) in read.enumerated() {
        gates[row * experts + expert] = values.data[i * read.count + k]
        isRead[row * experts + expert] = true
      }
    }
  }

  /// The books of the part: every token goes through all experts that its task reads, so that nothing is dropped and
  /// no choice is ever close. Experts of other tasks that are computed for a shared gate do not count.
  public var statistics: LayerStatistics {
    var routed = [Int32](repeating: 0, count: experts)
    var mass = [Double](repeating: 0, count: experts)
    var (entropy, chosen, total) = (0.0, 0.0, 0)
    for (row, count) in tokens.enumerated() {
      total += count
      for expert in 0..<experts where isRead[row * experts + expert] {
        let gate = Double(gates[row * experts + expert])
        routed[expert] += Int32(clamping: count)
        mass[expert] += gate * Double(count)
        chosen += gate * Double(count)
        if gate > 0 { entropy -= gate * log(gate) * Double(count) }
      }
    }
    let nothing = [Int32](repeating: 0, count: experts)
    return LayerStatistics(
      devices: 1, experts: experts, capacity: -1, routed: routed, kept: routed, dropped: nothing, padded: nothing,
      rectified: nothing, filled: nothing, gateMass: mass.map { Float($0) }, entropy: Float(entropy / Double(total)),
      chosenMass: Float(chosen / Double(total)), margin: .nan, balance: 0, z: 0)
  }
}

extension [MixtureStatistics] {
  /// The books of several batches of one step together, part by part.
  ///
  /// - Precondition: all are of the same mixture.
  public static func joined(_ batches: [[MixtureStatistics]]) -> [MixtureStatistics] {
    guard let first = batches.first else { return [] }
    return first.indices.map { part in
      batches.dropFirst().reduce(first[part]) { $0.joined(with: $1[part]) }
    }
  }
}

extension MixtureStatistics {
  fileprivate func joined(with other: MixtureStatistics) -> MixtureStatistics {
    precondition(other.layer == layer && other.experts == experts, "other experts in \(other.layer)")
    var sum = MixtureStatistics(layer: layer, experts: experts, tokens: tokens + other.tokens)
    sum.gates = gates + other.gates
    sum.isRead = isRead + other.isRead
    return sum
  }
}
