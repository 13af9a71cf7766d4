import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

@Suite struct ExportTests {
  private let folder: TemporaryFolder
  private let run = ScriptedRun(steps: 180)
  private let reader: SessionReader

  init() throws {
    folder = try TemporaryFolder()
    reader = try SessionReader(path: folder.session("run.sqlite", run.events))
  }

  private func lines(_ table: ExportTable, _ format: ExportFormat, of reader: SessionReader? = nil) throws -> [String] {
    let text = Text()
    try (reader ?? self.reader).export(table, as: format) { text.whole += $0 }
    #expect(text.whole.hasSuffix("\n"))
    return text.whole.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private final class Text { var whole = "" }

  private var steps: [Step] { run.events.compactMap { if case .step(let step) = $0.event { step } else { nil } } }

  @Test func stepsReadBackToTheSameBits() throws {
    let lines = try lines(.steps, .csv)
    #expect(
      lines[0]
        == "step,tokens,loss,learning_rate,gradient_norm,tokens_per_second,seconds,gflops,resident_bytes,time,"
        + "term_balance,term_z,phase_data,phase_forward,phase_backward,phase_optimizer")
    #expect(lines.count == 181)
    for (line, step) in zip(lines.dropFirst(), steps) {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      #expect(cells.count == 16)
      #expect(Int(cells[0]) == step.step && Int(cells[1]) == step.tokens)
      #expect(try #require(Double(cells[2])).hasSameBits(as: step.loss))
      #expect(try #require(Double(cells[4])).hasSameBits(as: step.gradientNorm))
      #expect(try #require(Double(cells[14])).hasSameBits(as: step.phases[2].value))
    }
    #expect(lines[170].hasPrefix("170,348160,nan,"))
    #expect(lines[170].contains(",inf,"))
  }

  @Test func jsonLinesAreJSON() throws {
    let lines = try lines(.steps, .jsonl)
    for (line, step) in zip(lines, steps) where step.step != 170 {
      let object = try JSONDecoder().decode([String: Double].self, from: Data(line.utf8))
      #expect(object["loss"]?.hasSameBits(as: step.loss) == true)
      #expect(object["term_balance"]?.hasSameBits(as: step.terms[0].value) == true)
    }
    #expect(lines[169].hasPrefix("{\"step\":170,\"tokens\":348160,\"loss\":null,"))
    #expect(lines[169].contains("\"gradient_norm\":1e999,"))
  }

