internal import Experiment
internal import Models

/// Mean, deviation, lowest and highest of a reducer's factors, by block.
struct GateStatistics {
  private struct Sums {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0
    var lowest = Double.infinity
    var highest = -Double.infinity

    mutating func add(_ values: [Float]) {
      for value in values.lazy.map({ Double($0) }) {
        count += 1
        sum += value
        squares += value * value
        lowest = min(lowest, value)
        highest = max(highest, value)
      }
    }

    var row: [Double] {
      if count == 0 { return Array(repeating: .nan, count: 4) }
      let mean = sum / count
      return [mean, max(0, squares / count - mean * mean).squareRoot(), lowest, highest]
    }
  }

  private var token: [Sums]
  private var channel: [Sums]

  init(blocks: Int) {
    token = Array(repeating: Sums(), count: blocks)
    channel = token
  }

  mutating func add(_ observer: MergeObserver) {
    for (block, gates) in observer.gates {
      token[block].add(gates.token)
      channel[block].add(gates.channel)
    }
  }

  /// `gates.token` and `gates.channel`; only those of which there are any.
  var matrices: [NamedMatrix] {
    [("gates.token", token), ("gates.channel", channel)].compactMap { name, sums in
      if sums.allSatisfy({ $0.count == 0 }) { return nil }
      let rows = sums.map(\.row)
      return NamedMatrix(
        name: name, rows: ["mean", "deviation", "lowest", "highest"], columns: sums.indices.map(String.init),
        values: (0..<4).flatMap { row in rows.map { Float($0[row]) } })
    }
  }
}
