import Foundation
import Sessions
import TestSupport
import Testing

/// `sessions export` as a user calls it.
@Suite struct SessionExportTests {
  private let program: Program

  init() throws { program = try Program() }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: program.folder.url.appendingPathComponent(folder).path).sorted()
  }

  @Test func aShippedSessionIsFoundByNameAndWrittenForTensorBoard() throws {
    for _ in 1...2 {
      let result = try program.run(
        "sessions", "export", "with-balance-loss", "--format", "tensorboard", "--output", "log/with")
      #expect(result.status == 0, "\(result.errors)")
      // The second time replaces the first: TensorBoard would show both.
      let files = try names("log/with")
      #expect(
        files.count == 1 && files[0].hasPrefix("events.out.tfevents.") && files[0].hasSuffix(".with-balance-loss"))
      #expect(result.lines.map(String.init) == ["log/with/\(files[0])"])
    }
  }

  @Test func everyTableIsWritten() throws {
    let result = try program.run("sessions", "export", "mask-moe", "--all", "--format", "csv", "--output", "tables")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try names("tables") == ExportTable.allCases.map { "\($0.rawValue).csv" }.sorted())
    let runs = try String(
      contentsOf: program.folder.url.appendingPathComponent("tables/runs.csv"), encoding: .utf8)
    #expect(runs.hasPrefix("time,first_step,name,workload,seed,"))
  }

  @Test func aFolderIsNeeded() throws {
    for arguments in [["--format", "tensorboard"], ["--all"]] {
      let result = try program.run(arguments: ["sessions", "export", "mask-moe"] + arguments)
      #expect(result.status == 2 && result.errorLines.count == 1 && result.errors.contains("--output FOLDER"))
    }
    _ = try program.folder.write("", to: "file")
    let result = try program.run(
      "sessions", "export", "mask-moe", "--format", "tensorboard", "--output", "file/below")
    #expect(result.status == 2 && result.errorLines.count == 1)
  }
}
