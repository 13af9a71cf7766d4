import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// What version 5 of the layout added: tasks, figures, matrices and pictures.
@Suite struct TaskedRunTests {
  private let folder: TemporaryFolder
  private let path: String
  private let events = TaskedRun.events

  init() throws {
    folder = try TemporaryFolder()
    path = try folder.session("run.sqlite", events)
  }

  @Test func everythingComesBackBitForBit() throws {
    let reader = try SessionReader(path: path)
    let back = try reader.events()
    #expect(back.count == events.count)
    for (one, other) in zip(back, events) where one != other { Issue.record("\(one) is not \(other)") }
    for start in -1..<events.count - 1 { #expect(try reader.events(after: start, limit: 1) == [events[start + 1]]) }
    let problems = try reader.verify().problems
    #expect(problems.isEmpty, "\(problems)")
    #expect(try reader.state() == fold(events))
    var player = try SessionPlayer(path: path)
    try player.seekToEnd()
    #expect(player.state == fold(events) && player.state.tasks.counts == [1, 1, 1])
    #expect(player.state.tasks.task == [0, 2, -1, 1])
  }

  @Test func namesAreKeptOnceInASessionTakenUp() throws {
    let more = events.map { Stamped(sequence: events.count + $0.sequence, time: $0.time, event: $0.event) }
    try folder.record(SessionRecorder(appendingTo: path), more)
    #expect(try SessionReader(path: path).events() == events + more)
    // One `accuracy` each of terms, metrics and figures.
    try folder.change("run.sqlite", "DELETE FROM quantity WHERE name = 'accuracy' AND kind = 'metric'")
    let text = message { _ = try SessionReader(path: path).events() }
    #expect(text?.hasSuffix("a quantity has no name") == true, "\(String(describing: text))")
  }

  @Test func aSessionOfVersion4IsReadAsItIsAndTakenUp() throws {
    try folder.change("run.sqlite", TaskedRun.withoutTables + "PRAGMA user_version = 4")
    let before = try folder.bytes("run.sqlite")
    let reader = try SessionReader(path: path)
    let problems = try reader.verify().problems
    #expect(problems.isEmpty, "\(problems)")
    let old = try reader.events()
    let bare = events.map { stamped in
      var stamped = stamped
      func strip(_ it: Evaluation) -> Evaluation {
        var it = it
        (it.tasks, it.figures, it.matrices, it.pictures) = ([], [], [], [])
        return it
      }
      func strip(_ it: Step) -> Step {
        var it = it
        it.task = nil
        return it
      }
      switch stamped.event {
      case .started(var header):
        header.tasks = []
        stamped.event = .started(header)
      case .step(let it): stamped.event = .step(strip(it))
      case .twin(.step(let it)): stamped.event = .twin(.step(strip(it)))
      case .evaluated(let it): stamped.event = .evaluated(strip(it))
      case .twin(.evaluated(let it)): stamped.event = .twin(.evaluated(strip(it)))
      case .evaluatedUnder(var it):
        it.evaluation = strip(it.evaluation)
        stamped.event = .evaluatedUnder(it)
      default: break
      }
      return stamped
    }
    #expect(old == bare)
    readEverything(path)
    #expect(try folder.bytes("run.sqlite") == before, "reading leaves the file alone")
    let more = events.map { Stamped(sequence: old.count + $0.sequence, time: $0.time, event: $0.event) }
    try folder.record(SessionRecorder(appendingTo: path), more)
    #expect(try reader.events() == old + more)
    let later = try reader.verify().problems
    #expect(later.isEmpty, "\(later)")
  }

  @Test func aNewerVersionIsRefused() throws {
    try folder.change("run.sqlite", "PRAGMA user_version = 7")
    let text = message { _ = try SessionReader(path: path) }
    #expect(text?.contains("has format 7") == true && text?.contains("up to 6") == true)
  }

  @Test(arguments: [
    ("UPDATE started_task SET name = x'41'", "name is not text"),
    ("UPDATE started_task SET name = printf('%0300d', 1)", "a task's name is longer than 256 bytes"),
    ("UPDATE started_task SET kind = NULL", "kind is not text"),
    ("UPDATE started_task SET metric = x'31'", "metric is not text"),
    ("UPDATE started_task SET task_group = 70000", "task_group is not a whole number in its range"),
    ("UPDATE started_task SET examples = -1", "examples is not a whole number"),
    ("UPDATE started_task SET position = -1 WHERE position = 0", "position is not a whole number"),
    ("DELETE FROM started_task WHERE position > 1", "step 2: the batch is of task 2, but the run has 2"),
    ("DELETE FROM started_task", "step 2 of the twin: task 0 has a score, but the run has 0 tasks"),
    ("UPDATE step_task SET task = 'x'", "task is not a whole number"),
    ("UPDATE step_task SET task = -1", "task is not a whole number"),
    ("UPDATE step_task SET task = 9223372036854775807", "task is not a whole number"),
    ("UPDATE step_task SET task = 3", "step 2 of the twin: the batch is of task 3, but the run has 3"),
    ("UPDATE step_task SET sequence = 900 + sequence", "step_task has 4 rows without an event"),
    ("UPDATE evaluated_task SET task = 1", "step 1: task 1 has two scores"),
    ("UPDATE evaluated_task SET task = 1.5", "task is not a whole number"),
    ("UPDATE evaluated_task SET task_group = -1", "task_group is not a whole number"),
    ("UPDATE evaluated_task SET loss = 'x'", "loss is not a number"),
    ("UPDATE evaluated_task SET examples = NULL", "examples is not a whole number"),
    ("UPDATE evaluated_task SET metrics = x'00'", "a list of quantities is cut off"),
    ("UPDATE evaluated_task SET metrics = zeroblob(12)", "a quantity has no name"),
    ("UPDATE evaluated_task SET metrics = 'x'", "metrics is not a blob"),
    ("UPDATE evaluated_task SET sequence = 900 + sequence", "evaluated_task has 12 rows without an event"),
    ("UPDATE evaluated_task SET position = 'x' WHERE position = 1", "position is not a whole number"),
    ("UPDATE evaluated_figures SET figures = x'0102'", "a list of quantities is cut off"),
    ("UPDATE evaluated_figures SET figures = 5", "figures is not a blob"),
    ("UPDATE evaluated_figures SET sequence = 900 + sequence", "evaluated_figures has 5 rows without an event"),
    ("UPDATE quantity SET name = x'41'", "name is not text"),
    ("DELETE FROM quantity WHERE kind = 'figure'", "a quantity has no name"),
    ("UPDATE evaluated_matrix SET name = printf('%0300d', 1)", "a matrix's name is longer than 256 bytes"),
    ("UPDATE evaluated_matrix SET row_names = x'41'", "a list of names is cut off"),
    ("UPDATE evaluated_matrix SET row_names = x'ff00'", "a list of names is not UTF-8"),
    ("UPDATE evaluated_matrix SET row_names = zeroblob(300)", "a matrix's values have a wrong length"),
    (
      "UPDATE evaluated_matrix SET column_names = x'\(String(repeating: "41", count: 257))00'",
      "a matrix's name of a row or column is longer than 256 bytes"
    ),
    ("UPDATE evaluated_matrix SET column_names = 'x'", "column_names is not a blob"),
    ("UPDATE evaluated_matrix SET column_names = NULL", "a matrix's values have a wrong length"),
    ("UPDATE evaluated_matrix SET numbers = NULL", "a matrix's values have a wrong length"),
    ("UPDATE evaluated_matrix SET numbers = x'00'", "a list of numbers is cut off"),
    ("UPDATE evaluated_matrix SET numbers = zeroblob(1200)", "a matrix's values have a wrong length"),
    ("UPDATE evaluated_matrix SET sequence = 900 + sequence", "evaluated_matrix has 16 rows without an event"),
    ("UPDATE evaluated_picture SET name = x'07'", "name is not text"),
    ("UPDATE evaluated_picture SET caption = printf('%05000d', 1)", "a picture's caption is longer than 4096 bytes"),
    ("UPDATE evaluated_picture SET caption = NULL", "caption is not text"),
    ("UPDATE evaluated_picture SET width = 0", "width is not a whole number in its range"),
    ("UPDATE evaluated_picture SET width = 9223372036854775807", "width is not a whole number"),
    ("UPDATE evaluated_picture SET width = 65536", "a picture's pixels do not fill whole rows"),
    ("UPDATE evaluated_picture SET width = 'x'", "width is not a whole number"),
    ("UPDATE evaluated_picture SET pixels = zeroblob(7)", "a picture's pixels do not fill whole rows"),
    (
      "UPDATE evaluated_picture SET width = 1, pixels = zeroblob(18000000) WHERE sequence = 2 AND position = 0",
      "a picture's pixels take more than"
    ),
    ("UPDATE evaluated_picture SET pixels = 'abcdef'", "pixels is not a blob"),
    ("UPDATE evaluated_picture SET sequence = 900 + sequence", "evaluated_picture has 8 rows without an event"),
    ("DROP TABLE evaluated_matrix", "its table evaluated_matrix is missing or not as it must be"),
    ("ALTER TABLE step_task ADD COLUMN more", "its table step_task is missing or not as it must be"),
  ])
  func verifyNamesTheFault(_ sql: String, _ expected: String) throws {
    try folder.change("run.sqlite", sql)
    expectFault(expected, in: path)
    readEverything(path)
  }

  @Test func whatIsMalformedIsNotWritten() throws {
    func refusal(_ event: Event) -> String {
      let session = folder["refused-\(UUID().uuidString).sqlite"]
      return message { try SessionRecorder.write([Stamped(sequence: 0, time: 0, event: event)], to: session) } ?? ""
    }
    func refusal(_ change: (inout Evaluation) -> Void) -> String {
      var evaluation = TaskedRun.evaluation(step: 3)
      change(&evaluation)
      let text = refusal(.evaluated(evaluation))
      #expect(
        refusal(.twin(.evaluated(evaluation))).split(separator: ":").dropFirst()
          == text.split(separator: ":").dropFirst())
      return text
    }
    let long = String(repeating: "é", count: 129)
    #expect(
      refusal { $0.tasks[0].task = -1 }.hasSuffix(
        "step 3: the score of task -1 is malformed: its number is out of range"))
    #expect(refusal { $0.tasks[0].group = -1 }.hasSuffix("its group is out of range"))
    #expect(refusal { $0.tasks[1].examples = -1 }.hasSuffix("its number of examples is out of range"))
    #expect(refusal { $0.tasks[1].metrics[0].name = "a\0b" }.hasSuffix("its metric's name holds a NUL"))
    #expect(refusal { $0.figures[0].name = long }.hasSuffix("a figure is malformed: its name is longer than 256 bytes"))
    #expect(refusal { $0.matrices[0].name = "\0" }.hasSuffix("matrix 0 is malformed: its name holds a NUL"))
    #expect(refusal { $0.matrices[2].rows[0] = "\0" }.hasSuffix("its name of a row or column holds a NUL"))
    #expect(refusal { $0.matrices[0].columns[1] = long }.hasSuffix("row or column is longer than 256 bytes"))
    #expect(refusal { $0.matrices[0].values.append(1) }.hasSuffix("its values have a wrong length"))
    #expect(refusal { $0.pictures[0].width = 0 }.hasSuffix("picture 0 is malformed: its pixels do not fill whole rows"))
    #expect(refusal { $0.pictures[0].width = 3 }.hasSuffix("its pixels do not fill whole rows"))
    #expect(refusal { $0.pictures[1].caption = "\0" }.hasSuffix("picture 1 is malformed: its caption holds a NUL"))
    #expect(refusal(.step(Step(step: 2, tokens: 1, loss: 1, task: -1))).hasSuffix("step 2: there can be no task -1"))
    var header = TaskedRun.header
    header.tasks[1].name = "a\0"
    #expect(refusal(.started(header)).hasSuffix("task 1 is malformed: its name holds a NUL"))
    header = TaskedRun.header
    header.tasks[2].group = -1
    #expect(refusal(.started(header)).hasSuffix("task 2 is malformed: its group is out of range"))
    // The longest that is allowed.
    #expect(refusal { $0.figures[0].name = String(long.dropLast()) }.isEmpty)
  }

  @Test func largePicturesAreReadAFewAtATime() throws {
    let pixels = [UInt8](repeating: 9, count: 12 << 20)
    let many = (0..<4).map { number in
      var it = Evaluation(step: number, tokens: number, loss: 1, bitsPerByte: 1)
      it.pictures = [Picture(name: "image.\(number)", caption: "", width: 1024, pixels: pixels)]
      return Stamped(sequence: number + 1, time: 0, event: .evaluated(it))
    }
    let events = [Stamped(sequence: 0, time: 0, event: .started(TaskedRun.header))] + many
    let path = try folder.session("large.sqlite", events)
    var next = 0
    try SessionReader(path: path).forEach { stamped in
      #expect(stamped.sequence == next)
      next += 1
    }
    #expect(next == events.count)
    var player = try SessionPlayer(path: path)
    try player.seekToEnd()
    #expect(player.state.evaluations.count == 4)
    #expect(player.state.evaluations.last?.pictures.count == 1 && player.state.evaluations[0].pictures.isEmpty)
  }

  @Test func flippedBytesNeverCrash() throws {
    let bytes = try folder.bytes("run.sqlite")
    var state: UInt64 = 77
    for _ in 0..<40 {
      var damaged = bytes
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        damaged[Int(state >> 20) % bytes.count] = UInt8(truncatingIfNeeded: state >> 11)
      }
      try folder.write(damaged, to: "flipped.sqlite")
      readEverything(folder["flipped.sqlite"])
    }
  }
}
