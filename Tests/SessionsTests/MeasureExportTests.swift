import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// The tables of measures, evaluations by layer and counterfactuals.
@Suite struct MeasureExportTests {
  private let folder: TemporaryFolder
  private let reader: SessionReader

  init() throws {
    folder = try TemporaryFolder()
    reader = try SessionReader(path: folder.session("run.sqlite", MeasuredRun.events))
  }

  private func lines(_ table: ExportTable, _ format: ExportFormat = .csv) throws -> [String] {
    let text = Text()
    try reader.export(table, as: format) { text.whole += $0 }
    return text.whole.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private final class Text { var whole = "" }

  private static let best = "\"step-9 \"\"best\"\".safetensors\",moe.capacity_factor=0.5; ; disable-top-expert"

  @Test func layersHaveTotalsAndMeasures() throws {
    let rows = try lines(.layers)
    #expect(
      rows[0] == "step,layer,part,capacity,routed,kept,dropped,padded,rectified,filled,entropy,chosen_mass,margin,"
        + "balance,z")
    #expect(rows.count == 1 + 8 * 4, "the fourth step has no ledgers")
    guard case .step(let step) = MeasuredRun.events[2].event else { return }
    let ledger = step.ledgers[1]
    let totals = LedgerColumn.allCases.map { String(ledger[$0].reduce(0, +)) }
    #expect(
      rows[2] == "1,1,,\(ledger.capacity)," + totals.joined(separator: ",") + ",\(ledger.entropy),-inf,-0.0,0.0,1e-45")
    #expect(try lines(.layers, .jsonl)[1].hasSuffix(#""chosen_mass":-1e999,"margin":-0.0,"balance":0.0,"z":1e-45}"#))
  }

  @Test func conditionalEvaluationsHaveATableOfTheirOwn() throws {
    let rows = try lines(.conditionalEvaluations)
    #expect(
      rows == [
        "step,tokens,loss,bits_per_byte,seconds,checkpoint,conditions,loss_gcide,loss_pydoc",
        "9,18432,2.5,1.25,0.5,\(Self.best),2.0,nan", "9,1,nan,nan,0.0,,,,",
      ])
    let own = try lines(.evaluations)
    #expect(own[0] == "step,tokens,loss,bits_per_byte,seconds,loss_gcide,loss_pydoc")
    #expect(own.count == 4)
  }

  @Test func detailsSayUnderWhichConditions() throws {
    let frequencies = try lines(.frequencies)
    #expect(
      frequencies == [
        "step,bucket,loss,tokens,ids,checkpoint,conditions", "9,0,0.30000000000000004,1099511627776,2,,",
        "9,1,nan,0,0,,", "9,2,-0.0,5,3,,", "9,0,0.30000000000000004,1099511627776,2,\(Self.best)",
        "9,1,nan,0,0,\(Self.best)", "9,2,-0.0,5,3,\(Self.best)",
      ])
    let positions = try lines(.positions)
    #expect(positions[0] == "step,position,loss,checkpoint,conditions")
    #expect(positions.suffix(3) == ["9,0,3.0,\(Self.best)", "9,1,nan,\(Self.best)", "9,2,-0.0,\(Self.best)"])
    #expect(positions[1].hasSuffix(",,"))
    #expect(
      try lines(.frequencies, .jsonl)[1] == #"{"step":9,"bucket":1,"loss":null,"tokens":0,"ids":0}"#)
  }

  @Test func layersOfEvaluations() throws {
    // Three layers in each of two evaluations, and one alone.
    let flips = try lines(.evaluatedLayers)
    #expect(flips[0] == "step,layer,part,flips_since_last,flips_since_start,checkpoint,conditions")
    #expect(flips.count == 1 + 7)
    #expect(flips[2] == "9,1,b,inf,0.0,," && flips[7] == "9,5,,1e-45,-0.33333334,\(Self.best)")
    let experts = try lines(.evaluatedExperts)
    #expect(experts[0] == "step,layer,part,expert,flipped_away,row_share,gradient_share,checkpoint,conditions")
    #expect(experts[1 + 8] == "9,1,b,0,inf,-inf,-0.0,,")
    #expect(experts.contains("9,3,,4095,,,,,"), "an expert without figures has empty cells")
    let drops = try lines(.dropPositions)
    #expect(drops[0] == "step,layer,part,position,drop_share,checkpoint,conditions")
    #expect(drops.count == 1 + 6 * 16 && drops[1 + 16 + 3] == "9,1,b,3,0.0,,")
    let domains = try lines(.expertDomains)
    #expect(domains[0] == "step,layer,part,domain,expert,choices,checkpoint,conditions")
    #expect(domains.count == 1 + 2 * (16 + 16 + 2))
    #expect(domains[1 + 16 + 1] == "9,1,b,gcide,1,256,," && domains[1 + 16 + 11] == "9,1,b,pydoc,3,11,,")
    let frequencies = try lines(.expertFrequencies)
    #expect(frequencies[0] == "step,layer,part,bucket,expert,choices,checkpoint,conditions")
    #expect(frequencies[1 + 80 + 1] == "9,1,b,0,1,65536,," && frequencies[1 + 80 + 79] == "9,1,b,9,7,79,,")
    let crossed = try lines(.pairs)
    #expect(crossed[0] == "step,layer,part,expert_a,expert_b,tokens,checkpoint,conditions")
    #expect(crossed.count == 1 + 2 * 64 && crossed[2] == "9,1,b,0,1,70000,," && crossed[64] == "9,1,b,7,7,63,,")
    let probe = try lines(.probeChoices)
    #expect(probe[0] == "step,layer,part,token,choice,expert,checkpoint,conditions")
    // Of ten numbers below nine of a first layer two stand for no choice.
    #expect(probe[1] == "9,0,,0,1,2,," && probe[2] == "9,0,,1,0,5,,")
    #expect(
      probe.filter { $0.hasPrefix("9,1,b,") && $0.hasSuffix(",,") }
        == ["0,0,0", "1,0,3", "2,0,6", "3,0,0", "4,0,3"].map { "9,1,b,\($0),," })
    let pairs = try lines(.coactivation)
    #expect(pairs[0] == "step,layer,part,expert,other,tokens,checkpoint,conditions")
    #expect(pairs[1 + 64 + 1] == "9,1,b,0,1,2147483647,," && pairs[1 + 64 + 63] == "9,1,b,7,7,63,,")
  }

  @Test func counterfactualsAndVisibility() throws {
    let rows = try lines(.counterfactuals)
    #expect(rows[0] == "step,layer,part,expert,loss,tokens,chosen,next,random,nobody")
    #expect(rows.count == 1 + 4)
    #expect(rows[1] == "9,0,a,0,-0.3333333333333333,0,nan,-0.0,3.4028235e+38,-inf")
    #expect(rows[4] == "9,1,,0,-0.3333333333333333,70000,1.0,2.0,3.0,4.0")
    let visibility = try lines(.visibility)
    #expect(visibility[0] == "first_step,layer,part,bucket,expert,share")
    #expect(visibility.count == 1 + 80 + 8)
    #expect(visibility[1] == "0,1,b,0,0,-inf" && visibility.last == "0,3,,0,7,1.0")
  }

  @Test func everyTableHasAsManyCellsAsNames() throws {
    // The table `runs` holds recipes, which have several lines.
    for table in ExportTable.allCases where table != .runs {
      let rows = try lines(table)
      let names = rows[0].split(separator: ",").count
      for row in rows {
        // Every second piece between quotation marks is text, in which commas separate nothing.
        let pieces = row.split(separator: "\"", omittingEmptySubsequences: false)
        let commas = pieces.enumerated().filter { $0.offset % 2 == 0 }.reduce(0) { $0 + $1.element.count { $0 == "," } }
        #expect(commas + 1 == names, "\(table): \(row)")
      }
    }
  }
}