  @Test func theLedgerHasItsVeryColumns() throws {
    let lines = try lines(.ledger, .csv)
    #expect(lines[0] == "step,layer,device,expert,routed,kept,dropped,padded,rectified,filled")
    #expect(lines.count == 1 + 180 * 4 * 2 * 8)
    let step = steps[99]
    let ledger: LayerLedger = step.ledgers[3]
    let row: String = lines[1 + ((99 * 4 + 3) * 2 + 1) * 8 + 5]
    let cell = 8 + 5
    let counts = LedgerColumn.allCases.map { column -> String in String(ledger[column][cell]) }
    #expect(row == "100,3,1,5," + counts.joined(separator: ","))
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",").compactMap { Int($0) }
      #expect(cells.count == 10 && cells[4] == cells[5] + cells[6])
    }
  }

  @Test func layersWithPartsHaveOneMoreColumn() throws {
    var step = steps[0]
    step.ledgers[1].part = "b"
    let events = [
      Stamped(sequence: 0, time: 0, event: .started(run.header())),
      Stamped(sequence: 1, time: 1, event: .step(step)),
    ]
    let lines = try lines(.ledger, .csv, of: SessionReader(path: folder.session("parts.sqlite", events)))
    #expect(lines[0].hasSuffix(",filled,part"))
    #expect(lines[1].hasSuffix(","))
    #expect(lines[17].hasSuffix(",b"))
  }

  @Test func evaluationsAndPositions() throws {
    let evaluations = run.events.compactMap { if case .evaluated(let it) = $0.event { it } else { nil } }
    let rows = try lines(.evaluations, .csv)
    #expect(rows[0] == "step,tokens,loss,bits_per_byte,seconds,loss_gcide,loss_pydoc")
    #expect(rows.count == 1 + evaluations.count)
    let cells = rows[1].split(separator: ",").map(String.init)
    #expect(Double(cells[2]) == evaluations[0].loss && Double(cells[6]) == evaluations[0].domains[1].loss)
    let positions = try lines(.positions, .csv)
    #expect(positions[0] == "step,position,loss")
    #expect(positions.count == 1 + evaluations.count * 128)
    #expect(Float(positions[130].split(separator: ",")[2]) == evaluations[1].positions[1])
  }

  @Test func namesAreQuoted() throws {
    let evaluation = Evaluation(
      step: 1, tokens: 1, loss: -.infinity, bitsPerByte: .nan,
      domains: [DomainLoss(domain: "a,\"b\"\n", loss: 1, tokens: 1)])
    let events = [
      Stamped(sequence: 0, time: 0, event: .started(run.header())),
      Stamped(sequence: 1, time: 1, event: .evaluated(evaluation)),
      Stamped(
        sequence: 2, time: 1, event: .evaluated(Evaluation(step: 2, tokens: 1, loss: 1, bitsPerByte: 1))),
    ]
    let reader = try SessionReader(path: folder.session("quotes.sqlite", events))
    let text = try lines(.evaluations, .csv, of: reader).joined(separator: "\n")
    #expect(
      text == "step,tokens,loss,bits_per_byte,seconds,\"loss_a,\"\"b\"\"\n\"\n1,1,-inf,nan,0.0,1.0\n2,1,1.0,1.0,0.0,")
    #expect(
      try lines(.evaluations, .jsonl, of: reader) == [
        "{\"step\":1,\"tokens\":1,\"loss\":-1e999,\"bits_per_byte\":null,\"seconds\":0.0,\"loss_a,\\\"b\\\"\\u000a\":1.0}",
        "{\"step\":2,\"tokens\":1,\"loss\":1.0,\"bits_per_byte\":1.0,\"seconds\":0.0}",
      ])
  }

  @Test func stepsDoneAgainStandOnce() throws {
    var broken = run
    broken.finishes = false
    let first = broken.stretch(from: 0, to: 137, firstSequence: 0, at: 0)
    let second = run.stretch(from: 100, to: 180, firstSequence: first.count, at: 1000)
    let resumed = try SessionReader(path: folder.session("resumed.sqlite", first + second))
    for table in [ExportTable.ledger, .evaluations, .positions] {
      #expect(try lines(table, .csv, of: resumed) == lines(table, .csv))
    }
    let losses = { (line: String) in line.split(separator: ",").prefix(3).joined(separator: ",") }
    #expect(try lines(.steps, .csv, of: resumed).map(losses) == lines(.steps, .csv).map(losses))
    let check = try resumed.verify()
    #expect(check.problems.isEmpty && check.stretches == 2)
  }

  @Test func whatHappenedOnceHasTables() throws {
    func count(_ isOne: (Event) -> Bool) -> Int { run.events.count { isOne($0.event) } }
    let alerts = run.events.compactMap { stamped -> (Double, Alert)? in
      if case .alert(let it) = stamped.event { (stamped.time, it) } else { nil }
    }
    let rows = try lines(.alerts, .csv)
    #expect(rows[0] == "time,step,rule,severity,message")
    #expect(rows.count == 1 + alerts.count && !alerts.isEmpty)
    #expect(
      rows[1].hasPrefix("\(alerts[0].0),\(alerts[0].1.step),\(alerts[0].1.rule),\(alerts[0].1.severity.rawValue),"))
    #expect(try lines(.notes, .csv).count == 1 + count { if case .note = $0 { true } else { false } })
    #expect(try lines(.controls, .csv).count == 1 + count { if case .control = $0 { true } else { false } })
    #expect(try lines(.checkpoints, .csv).count == 1 + count { if case .checkpointed = $0 { true } else { false } })
    #expect(try lines(.log, .csv).count >= 1 + count { if case .log = $0 { true } else { false } })
    #expect(try lines(.ends, .jsonl).first?.contains("\"reason\":\"completed\"") == true)
    let header = run.header()
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(try lines(.runs, .jsonl)[0].utf8)) as? [String: Any])
    #expect(object["name"] as? String == header.name && object["recipe"] as? String == header.recipe)
    #expect(object["seed"] as? UInt64 == header.seed && object["total_steps"] as? Int == header.totalSteps)
    #expect(try lines(.shapes, .csv).count == 1 + header.moeLayers.count)
  }
}
