import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// A recorded run on several tasks, shown by the real program.
@Suite(.timeLimit(.minutes(5))) struct TaskReplayTests {
  private let program: Program
  private let session: String

  init() throws {
    program = try Program()
    session = program.folder.url.appendingPathComponent("tasks.sqlite").path
    var run = ScriptedTasks()
    (run.steps, run.hasTwin) = (130, true)
    run.names = ["first\u{1B}[2J"]
    try SessionRecorder.write(run.events, to: session)
  }

  @Test func plainLinesNameEveryTask() throws {
    let result = try program.run("replay", session, "--plain")
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let last = result.lines.filter { $0.hasPrefix("step 120  ") }
    #expect(last.contains { $0.contains("held-out") && $0.contains("score") && $0.contains("harmed 3.0000") })
    for name in ["cola in group 2  matthews", "wnut17 in group 3  span_f1", "first[2J in group 0  accuracy"] {
      #expect(last.contains { $0.contains(name) }, "\(name)")
    }
    #expect(result.lines.contains { $0.hasPrefix("twin step 130  held-out") })
    #expect(!result.output.contains("bits/byte") && !result.output.contains("\u{1B}"))
  }

  @Test func aPictureShowsThePanelsOfTasks() throws {
    let result = try program.run("replay", session, "--picture", "a.txt", "--size", "120x40", "--keys", "3 v")
    #expect(result.status == 0, "\(result.errors)")
    let text = try String(contentsOf: program.folder.url.appendingPathComponent("a.txt"), encoding: .utf8)
    for words in ["2 Tasks", "3 Hierarchy: relevance", "agreement", "cola"] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(!text.contains("Token ledger"))
  }
}
