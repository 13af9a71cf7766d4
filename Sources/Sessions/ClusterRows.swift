import Experiment
import Foundation

/// What version 3 added, cell by cell, in the order of its tables' columns.
extension RowCells {
  mutating func tokenizer() throws(RowFault) -> TokenizerFacts {
    TokenizerFacts(
      algorithm: try text(), vocabulary: try integer(), scaffoldTokens: try integer(), bytesPerToken: try double(),
      entropy: try double(), redundancy: try double())
  }

  mutating func cluster() throws(RowFault) -> ClusterShape {
    let name = try text()
    let (documents, tokens, windows) = (try integer(), try integer(), try integer())
    let cap = try integer(from: -1)
    return ClusterShape(
      name: name, documents: documents, tokens: tokens, windows: windows, cap: cap < 0 ? nil : cap)
  }

  mutating func draws() throws(RowFault) -> [Int32] {
    let windows = try integer(from: 1)
    let draws = try counts(windows, "a step's draws")
    guard draws.allSatisfy({ $0 >= 0 }) else { throw RowFault(message: "a step's draws have a negative cluster") }
    return draws
  }

  mutating func clusterLosses() throws(RowFault) -> [ClusterLoss] {
    let count = try integer(from: 1)
    let clusters = try counts(count, "an evaluation's clusters")
    let losses = try floats(count, "an evaluation's losses by cluster")
    let tokens = try counts(count, "an evaluation's tokens by cluster")
    guard clusters.allSatisfy({ $0 >= 0 }), tokens.allSatisfy({ $0 >= 0 }) else {
      throw RowFault(message: "an evaluation's clusters have a negative number")
    }
    return (0..<count).map { ClusterLoss(cluster: Int(clusters[$0]), loss: losses[$0], tokens: Int(tokens[$0])) }
  }
}

extension ClusterLoss {
  /// Whether both whole numbers can be written.
  var isWellFormed: Bool { (0...Int(Int32.max)).contains(cluster) && (0...Int(Int32.max)).contains(tokens) }
}
