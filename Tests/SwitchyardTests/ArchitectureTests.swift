import Foundation
import Testing

/// The direction of imports: the table of the architecture. An arrow may not be turned round.
private let allowed: [String: Set<String>] = [
  "CNcurses": [], "COpenBLAS": [], "CZlib": [], "CPNG": [], "CJPEG": [], "CKernels": [], "CTerminal": [],
  "CImages": ["CPNG", "CJPEG"],
  "TOMLReading": ["TOMLKit"],
  "Experiment": ["TOMLReading", "TOMLKit"],
  "Threading": [],
  "Tensor": ["CKernels", "COpenBLAS", "Threading"],
  "Data": ["CZlib", "CImages", "Threading"],
  "Forecasting": ["Experiment"],
  "Clustering": ["Tensor", "Data"],
  "Models": ["Tensor"],
  "Training": ["Models", "Data", "Clustering", "Experiment", "Tensor"],
  "Sessions": ["Experiment", "GRDB"],
  "Trials": ["Experiment", "Sessions"],
  "Studies": ["Experiment", "Sessions", "Trials", "Forecasting", "TOMLReading", "TOMLKit"],
  "Sweeps": ["Experiment", "Forecasting", "Sessions", "Trials", "TOMLReading", "TOMLKit", "GRDB"],
  "TerminalUI": ["CNcurses", "CTerminal", "TOMLReading", "TOMLKit"],
  "Workbench": ["TerminalUI", "Experiment", "Sessions", "Sweeps", "Forecasting"],
  "switchyard": [
    "Experiment", "Tensor", "Data", "Forecasting", "Clustering", "Models", "Training", "Sessions", "Trials",
    "Studies", "Sweeps", "TerminalUI", "Workbench", "ArgumentParser",
  ],
]

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

@Suite struct ArchitectureTests {
  @Test func targetsDependOnlyOnWhatTheTableAllows() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // Another scratch folder: the running test holds the lock of the usual one.
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-describe-\(getpid())")
    defer { try? FileManager.default.removeItem(at: scratch) }
    process.arguments = ["swift", "package", "--scratch-path", scratch.path, "dump-package"]
    process.currentDirectoryURL = root
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let manifest = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let targets = try #require(manifest["targets"] as? [[String: Any]])
    #expect(targets.count >= allowed.count)
    for target in targets where target["type"] as? String != "test" {
      let name = try #require(target["name"] as? String)
      if name == "TestSupport" { continue }
      let permitted = try #require(allowed[name], "target \(name) is missing in the table")
      for dependency in target["dependencies"] as? [[String: Any]] ?? [] {
        let names = (dependency["byName"] ?? dependency["product"] ?? dependency["target"]) as? [Any]
        let dependencyName = try #require(names?.first as? String)
        #expect(permitted.contains(dependencyName), "\(name) may not depend on \(dependencyName)")
      }
    }
  }

  @Test func sourcesImportOnlyWhatTheTableAllows() throws {
    let own = Set(allowed.keys).union(["GRDB", "TOMLKit", "ArgumentParser"])
    for (target, permitted) in allowed {
      let folder = root.appendingPathComponent("Sources/\(target)")
      let files =
        FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
      for file in files where file.pathExtension == "swift" {
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
          let words = line.split(separator: " ")
          guard let at = words.firstIndex(of: "import"), at <= 1, at + 1 < words.count else { continue }
          let module = String(words[at + 1])
          #expect(
            !own.contains(module) || permitted.contains(module),
            "\(file.lastPathComponent) of \(target) imports \(module)")
          if module == "CNcurses" {
            #expect(file.path.contains("/Drivers/"), "only Drivers import CNcurses, not \(file.lastPathComponent)")
          }
        }
      }
    }
  }
}
