import Experiment
import Foundation
import GRDB
import Sessions
import TestSupport
import Testing

/// What version 3 of the layout added: tokenizer, clusters, draws, losses by cluster, bits of domains.
@Suite struct ClusteredRunTests {
  private let folder: TemporaryFolder
  private let path: String
  private let events: [Stamped]

  init() throws {
    folder = try TemporaryFolder()
    // Odd values where there are floats; more than 255 clusters' worth of numbers in one step.
    events = ScriptedRun.clustered(steps: 60).events.map { stamped in
      var stamped = stamped
      switch stamped.event {
      case .started(var header):
        header.tokenizer?.entropy = -0.0
        header.tokenizer?.redundancy = .nan
        header.clusters[3].cap = nil
        header.clusters[4].name = "a,\"b\"\n"
        stamped.event = .started(header)
      case .evaluated(var evaluation):
        evaluation.clusters[2].loss = .nan
        evaluation.clusters[5].loss = -0.0
        evaluation.clusters[6].tokens = evaluation.step == 50 ? 70_000 : 256
        evaluation.domains[0].bitsPerByte = -0.0
        stamped.event = .evaluated(evaluation)
      default: break
      }
      return stamped
    }
    path = try folder.session("run.sqlite", events)
  }

  @Test func everythingComesBackBitForBit() throws {
    let reader = try SessionReader(path: path)
    let back = try reader.events()
    #expect(back.count == events.count)
    for (one, other) in zip(back, events) where one != other { Issue.record("\(one) is not \(other)") }
    #expect(try reader.verify().problems == [])
    #expect(try reader.state() == fold(events))
    var player = try SessionPlayer(path: path)
    try player.seekToEnd()
    #expect(player.state == fold(events))
    try player.seek(step: 20)
    #expect(player.state.draws.total == 20 * 16)
  }

  @Test func aSessionOfVersion2IsReadAndTakenUp() throws {
    try folder.change(
      "run.sqlite",
      """
      DROP TABLE started_tokenizer; DROP TABLE started_sampling; DROP TABLE started_cluster; DROP TABLE step_draws;
      DROP TABLE evaluated_domain_bits; DROP TABLE evaluated_clusters;
      DROP TABLE evaluated_probe; DROP TABLE evaluated_probe_layer; DROP TABLE started_branch; DROP TABLE weight_hash; DROP TABLE detailed; DROP TABLE detailed_layer;
      DROP TABLE twin_started; DROP TABLE twin_change; DROP TABLE twin_step; DROP TABLE twin_evaluated;
      DROP TABLE twin_ended; \(TaskedRun.withoutTables) PRAGMA user_version = 2
      """)
    let reader = try SessionReader(path: path)
    #expect(try reader.verify().problems == [])
    let old = try reader.events()
    let bare = events.map { stamped in
      var stamped = stamped
      switch stamped.event {
      case .started(var header):
        (header.tokenizer, header.sampler, header.clusters) = (nil, "", [])
        stamped.event = .started(header)
      case .step(var step):
        step.draws = []
        stamped.event = .step(step)
      case .evaluated(var evaluation):
        evaluation.clusters = []
        for index in evaluation.domains.indices { evaluation.domains[index].bitsPerByte = .nan }
        stamped.event = .evaluated(evaluation)
      default: break
      }
      return stamped
    }
    #expect(old == bare)
    let state = try reader.state()
    #expect(state.draws.counts.isEmpty && state.draws.total == 0 && state.bands.count == 0 && state.bandLosses.isEmpty)
    for table in ExportTable.allCases { try reader.export(table, as: .csv) { _ in } }
    let more = events.map { Stamped(sequence: old.count + $0.sequence, time: $0.time, event: $0.event) }
    try folder.record(SessionRecorder(appendingTo: path), more)
    #expect(try reader.events() == old + more)
    #expect(try reader.verify().problems == [])
  }

