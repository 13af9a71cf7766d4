import Data
import Foundation
import Testing

/// What is run to bring files of public repositories, and what is kept, with invented surroundings.
@Suite struct RemoteFetchTests {
  private static let commit = String(repeating: "a", count: 40)

  private static func hash(_ text: String) -> String { SHA256.hexadecimal(Array(text.utf8)) }

  private func files(_ plain: String = "one", _ packed: String = "two") -> RemoteFiles {
    RemoteFiles(
      name: "tiny", summary: "", folder: "set",
      sources: [
        .init(
          repository: "who/what", commit: Self.commit, licence: "free",
          files: [.init("a/one.txt", from: "data/one.txt", hash: Self.hash(plain))]),
        .init(
          repository: "who/else", commit: Self.commit, licence: "free", archive: "packs/two.zip",
          files: [.init("b/two.txt", from: "two.txt", hash: Self.hash(packed))]),
      ])
  }

  /// Downloads that write what the addresses stand for, and an archive that holds two files of one name.
  private func fetch(
    _ files: RemoteFiles, into root: String, commands: Set<String> = ["curl", "python3"], failing: String? = nil
  ) -> (result: Result<String, any Error>, ran: [[String]]) {
    var ran: [[String]] = []
    func write(_ text: String, _ path: String) throws {
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Foundation.Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    let fetcher = RemoteFetcher(root: root, hasCommand: { commands.contains($0) }) { command, folder in
      ran.append(command)
      if let failing, command.joined(separator: " ").contains(failing) { return 1 }
      if command.contains("zipfile") {
        try write("prepared two", folder + "/" + command[5] + "/prepared/two.txt")
        try write("two", folder + "/" + command[5] + "/raw/two.txt")
        return 0
      }
      let isCurl = command[0] == "curl"
      let words = isCurl ? Array(command[6...]).filter { $0 != "--output" } : Array(command[3...])
      for place in stride(from: 0, to: words.count, by: 2) {
        let (path, address) = isCurl ? (words[place], words[place + 1]) : (words[place + 1], words[place])
        #expect(address.hasPrefix("https://raw.githubusercontent.com/who/") && address.contains(Self.commit))
        try Foundation.Data((address.hasSuffix("one.txt") ? "one" : "zip").utf8)
          .write(to: URL(fileURLWithPath: folder + "/" + path))
      }
      return 0
    }
    return (Result { try fetcher.fetch(files, report: { _ in }) }, ran)
  }

  private func names(in root: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root).sorted()
  }

