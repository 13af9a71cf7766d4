import Data
import Experiment
import Foundation
import Testing
import Training

/// `sampler.clusters` as a number: clusters that are learnt from the training text.
@Suite struct LearntClustersTests {
  /// Many subjects, so that no word is in more documents than a word that counts may be in.
  private static let subjects = 30

  /// Documents of each subject have words of their own, in two corpora.
  private func text() throws -> DividedText {
    func corpus(_ name: String, _ count: Int, _ shift: Int) -> CorpusText {
      var corpus = CorpusText(name: name)
      for number in 0..<count {
        let subject = (number + shift) % Self.subjects
        let line = "abc".map { "topic\(subject)\($0)" }.joined(separator: " ")
        corpus.append { $0 += "\(line) n\(number)".utf8 }
      }
      return corpus
    }
    return try DividedText([(corpus("one", 150, 0), 1, nil), (corpus("two", 90, 1), 1, nil)], heldOutShare: 0.2)
  }

  private func recipe(_ settings: String...) throws -> Recipe {
    try TinyLanguage.recipe("sampler.method=uniform", "sampler.clusters=30", "data.corpora=gcide,wordnet")
      .applying(sets: settings)
  }

  private func data(
    _ recipe: Recipe, kept: [String: [UInt8]]? = nil, cache: ClusterCache = ClusterCache(folder: nil),
    progress: (String) -> Void = { _ in }
  ) throws -> LanguageData {
    try LanguageData(text(), recipe: recipe, kept: kept, clusters: cache, progress: progress)
  }

  private func batches(_ data: LanguageData) -> [Batch] { (0..<20).map { data.batch(at: $0) } }

  private func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  @Test func subjectsAreFoundAcrossCorporaAndInHeldOutText() throws {
    let data = try data(recipe())
    guard case .clusters(.learnt(let clusters), _) = data.sampling else {
      Issue.record("no clusters were learnt")
      return
    }
    let text = try text()
    // Every document, also those never trained on, is with those of its subject.
    var subjects = Array(repeating: [Int](), count: Self.subjects)
    var next = 0
    for (shift, part) in text.parts.enumerated() {
      for number in part.text.documents.indices {
        subjects[(number + shift) % Self.subjects].append(Int(clusters.labels[next]))
        next += 1
      }
    }
    #expect(next == clusters.labels.count && subjects.allSatisfy { Set($0).count == 1 })
    #expect(Set(subjects.map { $0[0] }) == Set(0..<Self.subjects))
    #expect(data.clusters.reduce(0) { $0 + $1.documents } == data.training.documents.count)
    for (number, name) in data.clusters.map(\.name).enumerated() {
      #expect(name.hasPrefix("\(number) ") && name.split(separator: "topic").count == 4)
    }
    let heldOut = data.heldOutBatchesByCluster(tokens: 1 << 20).flatMap(\.clusters)
    #expect(Set(heldOut).count > 20)
  }

  @Test func theyAreTheSameFromTheCacheOnAnyThreadsAndForAnySeed() throws {
    try withFolder { folder in
      let cache = ClusterCache(folder: folder.path)
      var lines: [String] = []
      let bare = try data(recipe("run.threads=1"))
      let first = try data(recipe("run.threads=3"), cache: cache) { lines.append($0) }
      #expect(lines.contains { $0.hasPrefix("clustering ") && $0.contains("into 30 by their words") }, "\(lines)")
      #expect(lines.contains { $0.hasPrefix("clusters: start 1 of 4") })
      lines = []
      let second = try data(recipe(), cache: cache) { lines.append($0) }
      #expect(lines.contains { $0.contains("that were learnt from this text before") })
      #expect(batches(first) == batches(bare) && batches(second) == batches(bare))
      #expect(try data(recipe("run.seed=11")).dataFiles == bare.dataFiles, "the seed of the run plays no part")
      #expect(try data(recipe("sampler.clusters=4")).dataFiles != bare.dataFiles)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.count == 1 && names[0].hasPrefix("30-"))
      let file = folder.appendingPathComponent(names[0])
      let whole = [UInt8](try Foundation.Data(contentsOf: file))
      for damage: [UInt8] in [whole.dropLast() + [whole.last! ^ 1], Array(whole.prefix(whole.count / 2)), []] {
        try Foundation.Data(damage).write(to: file)
        lines = []
        let third = try data(recipe(), cache: cache) { lines.append($0) }
        #expect(lines.contains { $0.contains("damaged; the clusters are learnt again") })
        #expect(batches(third) == batches(bare))
        #expect([UInt8](try Foundation.Data(contentsOf: file)) == whole)
      }
    }
  }

  @Test func aRunGoesOnWithTheClustersOfItsCheckpoint() throws {
    let first = try data(recipe())
    let file = try #require(first.dataFiles["clusters"])
    // Other clusters than would be learnt: they are taken as they are.
    var lines = String(decoding: file, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    lines[31] = lines[31] == "0" ? "1" : "0"
    let changed = Array(lines.joined(separator: "\n").utf8)
    let kept = try data(recipe(), kept: ["clusters": changed]) { #expect(!$0.contains("clustering")) }
    #expect(kept.dataFiles["clusters"] == changed && first.dataFiles["clusters"] != changed)
    #expect(batches(try data(recipe(), kept: first.dataFiles)) == batches(first))
    for faulty: [String: [UInt8]] in [
      [:], ["clusters": []], ["clusters": Array(file.dropLast())], ["clusters": Array("a\n\n1\n".utf8)],
      ["clusters": Array("a\n\nx\n".utf8)],
    ] {
      let error = #expect(throws: TrainingError.self) { try data(recipe(), kept: faulty) }
      #expect(error?.message.contains("lacks the clusters") == true)
    }
    let other = #expect(throws: DataError.self) { try data(recipe(), kept: ["clusters": Array("a\n\n0\n0\n".utf8)]) }
    #expect(other?.message.contains("learnt from 2 documents, but there are 240") == true)
  }

  @Test func numbersThatCannotBeAreRefused() throws {
    for (number, hint) in [
      ("0", "from 2 to 1000000"), ("1", "from 2"), ("99999999999999999999", "from 2"), ("1000001", "from 2"),
    ] {
      let error = #expect(throws: RecipeError.self) { try recipe("sampler.clusters=\(number)") }
      #expect(error.map { "\($0)".contains("sampler.clusters") && "\($0)".contains(hint) } == true)
    }
    let many = #expect(throws: TrainingError.self) { try data(recipe("sampler.clusters=239")) }
    #expect(many?.message.hasPrefix("sampler.clusters: 239 clusters of 1") == true, "\(many?.message ?? "")")
  }
}
