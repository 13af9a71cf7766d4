import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// What version 6 of the layout added: how many parameters are trained.
@Suite struct TrainedParametersTests {
  private let folder: TemporaryFolder
  private let path: String
  private let events: [Stamped]

  init() throws {
    folder = try TemporaryFolder()
    var run = ScriptedPictures()
    (run.steps, run.images) = (4, 0)
    events = run.events
    path = try folder.session("run.sqlite", events)
  }

  private func header() throws -> Header? { try SessionReader(path: path).state().header }

  @Test func theNumberComesBack() throws {
    #expect(try header()?.trainedParameters == 91_508)
    #expect(try SessionReader(path: path).events() == events)
    #expect(try SessionReader(path: path).verify().problems == [])
    // Of a run that trains everything nothing is kept, and nothing is said.
    let whole = try folder.session("whole.sqlite", ScriptedRun(steps: 2).events)
    let other = try SessionReader(path: whole).state().header
    #expect(other?.trainedParameters == nil && other?.parametersInUse.word == "active")
  }

  @Test func aSessionOfVersion5IsReadAsItIsAndTakenUp() throws {
    try folder.change("run.sqlite", "DROP TABLE started_trained; PRAGMA user_version = 5")
    let before = try folder.bytes("run.sqlite")
    #expect(try SessionReader(path: path).verify().problems == [])
    let old = try SessionReader(path: path).events()
    #expect(try header()?.trainedParameters == nil && old.dropFirst() == events.dropFirst())
    readEverything(path)
    #expect(try folder.bytes("run.sqlite") == before, "reading leaves the file alone")
    let more = events.map { Stamped(sequence: old.count + $0.sequence, time: $0.time, event: $0.event) }
    try folder.record(SessionRecorder(appendingTo: path), more)
    #expect(try SessionReader(path: path).events() == old + more)
    #expect(try header()?.trainedParameters == 91_508)
  }

  @Test(arguments: [
    ("UPDATE started_trained SET parameters = 'x'", "parameters is not a whole number"),
    ("UPDATE started_trained SET parameters = -1", "parameters is not a whole number"),
    ("UPDATE started_trained SET parameters = 21589001", "the header's trained parameters are more"),
    ("UPDATE started_trained SET sequence = 900", "started_trained has 1 rows without an event"),
    ("ALTER TABLE started_trained ADD COLUMN more", "its table started_trained is missing or not as it must be"),
  ])
  func verifyNamesTheFault(_ sql: String, _ expected: String) throws {
    try folder.change("run.sqlite", sql)
    expectFault(expected, in: path)
  }

  @Test(arguments: [-1, 21_589_001]) func whatIsMalformedIsNotWritten(_ number: Int) {
    var header = ScriptedPictures().header
    header.trainedParameters = number
    let event = Stamped(sequence: 0, time: 0, event: .started(header))
    let text = message { try SessionRecorder.write([event], to: folder["refused.sqlite"]) }
    #expect(text?.contains("the header's trained parameters are more than there are") == true, "\(text ?? "")")
  }
}