  @Test(arguments: [Set(["curl", "python3"]), ["python3"]])
  func bringsTheFilesAndNothingElse(commands: Set<String>) throws {
    try Fixtures.withFolder([:]) { (root: String) throws -> Void in
      let (result, ran) = fetch(files(), into: root, commands: commands)
      #expect(try result.get() == root + "/set")
      #expect(try names(in: root) == ["set"] && names(in: root + "/set") == ["a", "b"])
      #expect(FileManager.default.contents(atPath: root + "/set/a/one.txt") == Foundation.Data("one".utf8))
      #expect(FileManager.default.contents(atPath: root + "/set/b/two.txt") == Foundation.Data("two".utf8))
      #expect(
        ran.map { $0[0] }
          == (commands.contains("curl") ? ["curl", "curl", "python3"] : ["python3", "python3", "python3"]))
      #expect(files().folder(below: root) == root + "/set")
      // The second time nothing has to be done.
      #expect(fetch(files(), into: root).ran.isEmpty)
    }
  }

  @Test func bringsOnlyWhatIsMissing() throws {
    try Fixtures.withFolder(["set/b/two.txt": Array("two".utf8)]) { (root: String) throws -> Void in
      let (result, ran) = fetch(files(), into: root)
      _ = try result.get()
      #expect(ran.count == 1 && ran[0].contains { $0.hasSuffix("/data/one.txt") })
      #expect(FileManager.default.contents(atPath: root + "/set/b/two.txt") == Foundation.Data("two".utf8))
    }
  }

  @Test func bringsAgainWhatIsDamaged() throws {
    let contents = ["set/a/one.txt": Array("on".utf8), "set/b/two.txt": Array("two".utf8)]
    try Fixtures.withFolder(contents) { (root: String) throws -> Void in
      #expect(try files().damaged(below: root) == ["a/one.txt"])
      let (result, ran) = fetch(files(), into: root)
      #expect(try result.get() == root + "/set" && ran.count == 1)
      #expect(FileManager.default.contents(atPath: root + "/set/a/one.txt") == Foundation.Data("one".utf8))
      #expect(try files().damaged(below: root).isEmpty)
    }
  }

  @Test(arguments: [("other", "two", "one.txt"), ("one", "other", "two.txt")])
  func keepsNothingOfAnotherFile(plain: String, packed: String, word: String) throws {
    try Fixtures.withFolder([:]) { (root: String) throws -> Void in
      let (result, _) = fetch(files(plain, packed), into: root)
      #expect {
        try result.get()
      } throws: {
        $0 is DataError && "\($0)".contains(word) && "\($0)".contains("SHA-256") && !"\($0)".contains("\n")
      }
      #expect(try names(in: root).isEmpty)
    }
  }

  @Test(arguments: [("who/what", "who/what"), ("zipfile", "unpacked")])
  func saysWhatDidNotWork(failing: String, word: String) throws {
    try Fixtures.withFolder([:]) { (root: String) throws -> Void in
      let (result, _) = fetch(files(), into: root, failing: failing)
      #expect {
        try result.get()
      } throws: { $0 is DataError && "\($0)".contains(word) && !"\($0)".contains("\n") }
      #expect(try names(in: root).isEmpty)
    }
  }

  @Test func withoutAnyCommandNothingIsRun() throws {
    try Fixtures.withFolder([:]) { (root: String) throws -> Void in
      let (result, ran) = fetch(files(), into: root, commands: [])
      #expect {
        try result.get()
      } throws: { "\($0)".contains("curl") && "\($0)".contains("python3") }
      #expect(ran.isEmpty)
      #expect(try names(in: root).isEmpty)
      #expect {
        _ = try files().requiredFolder(below: root)
      } throws: { "\($0)".contains("switchyard data fetch tiny") }
    }
  }

  /// The table itself: whole hashes and commits, no file twice, all that the tasks read.
  @Test func theTableIsSound() throws {
    let sources = RemoteFiles.classicTasks.sources
    let files = sources.flatMap(\.files)
    func isHexadecimal(_ text: String, _ count: Int) -> Bool {
      text.utf8.count == count && text.allSatisfy { "0123456789abcdef".contains($0) }
    }
    #expect(sources.allSatisfy { isHexadecimal($0.commit, 40) && !$0.licence.isEmpty })
    #expect(files.allSatisfy { isHexadecimal($0.hash, 64) })
    #expect(Set(files.map(\.path)).count == files.count && Set(files.map(\.hash)).count == files.count)
    let folders = Set(files.map { String($0.path.prefix { $0 != "/" }) })
    #expect(folders.count == 13, "\(folders.sorted())")
  }

  private static let realFolder = ProcessInfo.processInfo.environment["SWITCHYARD_DATA"]

  /// The real files have the table's hashes.
  @Test(
    .enabled(
      if: realFolder.map { RemoteFiles.classicTasks.folder(below: $0) != nil } ?? false,
      "the real data sets are not in a folder nlu of the one that SWITCHYARD_DATA names"))
  func theTableHasTheHashesOfTheRealFiles() throws {
    let folder = try RemoteFiles.classicTasks.requiredFolder(below: Self.realFolder ?? "")
    // The small ones: hashing all of them takes long without optimisation.
    for file in RemoteFiles.classicTasks.sources.flatMap(\.files) {
      let contents = try Foundation.Data(contentsOf: URL(fileURLWithPath: folder + "/" + file.path))
      if contents.count < 60_000 { #expect(SHA256.hexadecimal(contents) == file.hash, "\(file.path)") }
    }
  }
}
