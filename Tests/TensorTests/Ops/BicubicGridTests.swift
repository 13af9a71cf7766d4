import Tensor
import TestSupport
import Testing

@Suite struct BicubicGridTests {
  /// The cubic of Keys with a = −0.75 as one function of the distance.
  private func weight(_ distance: Double) -> Double {
    let (x, a) = (abs(distance), -0.75)
    if x <= 1 { return (a + 2) * x * x * x - (a + 3) * x * x + 1 }
    return x < 2 ? a * (x * x * x - 5 * x * x + 8 * x - 4) : 0
  }

  /// The picture at any place: every cell of the picture, continued beyond its borders, weighted by its distance.
  private func resized(_ table: [Double], _ old: GridSize, _ new: GridSize, _ d: Int) -> [Double] {
    var y = Array(table[..<d])
    for i in 0..<new.height {
      for j in 0..<new.width {
        let row = (Double(i) + 0.5) * Double(old.height) / Double(new.height) - 0.5
        let column = (Double(j) + 0.5) * Double(old.width) / Double(new.width) - 0.5
        var sum = Array(repeating: 0.0, count: d)
        for a in -3...old.height + 3 {
          for b in -3...old.width + 3 {
            let factor = weight(row - Double(a)) * weight(column - Double(b))
            let (inside, across) = (min(max(a, 0), old.height - 1), min(max(b, 0), old.width - 1))
            for k in 0..<d { sum[k] += factor * table[(1 + inside * old.width + across) * d + k] }
          }
        }
        y += sum
      }
    }
    return y
  }

  static let sizes = [
    (GridSize(height: 1, width: 1), GridSize(height: 3, width: 2)),
    (GridSize(height: 4, width: 4), GridSize(height: 7, width: 5)),
    (GridSize(height: 7, width: 7), GridSize(height: 4, width: 4)),
    (GridSize(height: 9, width: 2), GridSize(height: 9, width: 6)),
    (GridSize(height: 2, width: 9), GridSize(height: 1, width: 1)),
  ]

  @Test(arguments: sizes) func resizedPositions(_ old: GridSize, _ new: GridSize) {
    for d in [3, 70] {
      var test = OperationCase(
        [.init([1 + old.count, d], seed: 1)], { tape, x in tape.resizedPositions(x[0], from: old, to: new) },
        reference: { resized($0[0], old, new, d) })
      test.samples = 12
      expectCorrect(test)
    }
  }

  @Test func equalGridsChangeNothing() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let grid = GridSize(height: 5, width: 3)
    let table = tape.constant(SampleNumbers.uniform(16 * 4, seed: 2), [16, 4])
    #expect(tape.resizedPositions(table, from: grid, to: grid).values == table.values)
  }
}
