import Experiment
import Foundation
import Sessions
import TerminalUI
import TestSupport
import Testing
import Workbench

/// Comparisons of session files.
@Suite struct CompareSceneTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("switchyard-compare-\(UUID().uuidString)").path

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  private func record(_ name: String, _ events: [Stamped]) throws -> String {
    let path = "\(folder)/\(name).sqlite"
    try SessionRecorder.write(events, to: path)
    return path
  }

  @Test func sessionsAreReadPieceByPieceAndFollowed() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let runs = CompareScreens.runs
    let paths = [
      try record("long", CompareFixture.run("long", steps: 500).events), try record("short", runs[2].events),
    ]
    let damaged = "\(folder)/damaged.sqlite"
    try Data("no session".utf8).write(to: URL(fileURLWithPath: damaged))
    var scene = CompareScene(sessions: paths + [damaged])
    _ = scene.take(.resized(Size(120, 40)), at: 0)
    var now = 1.0
    var pictures = 0
    while scene.gather(at: now) != nil {
      now += 0.01
      pictures += 1
      guard pictures < 50 else { break }
    }
    #expect(pictures > 1 && pictures < 50, "longer sessions take more than one piece")
    let text = scene.picture(try Screens.theme()).text
    #expect(text.contains("2 runs") && text.contains("left out: damaged"))
    #expect(scene.secondsToNext == nil, "finished runs are not looked at again")
  }
}