  @Test func tablesAreExported() throws {
    let reader = try SessionReader(path: path)
    func lines(_ table: ExportTable) throws -> [String] {
      let text = Text()
      try reader.export(table, as: .csv) { text.whole += $0 }
      return text.whole.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    let clusters = try lines(.clusters)
    #expect(clusters[0] == "first_step,sampler,cluster,name,documents,tokens,windows,cap,band")
    #expect(clusters[1] == "0,clusterclip,0,artifact,4666,420000,3281,6562,0")
    #expect(clusters[4] == "0,clusterclip,3,animal,1584,142630,1114,,0")
    #expect(clusters.count == 1 + 24 + 1, "one name has a line feed")
    #expect(try lines(.tokenizer)[1] == "0,bpe,258,0,1.25,-0.0,nan")
    let draws = try lines(.draws)
    guard case .step(let first) = events[2].event else { return }
    #expect(draws[0] == "step,window,cluster" && draws.count == 1 + 60 * 16)
    #expect(draws[1..<17].map { $0 } == first.draws.enumerated().map { "1,\($0.offset),\($0.element)" })
    let losses = try lines(.evaluatedClusters)
    #expect(losses[0] == "step,cluster,band,loss,tokens,checkpoint,conditions")
    #expect(losses[3] == "50,2,0,nan,1608,," && losses[6] == "50,5,1,-0.0,882,,")
    #expect(losses[23].hasPrefix("50,23,4,") && losses.count == 1 + 2 * 23)
    #expect(try lines(.domains).first == "step,domain,loss,bits_per_byte,tokens,checkpoint,conditions")
    #expect(try lines(.domains)[2].contains(",nan,7168"))
  }

  private final class Text { var whole = "" }

  @Test(arguments: [
    ("UPDATE step_draws SET windows = 17", "a step's draws have a wrong length"),
    ("UPDATE step_draws SET windows = 0", "windows is not a whole number"),
    ("UPDATE step_draws SET windows = 9007199254740991", "a step's draws have a wrong length"),
    ("UPDATE step_draws SET clusters = NULL", "a step's draws have a wrong length"),
    ("UPDATE step_draws SET windows = 1, clusters = x'ffffffff'", "a step's draws have a negative cluster"),
    (
      "UPDATE step_draws SET windows = 8, clusters = zeroblob(8) WHERE sequence = 4",
      "step 3: 8 windows are drawn, not 16"
    ),
    ("DELETE FROM step_draws WHERE sequence = 4", "step 3: 0 windows are drawn, not 16"),
    ("UPDATE step_draws SET clusters = x'18000000000000000000000000000000'", "drawn from cluster 24 of 24"),
    ("UPDATE step_draws SET sequence = 999 WHERE sequence = 4", "step_draws has 1 rows without an event"),
    ("DELETE FROM started_cluster", "windows are drawn from clusters, but the run has none"),
    ("DELETE FROM started_cluster WHERE position > 20", "the evaluation has a cluster 21 of 21"),
    ("UPDATE started_cluster SET windows = -1", "windows is not a whole number"),
    ("UPDATE started_cluster SET cap = -2", "cap is not a whole number"),
    ("UPDATE started_cluster SET name = x'00'", "name is not text"),
    ("UPDATE started_sampling SET sampler = NULL", "sampler is not text"),
    ("UPDATE started_tokenizer SET entropy = 'x'", "entropy is not a number"),
    ("UPDATE started_tokenizer SET vocabulary = -1", "vocabulary is not a whole number"),
    ("UPDATE evaluated_domain_bits SET position = 7 WHERE position = 1", "a domain's bits belong to no domain"),
    ("UPDATE evaluated_domain_bits SET bits_per_byte = x'00'", "bits_per_byte is not a number"),
    (
      "DELETE FROM evaluated_domain_bits WHERE sequence = (SELECT max(sequence) FROM evaluated_domain_bits)",
      "2 domains have lost their row in the table evaluated_domain_bits"
    ),
    ("UPDATE evaluated_clusters SET count = 22", "have a wrong length"),
    ("UPDATE evaluated_clusters SET losses = zeroblob(88)", "an evaluation's losses by cluster have a wrong length"),
    ("UPDATE evaluated_clusters SET tokens = NULL", "an evaluation's tokens by cluster have a wrong length"),
    ("UPDATE evaluated_clusters SET count = 0", "count is not a whole number"),
    (
      "UPDATE evaluated_clusters SET count = 1, losses = zeroblob(4), tokens = x'01', clusters = x'ffffffff'",
      "an evaluation's clusters have a negative number"
    ),
  ])
  func verifyNamesTheFault(_ sql: String, _ expected: String) throws {
    try folder.change("run.sqlite", sql)
    let problems = try SessionReader(path: path).verify().problems
    #expect(problems.contains { $0.contains(expected) }, "\(problems)")
    readEverything(path)
  }

  @Test func whatCannotBeWrittenIsRefused() throws {
    let evaluation = Evaluation(
      step: 3, tokens: 1, loss: 1, bitsPerByte: 1, clusters: [ClusterLoss(cluster: -1, loss: 1, tokens: 1)])
    let text = message {
      try folder.session("refused.sqlite", [Stamped(sequence: 0, time: 0, event: .evaluated(evaluation))])
    }
    #expect(text?.hasSuffix("step 3: the evaluation's clusters are malformed") == true, "\(String(describing: text))")
  }

  @Test func fiveThousandClustersAndManyWindowsStayCompact() throws {
    var header = ScriptedRun.clustered(steps: 4).header()
    header.clusters = (0..<5000).map {
      ClusterShape(name: "\($0)", documents: $0, tokens: 90 * $0, windows: $0, cap: 2 * $0)
    }
    let losses = (0..<5000).map { ClusterLoss(cluster: $0, loss: Float($0), tokens: $0 % 300) }
    let many = [
      Event.started(header), .step(Step(step: 1, tokens: 2048, loss: 1, draws: (0..<16).map { 300 * $0 })),
      .evaluated(Evaluation(step: 1, tokens: 2048, loss: 1, bitsPerByte: 1, clusters: losses)),
    ].enumerated().map { Stamped(sequence: $0, time: 0, event: $1) }
    let path = try folder.session("many.sqlite", many)
    #expect(try SessionReader(path: path).events() == many)
    #expect(try folder.bytes("many.sqlite").count < 500_000)
    #expect(try SessionReader(path: path).verify().problems == [])
  }
}
