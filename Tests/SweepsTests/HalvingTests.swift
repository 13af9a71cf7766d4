import Sweeps
import Testing

@Suite struct HalvingTests {
  @Test func rungsRiseByTheReductionAndFallOnEvaluations() throws {
    #expect(try Rungs(end: 900).steps == [100, 300, 900])
    #expect(try Rungs(end: 900, first: 50, reduction: 4).steps == [50, 200, 800, 900])
    #expect(try Rungs(end: 480, grain: 50).steps == [100, 200, 480])
    #expect(try Rungs(end: 5).steps == [1, 2, 5] || Rungs(end: 5).steps == [1, 3, 5])
    #expect(try Rungs(end: 1).steps == [1])
    #expect(throws: SweepError.self) { try Rungs(end: 100, first: 100) }
    #expect(throws: SweepError.self) { try Rungs(end: 100, reduction: 1) }
  }

  /// Algorithm 2 as it stands in the paper, on lists of names.
  private func reference(
    _ rungs: [[(trial: Int, value: Double)]], _ promoted: [[Int]], _ reduction: Int
  ) -> (Int, Int)? {
    var rung = rungs.count - 1
    while rung >= 0 {
      var left = rungs[rung]
      var best: [Int] = []
      while best.count < rungs[rung].count / reduction {
        var place = 0
        for index in left.indices where left[index].value < left[place].value { place = index }
        best.append(left.remove(at: place).trial)
      }
      for trial in best where !promoted[rung].contains(trial) { return (trial, rung) }
      rung -= 1
    }
    return nil
  }

  @Test(arguments: [2, 3, 4]) func promotionsAreThoseOfTheSlowReference(reduction: Int) {
    let halving = SuccessiveHalving(reduction: reduction)
    var state: UInt64 = 99
    func draw(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    // A whole search, trial by trial, four rungs.
    for _ in 0..<20 {
      var rungs: [[(trial: Int, value: Double)]] = [[], [], []]
      var promoted: [[Int]] = [[], [], []]
      var started = 0
      for _ in 0..<60 {
        let found = halving.promotion(
          rungs.map { $0.map { SuccessiveHalving.Result(trial: $0.trial, value: $0.value) } },
          promoted: promoted.map(Set.init))
        let expected = reference(rungs, promoted, reduction)
        #expect(found?.trial == expected?.0 && found?.from == expected?.1)
        if let (trial, from) = found {
          promoted[from].append(trial)
          if from + 1 < rungs.count { rungs[from + 1].append((trial, Double(draw(1000)))) }
        } else {
          started += 1
          rungs[0].append((started, Double(draw(1000))))
        }
      }
    }
  }

  @Test func whatWasEndedOrIsNoNumberIsNotPromoted() {
    let halving = SuccessiveHalving(reduction: 2)
    typealias Result = SuccessiveHalving.Result
    let rung = [Result(trial: 1, value: 1, isOpen: false), Result(trial: 2, value: .nan), Result(trial: 3, value: 2)]
    #expect(halving.promotion([rung], promoted: [[]]) == nil)
    let four = rung + [Result(trial: 4, value: 3)]
    #expect(halving.promotion([four], promoted: [[]])?.trial == 3)
    #expect(halving.ranked(four).map(\.trial) == [1, 3, 4, 2])
  }
}
