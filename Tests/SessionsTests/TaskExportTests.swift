import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// Tables and scalars of runs with tasks.
@Suite struct TaskExportTests {
  private let folder: TemporaryFolder
  private let reader: SessionReader

  init() throws {
    folder = try TemporaryFolder()
    reader = try SessionReader(path: folder.session("run.sqlite", TaskedRun.events))
  }

  private func text(_ table: ExportTable, _ format: ExportFormat = .csv) throws -> String {
    final class Box { var text = "" }
    let box = Box()
    try reader.export(table, as: format) { box.text += $0 }
    return box.text
  }

  @Test func scoresOfTasks() throws {
    let csv = try text(.tasks)
    let first = """
      step,task,name,kind,group,loss,examples,metric,value,checkpoint,conditions
      1,0,topics,classification,0,0.5,200,accuracy,0.6,,
      1,0,topics,classification,0,0.5,200,f1,-0.0,,
      1,1,"näh,""e""
      ",similarity,1,nan,1099511627776,pearson,nan,,
      1,1,"näh,""e""
      ",similarity,1,nan,1099511627776,spearman,inf,,
      1,2,,,7,-0.0,0,,,,
      2,0,topics
      """
    #expect(csv.hasPrefix(first), "\(csv.prefix(first.count))")
    #expect(csv.contains("\n4,0,topics,classification,0,0.5,200,accuracy,0.225,c,x\n"), "of another condition")
    #expect(!csv.contains("0.35"), "the twin's scores are not the run's")
    let json = try text(.tasks, .jsonl).split(separator: "\n").map(String.init)
    #expect(
      json[0]
        == #"{"step":1,"task":0,"name":"topics","kind":"classification","group":0,"loss":0.5,"examples":200,"metric":"accuracy","value":0.6}"#
    )
    #expect(json[3].hasSuffix(#""loss":null,"examples":1099511627776,"metric":"spearman","value":1e999}"#))
    #expect(json[4] == #"{"step":1,"task":2,"name":"","kind":"","group":7,"loss":-0.0,"examples":0}"#)
  }

  @Test func figuresAndMatrices() throws {
    let figures = try text(.figures).split(separator: "\n").map(String.init)
    #expect(
      figures[0...3] == [
        "step,figure,value,checkpoint,conditions", "1,score,0.5,,", "1,harmed,-0.0,,", "1,accuracy,nan,,",
      ])
    #expect(figures[7] == "4,score,0.75,," && figures[8] == "4,score,0.125,c,x")
    let matrices = try text(.matrices)
    #expect(
      matrices.hasPrefix(
        """
        step,matrix,row,column,value,checkpoint,conditions
        1,relevance.data,topics,a,1.0,,
        1,relevance.data,topics,,nan,,
        1,relevance.data,topics,c,-0.0,,
        1,relevance.data,"näh,""e""
        ",a,inf,,
        """))
    #expect(matrices.contains(",c,1e-45,,\n"))
  }

  @Test func theStepsNameTheirTask() throws {
    let steps = try text(.steps).split(separator: "\n").map(String.init)
    #expect(steps[0].hasSuffix(",time,term_accuracy,task"))
    #expect(steps.count == 6 && steps[1].hasSuffix(",2.0,topics") && steps[3].hasSuffix(",2.0,"))
    let json = try text(.steps, .jsonl).split(separator: "\n").map(String.init)
    #expect(json[0].hasSuffix(#""task":"topics"}"#) && json[2].hasSuffix(#""term_accuracy":2.0}"#))
  }

  @Test(.enabled(if: TensorBoardReader.python != nil, "tensorboard cannot be installed here"))
  func tensorBoardHasAScalarForEachMetric() throws {
    final class Box { var bytes: [UInt8] = [] }
    let box = Box()
    try reader.exportTensorBoard { box.bytes += $0 }
    try FileManager.default.createDirectory(atPath: folder["log"], withIntermediateDirectories: true)
    let path = "\(folder["log"])/\(try reader.eventFileName())"
    try Data(box.bytes).write(to: URL(fileURLWithPath: path))
    let scalars = try TensorBoardReader.read(path).scalars.mapValues { $0.compactMap(\.value) }
    #expect(scalars["tasks/topics/accuracy"] == [0.6, 0.6])
    #expect(scalars["tasks/topics/loss"] == [0.5, 0.5])
    #expect(scalars["figures/score"] == [0.5, 0.5, 0.75])
    #expect(scalars["tasks/näh,\"e\"\n/spearman"] == [.infinity, .infinity])
    #expect(scalars["tasks/näh,\"e\"\n/pearson"] == nil && scalars["figures/accuracy"] == nil)
    #expect(scalars["loss/held_out_bits_per_byte"] == nil)
  }

  @Test func theSummaryHasAScoreAndNoBits() throws {
    let summary = try reader.summary()
    #expect(summary.score == 0.75 && summary.heldOutBits == nil && summary.heldOutLoss == 1)
    let evaluation = TaskedRun.evaluation(step: 1)
    #expect(evaluation.headline(loss: " nats", bits: " bits") { "\($0)" } == "1.25 nats, score 0.5")
    #expect(evaluation.figure("accuracy") == nil && evaluation.figure("harmed") == 0)
    let seen = Evaluation(step: 1, tokens: 1, loss: 2, bitsPerByte: 3, figures: [NamedValue("accuracy", 0.5)])
    #expect(seen.headline(bits: " bits") { "\($0)" } == "2.0, 3.0 bits, accuracy 0.5")
  }
}
