import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct RobustnessTests {
  /// A small generator with a fixed seed, so that a failure can be repeated.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var mixed = state
      mixed ^= mixed >> 33
      mixed = mixed &* 0xff51_afd7_ed55_8ccd
      return mixed ^ (mixed >> 33)
    }
  }

  private static let keys: [TerminalUI.Key] = {
    let named: [TerminalUI.Key] = [
      .enter, .escape, .tab, .backtab, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .backspace, .delete,
      .ctrl("c"), .ctrl("l"), .ctrl("r"), .ctrl("u"), .ctrl("z"), .function(1),
      .mouse(MouseEvent(.press, button: 1, at: Point(70, 20))), .mouse(MouseEvent(.wheelDown, at: Point(10, 5))),
      .mouse(MouseEvent(.wheelUp, at: Point(-1, 500))),
    ]
    return named + (32..<127).compactMap { UnicodeScalar($0).map { .character(Character($0)) } }
  }()

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func randomKeysSizesAndEventsNeverTrap(_ seed: UInt64) throws {
    var generator = Generator(state: seed)
    let theme = try Screens.theme()
    var run = ScriptedRun(steps: 80)
    run.experts = seed == 3 ? 64 : seed == 4 ? 1 : 8
    run.devices = seed == 4 ? 1 : 2
    run.k = 1
    run.isClustered = seed == 2
    var waiting = run.events[...]
    let playback = seed.isMultiple(of: 2) ? Playback(step: 1, lastStep: 80, marks: [10, 40]) : nil
    var state = try WorkbenchState(size: Size(120, 40), playback: playback, themes: ["default", "mono"])
    for turn in 0..<800 {
      if turn.isMultiple(of: 10), let event = waiting.popFirst() {
        _ = state.update(.arrived([event], restarted: false), at: Double(turn))
      }
      if turn == 500, playback != nil {
        waiting = run.events[...]
        _ = state.update(.arrived([], restarted: true), at: Double(turn))
      }
      if turn.isMultiple(of: 7) {
        let size = Size(Int.random(in: 0...220, using: &generator), Int.random(in: 0...70, using: &generator))
        _ = state.update(.resized(size), at: Double(turn))
      }
      _ = state.update(.key(Self.keys.randomElement(using: &generator) ?? .enter), at: Double(turn))
      let picture = state.picture(theme)
      #expect(picture.size == state.size)
    }
  }

  @Test func everySizeIsDrawn() throws {
    let theme = try Screens.theme()
    var state = try Screens.state(through: 20)
    for size in [
      (0, 0), (1, 1), (2, 300), (300, 2), (39, 10), (40, 9), (40, 10), (84, 24), (85, 24), (86, 11), (500, 150),
    ] {
      _ = state.update(.resized(Size(size.0, size.1)), at: 0)
      for keys in ["?", "esc q", "esc r", "esc", "enter"] {
        try Screens.press(keys, &state)
        #expect(state.picture(theme).size == Size(size.0, size.1))
      }
      try Screens.press("esc 0", &state)
    }
  }

  @Test func hostileTextCannotSteerTheTerminal() throws {
    let evil = "\u{1B}]0;x\u{7}\u{1B}[2J\u{202E}abc\u{200B}\r\n\t\u{9B}31m👩‍👩‍👧‍👦漢字"
    var run = ScriptedRun(steps: 20)
    run.name = evil
    var state = try Screens.state(Size(160, 50), through: 20, run: run)
    let events: [Event] = [
      .log(LogLine(text: evil)), .note(Note(step: 5, text: evil)),
      .alert(Alert(rule: evil, severity: .critical, step: 20, message: evil)),
      .control(Control(action: .set, step: 6, key: evil, before: evil, after: evil)),
      .evaluated(
        Evaluation(
          step: 20, tokens: 1, loss: .infinity, bitsPerByte: -.infinity,
          domains: [DomainLoss(domain: evil, loss: .nan, tokens: -1)])),
      .step(
        Step(
          step: 21, tokens: -5, loss: -.infinity, learningRate: .nan, tokensPerSecond: .infinity, seconds: -.infinity,
          phases: [NamedValue(evil, .nan)], gflops: .nan, residentBytes: .max)),
      .finished(Finish(reason: .failed, step: .max, message: evil)),
    ]
    for (index, event) in events.enumerated() {
      let stamped = Stamped(sequence: 900 + index, time: index == 0 ? .infinity : .nan, event: event)
      _ = state.update(.arrived([stamped], restarted: false), at: 0)
      for keys in ["1", "6", "5 5", "esc", "g 1 enter", "esc"] {
        try Screens.press(keys, &state)
        let text = state.picture(try Screens.theme()).text
        let bad = text.unicodeScalars.first {
          $0 != "\n" && ($0.value < 32 || (0x7F..<0xA0).contains($0.value) || $0.properties.generalCategory == .format)
        }
        #expect(bad == nil, "U+\(String(bad?.value ?? 0, radix: 16))")
      }
    }
  }

  /// Names, numbers and draws of a stranger's clusters.
  @Test func hostileClustersAreDrawn() throws {
    let evil = "\u{1B}]0;x\u{7}\u{1B}[2J\u{202E}abc\u{200B}\r\n\t\u{9B}31m漢字"
    let clusters = [
      ClusterShape(name: evil, documents: 0, tokens: .max, windows: .max, cap: .max),
      ClusterShape(name: "", documents: .max, tokens: 0, windows: 0, cap: 0),
      ClusterShape(name: String(repeating: "long ", count: 99), documents: 1, tokens: 1, windows: 1, cap: 1),
    ]
    let losses: [Float] = [.nan, .infinity, -.greatestFiniteMagnitude]
    for count in 0...3 {
      var state = try Screens.state(Size(160, 50), through: 3, run: .clustered(steps: 20))
      var header = ScriptedRun.clustered(steps: 20).header(firstStep: 3)
      header.clusters = Array(clusters.prefix(count))
      header.sampler = evil
      let evaluation = Evaluation(
        step: 4, tokens: 1, loss: .nan, bitsPerByte: .nan,
        clusters: losses.enumerated().map { ClusterLoss(cluster: $0 * 2, loss: $1, tokens: Int(Int32.max)) })
      let events: [Event] = [
        .started(header), .step(Step(step: 4, tokens: 9, loss: 1, draws: [2, 2, 1, 0, 77, -3])), .evaluated(evaluation),
        .evaluated(evaluation),
      ]
      let stamped = events.enumerated().map { Stamped(sequence: 900 + $0, time: 0, event: $1) }
      _ = state.update(.arrived(stamped, restarted: false), at: 0)
      for size in [Size(160, 50), Size(80, 24), Size(40, 10), Size(20, 9), Size(0, 0)] {
        _ = state.update(.resized(size), at: 0)
        for keys in ["1 V", "s s j j", "pgdn", "V", "s s s j", "pgdn up", "v v", "5"] {
          try Screens.press(keys, &state)
          let text = state.picture(try Screens.theme()).text
          let bad = text.unicodeScalars.first {
            $0 != "\n"
              && ($0.value < 32 || (0x7F..<0xA0).contains($0.value) || $0.properties.generalCategory == .format)
          }
          #expect(bad == nil, "U+\(String(bad?.value ?? 0, radix: 16))")
        }
      }
    }
  }

  @Test func stepsThatGoBackAreDrawn() throws {
    var state = try Screens.state(through: 40)
    let header = ScriptedRun().header(firstStep: 20)
    let later = Screens.events(through: 30).compactMap {
      if case .step(let step) = $0.event, step.step > 20 { step } else { nil }
    }
    let events = [Event.started(header)] + later.map { .step($0) }
    let stamped = events.enumerated().map { Stamped(sequence: 500 + $0.offset, time: 0, event: $0.element) }
    _ = state.update(.arrived(stamped, restarted: false), at: 0)
    #expect(state.shared.step == 30)
    #expect(state.shared.run.elapsed.count == 30)
    #expect(state.shared.run.droppedShare.allSatisfy { $0.count == 30 })
    #expect(state.picture(try Screens.theme()).text.contains("step  30 of 300"))
  }
}
