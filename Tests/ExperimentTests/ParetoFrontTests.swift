import Experiment
import Testing

@Suite struct ParetoFrontTests {
  /// Speed and accuracy: the second is slower and worse than the third, the last two are equal.
  private let points = [(x: 10.0, y: 0.9), (x: 12, y: 0.7), (x: 20, y: 0.8), (x: 40, y: 0.6), (x: 40, y: 0.6)]

  @Test func higherIsBetterWhereItIsSaidSo() {
    #expect(ParetoFront.indices(points, x: .higher, y: .higher) == [3, 4, 2, 0])
    #expect(ParetoFront.indices(points, x: .lower, y: .higher) == [0])
    #expect(ParetoFront.indices(points, x: .higher, y: .lower) == [3, 4])
    #expect(ParetoFront.indices(points) == [0, 1, 3, 4])
  }

  @Test func nothingOnTheFrontIsBeatenAndAllElseIs() {
    func beats(_ one: (x: Double, y: Double), _ other: (x: Double, y: Double)) -> Bool {
      let isBelow = one.x < other.x || one.y < other.y
      let isAbove = one.x > other.x || one.y > other.y
      return isAbove && !isBelow
    }
    let many: [(x: Double, y: Double)] = (0..<60).map { (number: Int) in
      let (x, y) = (number * 37 % 23, number * 53 % 29)
      return (x: Double(x), y: Double(y))
    }
    let front = Set(ParetoFront.indices(many, x: .higher, y: .higher))
    for place in many.indices {
      let isBeaten = many.contains { beats($0, many[place]) }
      #expect(front.contains(place) == !isBeaten)
    }
  }

  @Test func whatIsNoNumberIsNeverOnIt() {
    #expect(ParetoFront.indices([(x: .nan, y: 1), (x: 1, y: .infinity), (x: 1, y: 1)], x: .higher, y: .higher) == [2])
    #expect(ParetoFront.indices([]).isEmpty)
  }

  @Test func theEdgeGoesInSteps() {
    let edge = ParetoFront.edge(points, x: .higher, y: .higher)
    #expect(edge.ys.first == 0.6 && edge.ys.last == 0.9 && edge.xs.first == 40 && edge.xs.last == 10)
    for (one, next) in zip(zip(edge.xs, edge.ys), zip(edge.xs, edge.ys).dropFirst()) {
      #expect(one.0 == next.0 || one.1 == next.1)
    }
  }
}
