import Foundation
import Testing

/// `switchyard sample` and `switchyard cluster` as scripts call them.
@Suite struct SamplingCommandTests {
  private let program: Program
  private let work: TemporaryFolder

  init() throws {
    program = try Program()
    work = try TemporaryFolder()
  }

  private func path(_ name: String) -> String { work.url.appendingPathComponent(name).path }

  private func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  private func contents() throws -> [String: Data] {
    try FileManager.default.contentsOfDirectory(atPath: work.url.path).reduce(into: [:]) {
      $0[$1] = try Data(contentsOf: work.url.appendingPathComponent($1))
    }
  }

  /// Clusters 3, 9 and 20 of 12, 5 and 3 documents.
  private func writeClusters() throws -> String {
    let sizes = [(3, 12), (9, 5), (20, 3)]
    let rows = sizes.flatMap { cluster, count in (0..<count).map { "d\(cluster)-\($0),\(cluster),\($0 + 1)" } }
    return try work.write((["doc,cluster,tokens"] + rows).joined(separator: "\n") + "\n", to: "clusters.csv")
  }

  /// A safetensors file with one matrix of floats.
  private func embeddings(_ rows: [[Float]], to name: String = "e.safetensors") throws -> String {
    let values = rows.flatMap { $0 }
    let header =
      #"{"e":{"dtype":"F32","shape":[\#(rows.count),\#(rows[0].count)],"data_offsets":[0,\#(values.count * 4)]}}"#
    var data = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    data += Data(header.utf8)
    for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
    try data.write(to: work.url.appendingPathComponent(name))
    return path(name)
  }

  private struct Draw: Equatable {
    var step: Int
    var document: String
    var cluster: Int
    var again: Int
  }

  private func draws(_ name: String) throws -> [Draw] {
    let lines = try text(name).split(separator: "\n")
    #expect(lines.first == "step,doc,cluster,repeat")
    return lines.dropFirst().map { line in
      let fields = line.split(separator: ",").map(String.init)
      return Draw(
        step: Int(fields[0]) ?? -1, document: fields[1], cluster: Int(fields[2]) ?? -1, again: Int(fields[3]) ?? -1)
    }
  }

  @Test func noDocumentIsDrawnMoreOftenThanTheClipAllows() throws {
    let clusters = try writeClusters()
    let result = try program.run(
      "sample", "--clusters", clusters, "--method", "clusterclip", "--clip", "2", "--budget", "40", "--seed", "3",
      "--output", path("order.csv"))
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let draws = try draws("order.csv")
    #expect(draws.map(\.step) == Array(0..<40))
    // 40 draws are all that a clip of 2 allows of 20 documents: each twice.
    var seen: [String: Int] = [:]
    for draw in draws {
      #expect(draw.again == seen[draw.document, default: 0] && draw.document.hasPrefix("d\(draw.cluster)-"))
      seen[draw.document, default: 0] += 1
    }
    #expect(seen.count == 20 && seen.values.allSatisfy { $0 == 2 })
  }

  @Test func goingOnFromAStateGivesTheSameOrder() throws {
    let clusters = try writeClusters()
    func sample(_ budget: Int, to output: String, state: String?) throws {
      let result = try program.start(
        [
          "sample", "--clusters", clusters, "--method", "temperature", "--tau", "2", "--budget", "\(budget)", "--seed",
          "5", "--output", path(output),
        ] + (state.map { ["--state", path($0)] } ?? [])
      ).wait()
      #expect(result.status == 0, "\(result.errors)")
    }
    try sample(70, to: "whole.csv", state: nil)
    try sample(30, to: "first.csv", state: "state")
    try sample(40, to: "second.csv", state: "state")
    #expect(try draws("first.csv") + draws("second.csv") == draws("whole.csv"))
  }

