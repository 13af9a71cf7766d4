import Experiment
import Foundation
import Sessions
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct LiveAndReplayTests {
  /// Records a scripted run into a file that is removed afterwards.
  private func withSession(
    of run: ScriptedRun = ScriptedRun(steps: 60), _ body: (String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("run.sqlite").path
    let recorder = try SessionRecorder(creating: path)
    let queue = EventQueue()
    for event in run.events { queue.put(event) }
    queue.close()
    recorder.record(from: queue)
    #expect(recorder.finish() == nil)
    try body(path)
  }

  /// All below the header line, which says whether it is live.
  private func body(_ state: WorkbenchState) throws -> [String] {
    Array(state.picture(try Screens.theme()).rows.dropFirst().dropLast())
  }

  @Test(arguments: [ScriptedRun(steps: 60), .masked(steps: 100), .rectified(steps: 100), .cartesian(steps: 100)])
  func aReplayShowsTheScreenThatWasSeenLive(_ run: ScriptedRun) throws {
    try withSession(of: run) { path in
      var clock = 0.0
      let source = try ReplaySource(path: path, now: { clock })
      var replayed = try WorkbenchState(size: Size(200, 60), playback: source.playback)
      func pull() {
        let arrivals = source.drain()
        _ = replayed.update(.arrived(arrivals.events, restarted: arrivals.restarted), at: 0)
        if let playback = source.playback { _ = replayed.update(.played(playback), at: 0) }
      }
      for step in [1, run.steps - 1, 20, 21, run.steps, 40, 5] {
        source.control(.seek(step))
        pull()
        clock += 0.001
        // Live and replayed, the same events were folded.
        let live = try Screens.state(Size(200, 60), through: step, run: run)
        #expect(replayed.shared.run.state == live.shared.run.state, "step \(step)")
        #expect(try body(replayed) == body(live), "step \(step)")
        // Every view but the one that says how to ask for a counterfactual.
        var (there, here) = (replayed, live)
        for keys in ["2 v", "3 v", "4 v v", "2 v", "3 v", "4 v", "2 v", "3 v", "4 v", "1 v"] {
          try Screens.press(keys, &there)
          try Screens.press(keys, &here)
          #expect(try body(there) == body(here), "\(run.name), step \(step), \(keys)")
        }
      }
    }
  }

  @Test func theReplayObeysItsKeys() throws {
    try withSession { path in
      var clock = 0.0
      let source = try ReplaySource(path: path, now: { clock })
      #expect(source.playback?.isPlaying == true)
      #expect(source.playback?.lastStep == 60)
      source.control(.togglePlay)
      source.control(.seek(30))
      #expect(source.playback?.step == 30)
      source.control(.step(1))
      #expect(source.playback?.step == 31)
      source.control(.step(-1))
      source.control(.step(-1))
      #expect(source.playback?.step == 29)
      for _ in 0..<9 { source.control(.faster) }
      #expect(source.playback?.speed == 64)
      for _ in 0..<12 { source.control(.slower) }
      #expect(source.playback?.speed == 0.25)
      source.control(.toggleLoop)
      #expect(source.playback?.loops == true)
      #expect(source.playback?.marks.contains(50) == true)
      _ = source.drain()
      #expect(source.drain() == Arrivals())
      clock += 1000
      #expect(source.drain() == Arrivals(), "a replay that stands still stays where it is")
    }
  }
}
