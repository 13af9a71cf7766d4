import Data
import Foundation
import Testing

/// Which commands bring a package, in which order, with invented surroundings.
@Suite struct FetchTests {
  /// Fetches wordnet; a command whose words contain a key of `bringing` makes the files appear below `folder`.
  private func fetch(
    root: Bool, commands: Set<String>, failing: [String] = [], bringing: String? = nil, in folder: String
  ) throws -> (result: Result<String, DataError>, ran: [String]) {
    var ran: [String] = []
    let fetcher = PackageFetcher(
      library: CorpusLibrary(roots: [folder]), unpackFolder: folder, isRoot: root,
      hasCommand: { commands.contains($0) },
      run: { command, _ in
        let line = command.joined(separator: " ")
        ran.append(line)
        if let bringing, line.contains(bringing) {
          try FileManager.default.createDirectory(
            atPath: folder + "/usr/share/wordnet", withIntermediateDirectories: true)
          _ = FileManager.default.createFile(atPath: folder + "/usr/share/wordnet/data.noun", contents: nil)
        }
        return failing.contains { line.contains($0) } ? 1 : 0
      })
    do {
      let corpus = try CorpusCatalog.corpus(named: "wordnet")
      return (.success(try fetcher.fetch(corpus, report: { _ in })), ran)
    } catch let error as DataError {
      return (.failure(error), ran)
    }
  }

  @Test("what is there is not fetched")
  func present() throws {
    try Fixtures.withFolder(["usr/share/wordnet/data.noun": [1]]) { folder in
      let (result, ran) = try fetch(root: true, commands: ["apt-get"], in: folder)
      #expect(try result.get() == folder + "/usr/share/wordnet")
      #expect(ran.isEmpty)
    }
  }

  @Test("root installs without sudo, without questions")
  func root() throws {
    try Fixtures.withFolder([:]) { folder in
      let (result, ran) = try fetch(root: true, commands: ["apt-get", "sudo"], bringing: "install", in: folder)
      #expect(try result.get() == folder + "/usr/share/wordnet")
      #expect(
        ran == ["env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends wordnet-base"])
    }
  }

  @Test("a failed installation renews the lists and tries again; a system that leaves files out has them unpacked")
  func fallbacks() throws {
    try Fixtures.withFolder([:]) { folder in
      let (result, ran) = try fetch(
        root: false, commands: ["apt-get", "sudo", "dpkg-deb"], failing: ["install"], bringing: "dpkg-deb", in: folder)
      #expect(try result.get() == folder + "/usr/share/wordnet")
      #expect(ran.count == 5)
      #expect(ran[0].hasPrefix("sudo") && ran[1].hasSuffix("apt-get update") && ran[2] == ran[0])
      #expect(ran[3] == "sh -c apt-get download wordnet-base")
    }
  }

  @Test("a user without sudo has the package unpacked")
  func withoutRights() throws {
    try Fixtures.withFolder([:]) { folder in
      let (_, ran) = try fetch(root: false, commands: ["apt-get", "dpkg-deb"], bringing: "dpkg-deb", in: folder)
      #expect(ran.count == 2 && ran.allSatisfy { $0.hasPrefix("sh -c") })
    }
  }

  @Test("without apt, or when nothing came, the line says what to do")
  func failures() throws {
    try Fixtures.withFolder([:]) { folder in
      let without = try fetch(root: true, commands: [], in: folder)
      #expect(without.ran.isEmpty)
      #expect(throws: DataError.self) { try without.result.get() }
      if case .failure(let error) = without.result {
        #expect(error.message.contains("there is no apt-get here: get the package from"))
      }
      let nothing = try fetch(root: true, commands: ["apt-get", "dpkg-deb"], in: folder)
      if case .failure(let error) = nothing.result {
        #expect(error.message.contains("sudo apt-get install wordnet-base"))
      } else {
        Issue.record("an absent corpus was reported as there")
      }
    }
  }
}
