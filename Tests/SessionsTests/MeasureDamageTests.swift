import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// Damage in the tables that versions 2 and 4 of the layout added.
@Suite struct MeasureDamageTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = try folder.session("run.sqlite", MeasuredRun.events)
  }

  @Test(arguments: [
    ("UPDATE ledger_measures SET z = x'00'", "a list of numbers is cut off"),
    ("UPDATE ledger_measures SET z = zeroblob(12)", "a step's measures of ledgers have a wrong length"),
    ("UPDATE ledger_measures SET chosen_mass = NULL", "a step's measures of ledgers have a wrong length"),
    ("UPDATE ledger_measures SET margin = 'x'", "margin is not a blob"),
    ("UPDATE ledger_measures SET balance = zeroblob(60000000)", "a step's measures of ledgers have a wrong length"),
    ("DELETE FROM ledger WHERE position = 2", "a step's measures of ledgers have a wrong length"),
    ("DELETE FROM ledger_measures WHERE sequence = 4", "1 steps have lost their row in the table ledger_measures"),
    ("UPDATE ledger_measures SET sequence = 999 WHERE sequence = 3", "ledger_measures has 1 rows without an event"),
    ("UPDATE started_visibility SET visibility = zeroblob(4)", "a visibility has a wrong length"),
    ("UPDATE started_visibility SET visibility = 7", "visibility is not a blob"),
    ("UPDATE started_visibility SET position = position + 1", "a visibility belongs to no layer"),
    ("UPDATE started_visibility SET position = -1 WHERE position = 1", "position is not a whole number"),
    ("UPDATE started_layer SET experts = 0", "a visibility has a wrong length"),
    ("UPDATE evaluated_frequency SET tokens = -1", "tokens is not a whole number"),
    ("UPDATE evaluated_frequency SET loss = 'x'", "loss is not a number"),
    ("UPDATE evaluated_frequency SET ids = 1.5", "ids is not a whole number"),
    ("UPDATE evaluated_layer SET experts = 0", "experts is not a whole number"),
    ("UPDATE evaluated_layer SET experts = 7 WHERE layer = 0", "a layer's counts by domain have a wrong length"),
    ("UPDATE evaluated_layer SET experts = 65536", "a layer's counts by domain have a wrong length"),
    (
      "UPDATE evaluated_layer SET experts = 65536, domains = 65536, domain_counts = NULL",
      "a layer's counts by domain have a wrong length"
    ),
    ("UPDATE evaluated_layer SET domains = 0 WHERE layer = 0", "a layer's counts by domain have a wrong length"),
    ("UPDATE evaluated_layer SET frequencies = 100000", "frequencies is not a whole number"),
    (
      "UPDATE evaluated_layer SET frequency_counts = zeroblob(240)", "a layer's counts by frequency have a wrong length"
    ),
    ("UPDATE evaluated_layer SET coactivation = zeroblob(63)", "a layer's coactivations have a wrong length"),
    ("UPDATE evaluated_layer SET pair_counts = zeroblob(65) WHERE part = 'b'", "a layer's pairs have a wrong length"),
    ("UPDATE evaluated_layer SET coactivation = 'abcd'", "coactivation is not a blob"),
    ("UPDATE evaluated_layer SET drop_shares = x'0102030405'", "a list of numbers is cut off"),
    ("UPDATE evaluated_layer SET flips_since_last = 'x'", "flips_since_last is not a number"),
    ("UPDATE evaluated_layer SET flipped_away = zeroblob(36)", "a layer's flipped away have a wrong length"),
    ("UPDATE evaluated_layer SET gradient_shares = x'00'", "a list of numbers is cut off"),
    ("UPDATE evaluated_layer SET part = x'00'", "part is not text"),
    ("UPDATE evaluated_layer SET sequence = 500 + sequence", "evaluated_layer has 7 rows without an event"),
    ("UPDATE evaluated_probe SET tokens = 0", "tokens is not a whole number"),
    ("UPDATE evaluated_probe SET tokens = 20000000", "tokens is not a whole number"),
    ("UPDATE evaluated_probe SET tokens = 6", "a layer's probe choices have a wrong length"),
    ("UPDATE evaluated_probe SET fingerprint = 'x'", "fingerprint is not a whole number"),
    ("DELETE FROM evaluated_probe", "a layer's probe choices belong to no layer or text"),
    ("UPDATE evaluated_probe_layer SET position = 7 WHERE position = 2", "probe choices belong to no layer or text"),
    ("UPDATE evaluated_probe_layer SET width = 65536", "a layer's probe choices have a wrong length"),
    ("UPDATE evaluated_probe_layer SET width = 0", "width is not a whole number"),
    ("UPDATE evaluated_probe_layer SET choices = NULL", "a layer's probe choices have a wrong length"),
    ("UPDATE evaluated_probe_layer SET choices = x'63' || substr(choices, 2)", "choices is not a blob"),
    (
      "UPDATE evaluated_probe_layer SET choices = CAST(x'63' || substr(choices, 2) AS BLOB)",
      "name an expert that it does not have"
    ),
    ("UPDATE evaluated_probe_layer SET sequence = 500 + sequence", "evaluated_probe_layer has 6 rows without an event"),
    ("UPDATE evaluated_under SET checkpoint = x'00'", "checkpoint is not text"),
    ("UPDATE evaluated_under_condition SET condition = NULL", "condition is not text"),
    ("DELETE FROM evaluated_under", "has lost its row in the table evaluated_under"),
    (
      "DELETE FROM evaluated WHERE sequence IN (SELECT sequence FROM evaluated_under)",
      "has lost its row in the table evaluated"
    ),
    (
      "UPDATE event SET kind = 'evaluated' WHERE kind = 'evaluated_under'",
      "evaluated_under has 2 rows without an event"
    ),
    ("UPDATE event SET kind = 'evaluated_under' WHERE kind = 'evaluated'", "lost its row in the table evaluated_under"),
    ("UPDATE counterfactual SET loss = 'x'", "loss is not a number"),
    ("DELETE FROM counterfactual", "has lost its row in the table counterfactual"),
    ("UPDATE counterfactual_layer SET experts = 65536", "a counterfactual's tokens have a wrong length"),
    ("UPDATE counterfactual_layer SET tokens = NULL", "a counterfactual's tokens have a wrong length"),
    ("UPDATE counterfactual_layer SET nobody = zeroblob(8)", "a counterfactual's losses have a wrong length"),
    ("UPDATE counterfactual_layer SET next = x'000000'", "a list of numbers is cut off"),
    ("UPDATE counterfactual_layer SET layer = -1", "layer is not a whole number"),
  ])
  func verifyNamesTheFault(_ sql: String, _ expected: String) throws {
    try folder.change("run.sqlite", sql)
    let problems = try SessionReader(path: path).verify().problems
    #expect(problems.contains { $0.contains(expected) }, "\(problems)")
    readEverything(path)
  }

  @Test func flippedBytesNeverCrash() throws {
    let bytes = try folder.bytes("run.sqlite")
    var state: UInt64 = 43
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