  @Test func clustersOfEmbeddingsCanBeSampled() throws {
    let rows = (0..<30).map { row -> [Float] in
      let angle = Float(row % 3) * 2 + Float(row) * 0.001
      return [Float(cos(Double(angle))), Float(sin(Double(angle)))]
    }
    let file = try embeddings(rows)
    let result = try program.run(
      "cluster", "--embeddings", file, "--k", "3", "--seed", "1", "--output", path("c.csv"), "--centroids",
      path("c.safetensors"))
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(result.output.contains("30 rows in 3 clusters"))
    let lines = try text("c.csv").split(separator: "\n")
    #expect(lines.first == "doc,cluster,score" && lines.count == 31)
    let labels = lines.dropFirst().map { $0.split(separator: ",")[1] }
    for row in 0..<30 { #expect(labels[row] == labels[row % 3]) }
    #expect(Set(labels).count == 3)
    let sampled = try program.run(
      "sample", "--clusters", path("c.csv"), "--method", "uniform", "--budget", "90", "--seed", "2", "--output",
      path("order.csv"))
    #expect(sampled.status == 0)
    #expect(Set(try draws("order.csv").map(\.document)).count == 30)
  }

  @Test func badInputIsOneLineAndTouchesNothing() throws {
    let clusters = try writeClusters()
    let rows = try embeddings([[1, 0], [0, 1], [1, 1]])
    let zero = try embeddings([[1, 0], [0, 0]], to: "zero.safetensors")
    let short = try work.write("short", to: "short.safetensors")
    let header = try work.write("name,cluster\na,1\n", to: "header.csv")
    let twice = try work.write("doc,cluster\na,1\na,2\n", to: "twice.csv")
    let state = try work.write("not a state\n", to: "state")
    _ = try work.write("as it was\n", to: "out.csv")
    func sample(_ arguments: String..., from file: String) -> [String] {
      ["sample", "--clusters", file, "--seed", "1", "--output", path("out.csv")] + arguments
    }
    func cluster(_ arguments: String..., from file: String) -> [String] {
      ["cluster", "--embeddings", file, "--seed", "1", "--output", path("out.csv")] + arguments
    }
    let before = try contents()
    for (arguments, hint) in [
      (sample("--method", "uniform", "--budget", "5", from: path("missing.csv")), "missing.csv"),
      (sample("--method", "sideways", "--budget", "5", from: clusters), "sideways"),
      (sample("--method", "uniform", "--budget", "0", from: clusters), "--budget is 0"),
      (sample("--method", "uniform", "--budget", "5", "--clip", "2", from: clusters), "clip"),
      (sample("--method", "clusterclip", "--budget", "5", from: clusters), "clip"),
      (sample("--method", "clusterclip", "--clip", "nan", "--budget", "5", from: clusters), "--clip is nan"),
      (sample("--method", "clusterclip", "--clip", "2", "--budget", "41", from: clusters), "40"),
      (sample("--method", "temperature", "--tau", "-1", "--budget", "5", from: clusters), "--tau is -1"),
      (sample("--method", "uniform", "--budget", "5", "--unit", "pages", from: clusters), "pages"),
      (sample("--method", "uniform", "--budget", "5", from: header), "header.csv"),
      (sample("--method", "uniform", "--budget", "5", from: twice), "twice.csv"),
      (sample("--method", "uniform", "--budget", "5", "--state", state, from: clusters), "state"),
      (cluster("--k", "4", from: rows), "4 clusters of 3 rows"), (cluster("--k", "0", from: rows), "--k is 0"),
      (cluster("--k", "2", "--restarts", "0", from: rows), "--restarts is 0"),
      (cluster("--k", "2", "--tensor", "other", from: rows), "other"), (cluster("--k", "1", from: zero), "row 1"),
      (cluster("--k", "1", from: short), "short.safetensors"),
      (["cluster", "--k", "2", "--seed", "1", "--output", path("out.csv")], "--embeddings"),
      (["cluster", "--corpus", "nowhere", "--k", "2", "--seed", "1", "--output", path("out.csv")], "nowhere"),
    ] {
      let result = try program.start(arguments).wait()
      let what = Comment(rawValue: arguments.joined(separator: " ") + ": " + result.errors)
      #expect(result.status == 2 && result.output.isEmpty && result.errorLines.count == 1, what)
      #expect(result.errors.hasPrefix("error: ") && result.errors.contains(hint), what)
      #expect(try contents() == before, what)
    }
  }
}
