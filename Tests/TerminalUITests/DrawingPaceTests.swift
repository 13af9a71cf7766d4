import TerminalUI
import Testing

@Suite struct DrawingPaceTests {
  /// Draws a picture as soon as one may be drawn, for so many seconds, and returns when; nobody presses a key.
  private func moments(_ limits: DrawingPace.Limits, cost: DrawCost, seconds: Double) -> [Double] {
    var pace = DrawingPace(limits)
    var moments: [Double] = []
    var now = 0.0
    while now < seconds {
      moments.append(now)
      pace.drew(at: now, cost: cost, isAwaited: false)
      now = pace.due(isAwaited: false)
    }
    return moments
  }

  @Test(arguments: [DrawingPace.Limits.standard, .lowBandwidth], [100, 900, 2_000, 7_000])
  func theBudgetOfBytesIsKept(limits: DrawingPace.Limits, bytes: Int) {
    let count = moments(limits, cost: DrawCost(bytes: bytes), seconds: 60).count
    // A minute's budget, and the first picture, which nobody can foresee.
    #expect(Double((count - 1) * bytes) <= limits.bytesPerSecond * 60 * 1.001 || count <= 13)
    #expect(Double(count) <= limits.restfulPicturesPerSecond * 60 + 2)
    #expect(count >= 12)
  }

  @Test func aSlowLineGetsFewerPictures() {
    let quick = moments(.standard, cost: DrawCost(bytes: 500, seconds: 0.001), seconds: 20).count
    let slow = moments(.standard, cost: DrawCost(bytes: 500, seconds: 0.25), seconds: 20).count
    let dead = moments(.standard, cost: DrawCost(bytes: 500, seconds: 60), seconds: 20).count
    #expect(quick == 160 && slow == 20 && dead == 4)
  }

  @Test func aKeyIsAnsweredAtOnceButNotMoreOftenThanTheRateAllows() {
    var pace = DrawingPace(.standard)
    pace.drew(at: 10, cost: DrawCost(bytes: 9_000), isAwaited: false)
    #expect(pace.due(isAwaited: true) < 10 && pace.due(isAwaited: false) > 11)
    pace.drew(at: 10.01, cost: DrawCost(bytes: 9_000), isAwaited: true)
    #expect(pace.due(isAwaited: true) <= 10.01)
    // What the user asked for costs the run nothing.
    #expect(abs(pace.due(isAwaited: false) - 10.135) < 1e-9)
    // A key held down is not drawn more often than the rate allows, after a few pictures at once.
    var (now, count) = (20.0, 0)
    while now < 30 {
      pace.drew(at: now, cost: DrawCost(), isAwaited: true)
      count += 1
      now = max(now + 0.001, pace.due(isAwaited: true))
    }
    #expect((200...204).contains(count), "\(count)")
    // Where writing takes half a second, keys wait for the line as well.
    pace.drew(at: 40, cost: DrawCost(bytes: 9_000, seconds: 0.5), isAwaited: true)
    #expect(pace.due(isAwaited: true) == 42)
  }

  @Test func quantilesAreThoseOfTheLastValues() {
    var ring = LatencyRing(capacity: 100)
    #expect(ring.quantile(0.5) == nil)
    for value in 1...250 { ring.add(Double(value)) }
    ring.add(.nan)
    ring.add(-1)
    #expect(ring.count == 250 && ring.seconds.count == 100)
    #expect(ring.quantile(0.5) == 200 && ring.quantile(0.99) == 249 && ring.quantile(1) == 250)
    #expect(ring.quantile(0) == 151)
  }
}
