import Experiment
import Sessions
import TestSupport
import Testing

@Suite struct PlayerTests {
  private let folder: TemporaryFolder
  private let events: [Stamped]
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    events = ScriptedRun().events
    path = try folder.session("run.sqlite", events)
  }

  /// Index of the step's event in the scripted run.
  private func index(ofStep number: Int) throws -> Int {
    try #require(events.firstIndex { if case .step(let step) = $0.event { step.step == number } else { false } })
  }

  @Test func eventsAreDueAtTheirTimes() throws {
    var player = try SessionPlayer(path: path)
    #expect(player.state == RunState())
    #expect(player.lastStep == 300)
    #expect(try player.advance(to: 100) == false)
    try player.play(now: 1000)
    try player.advance(to: 1000)
    #expect(player.position == 1)
    try player.advance(to: 1000 + (events[9].time - events[0].time) - 0.001)
    #expect(player.position == 9)
    try player.advance(to: 1000 + (events[9].time - events[0].time) + 0.001)
    #expect(player.position == 10)
    #expect(player.state == fold(events[..<10]))
    player.pause()
    #expect(try player.advance(to: 5000) == false)
    try player.play(now: 6000)
    #expect(try player.advance(to: 6000) == false)
    #expect(player.position == 10)
  }

  @Test func speedMultipliesTime() throws {
    var player = try SessionPlayer(path: path)
    player.setSpeed(64)
    player.faster()
    #expect(player.speed == 64)
    try player.play(now: 0)
    try player.advance(to: player.duration / 64 + 0.01)
    #expect(player.isAtEnd && !player.isPlaying)
    #expect(player.state == fold(events))
    player.setSpeed(0.3)
    #expect(player.speed == 0.25)
    player.slower()
    #expect(player.speed == 0.25)
    try player.play(now: 0)
    #expect(player.position == 0)
    try player.advance(to: 2)
    #expect(player.elapsed == 0.5)
  }

  @Test func longWaitsAreCutShort() throws {
    // Between the pause and the note of step 60 lie 8.5 s.
    let player = try SessionPlayer(path: path)
    let recorded = try #require(events.last).time - events[0].time
    #expect(abs(player.duration - (recorded - 3.5)) < 1e-3)
  }

  @Test func stepsGoBothWays() throws {
    var player = try SessionPlayer(path: path)
    try player.stepForward()
    #expect(player.step == 0 && player.state.header != nil)
    for number in 1...62 {
      try player.stepForward()
      #expect(player.step == number)
    }
    let there = player.state
    #expect(there == fold(events[..<(try index(ofStep: 63))]))
    try player.stepBackward()
    #expect(player.step == 61)
    #expect(player.state.status == .running, "what follows step 61 belongs to it")
    try player.stepForward()
    #expect(player.state == there)
    for _ in 0..<400 { try player.stepForward() }
    #expect(player.isAtEnd && player.state == fold(events))
    for _ in 0..<400 { try player.stepBackward() }
    #expect(player.position == 0 && player.state == RunState())
  }

  @Test(arguments: [300, 1, 150, 149, 151, 7, 299, 60, 61])
  func seekingGivesTheFoldUpToThere(_ step: Int) throws {
    var player = try SessionPlayer(path: path)
    try player.seekToEnd()
    try player.seek(step: step)
    let end = step == 300 ? events.count : try index(ofStep: step + 1)
    #expect(player.state == fold(events[..<end]))
    try player.seek(step: 0)
    #expect(player.step == 0)
    try player.seek(step: 9999)
    #expect(player.step == 300)
  }

  @Test func skippingGoesBySeconds() throws {
    var player = try SessionPlayer(path: path)
    try player.skip(seconds: 10)
    let due = events.filter { $0.time <= events[0].time + 10 }
    #expect(player.state == fold(due))
    try player.skip(seconds: -5)
    #expect(player.elapsed == 5)
    #expect(player.state == fold(events.filter { $0.time <= events[0].time + 5 }))
    try player.skip(seconds: -50)
    #expect(player.elapsed == 0)
    try player.skip(seconds: 1e9)
    #expect(player.isAtEnd)
  }

  @Test func loopingStartsAgain() throws {
    var player = try SessionPlayer(path: path)
    player.loops = true
    try player.skip(seconds: player.duration - 0.005)
    try player.play(now: 0)
    #expect(try player.advance(to: 1))
    #expect(player.isPlaying && player.elapsed == 0)
    try player.advance(to: 2)
    #expect(player.elapsed == 1 && player.step >= 0)
  }

  @Test func theStatusLineSaysWhereItIs() throws {
    var player = try SessionPlayer(path: path)
    try player.seek(step: 12)
    #expect(player.statusLine == "REPLAY step 12/300 ×1 paused")
    player.setSpeed(0.25)
    try player.play(now: 0)
    player.loops = true
    #expect(player.statusLine == "REPLAY step 12/300 ×1/4 loop")
  }

  @Test func aLongSessionIsSoughtFromSnapshots() throws {
    var run = ScriptedRun(steps: 3000)
    run.layers = 1
    run.devices = 1
    let events = run.events
    var player = try SessionPlayer(path: folder.session("long.sqlite", events))
    try player.seekToEnd()
    let whole = player.state
    for step in [2999, 1500, 1000, 999, 2] {
      try player.seek(step: step)
      #expect(player.step == step)
      #expect(player.state.steps.count == step)
    }
    try player.seekToEnd()
    #expect(player.state == whole)
    #expect(whole == fold(events))
  }

  @Test func repeatedStepsAreSoughtWhereTheyStand() throws {
    var run = ScriptedRun(steps: 20)
    run.finishes = false
    let first = run.stretch(from: 0, to: 13, firstSequence: 0, at: 0)
    let second = run.stretch(from: 10, to: 20, firstSequence: first.count, at: 9)
    var player = try SessionPlayer(path: folder.session("resumed.sqlite", first + second))
    try player.seek(step: 12)
    #expect(player.step == 12 && player.position > first.count)
    #expect(player.state.steps.step == Array(1...12))
    try player.seek(step: 9)
    #expect(player.position < first.count)
    for _ in 0..<4 { try player.stepForward() }
    #expect(player.step == 13)
    try player.stepForward()
    #expect(player.step == 10, "the run was taken up from step 10")
  }
}
