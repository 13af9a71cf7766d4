import Data
import Experiment
import Foundation
import Testing
import Training

/// Samplers as a recipe names them, on a corpus of three topics, each with its own letter.
@Suite struct RecipeSamplerTests {
  private static let sizes = [120, 40, 12]
  private static let letters = Array("abc".utf8)

  private func corpus(_ name: String) -> CorpusText {
    var corpus = CorpusText(name: name, topics: ["large", "middling", "small"])
    for number in 0..<Self.sizes[0] {
      for topic in 0..<3 where number < Self.sizes[topic] {
        corpus.append(topic: topic) { $0 += repeatElement(Self.letters[topic], count: 20 + number) }
      }
    }
    return corpus
  }

  private func data(_ settings: String..., kept: [String: [UInt8]]? = nil) throws -> LanguageData {
    let recipe = try TinyLanguage.recipe().applying(sets: settings)
    return try LanguageData(DividedText([(corpus("letters"), 1, nil)], heldOutShare: 0.1), recipe: recipe, kept: kept)
  }

  private func batches(_ data: LanguageData) -> [Batch] { (0..<40).map { data.batch(at: $0) } }

  private static let methods: [(String, SamplingMethod)] = [
    ("random", .random), ("uniform", .uniform), ("temperature", .temperature(3)), ("clusterclip", .clusterClip(1.5)),
  ]

  @Test(arguments: methods)
  func windowsOfBatchesFollowTheSampler(name: String, method: SamplingMethod) throws {
    let data = try data("sampler.method=\(name)", "sampler.temperature=3", "sampler.clip=1.5")
    #expect(data.clusters.map(\.name) == ["large", "middling", "small"])
    #expect(data.clusters.reduce(0) { $0 + $1.documents } == data.training.documents.count)
    #expect(data.clusters.reduce(0) { $0 + $1.tokens } == data.training.tokenCount)
    let sampler = try method.sampler(windowCounts: data.clusters.map(\.windows), seed: 5)
    #expect(data.availableWindows == sampler.available)
    let batches = batches(data)
    #expect(batches.flatMap(\.windows) == sampler.draw(0..<160))
    #expect(Set(batches.flatMap(\.windows).map(\.group)) == [0, 1, 2])
    for batch in batches {
      for row in 0..<batch.count {
        let group = batch.windows[row].group
        #expect(batch.topics[row] == Int32(group))
        let inputs = batch.inputs[row * 24..<(row + 1) * 24]
        #expect(inputs.allSatisfy { $0 == Int32(Self.letters[group]) || $0 == 256 })
      }
    }
  }

  @Test func theSmallTopicIsDrawnMoreOftenTheFlatterTheSampling() throws {
    func small(_ settings: String...) throws -> Int {
      let recipe = try TinyLanguage.recipe().applying(sets: settings)
      let text = try DividedText([(corpus("letters"), 1, nil)], heldOutShare: 0.1)
      return batches(try LanguageData(text, recipe: recipe)).flatMap(\.topics).count { $0 == 2 }
    }
    let random = try small("sampler.method=random")
    let tempered = try small("sampler.method=temperature", "sampler.temperature=2")
    let uniform = try small("sampler.method=uniform")
    #expect(random < tempered && tempered < uniform, "\(random), \(tempered), \(uniform)")
    #expect((35...75).contains(uniform), "a third of 160 draws: \(uniform)")
  }

  @Test func aTableGroupsDocumentsByTheirNumbers() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("clusters.csv")
    let rows = corpus("letters").documents.enumerated().map { "\($0.offset),\(($0.element.topic ?? 0) * 7)" }
    func write(_ rows: [String]) throws {
      try (["doc,cluster"] + rows).joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    }
    try write(rows.reversed())
    let settings = ["sampler.method=clusterclip", "sampler.clusters=\(file.path)"]
    let first = try data(settings[0], settings[1])
    #expect(first.clusters.map(\.name) == ["0", "7", "14"])
    #expect(batches(first) == batches(try data("sampler.method=clusterclip")))
    // A run goes on with the table that it began with, whatever has become of the file.
    try FileManager.default.removeItem(at: file)
    #expect(batches(try data(settings[0], settings[1], kept: first.dataFiles)) == batches(first))
    let gone = #expect(throws: TrainingError.self) { try data(settings[0], settings[1]) }
    #expect(gone?.message.contains("sampler.clusters: cannot read") == true)
    for (faulty, hint) in [
      (Array(rows.dropLast()), "171 documents, but corpus letters has 172"),
      (rows.dropLast() + ["172,0"], "doc '172' is not a number from 0 to 171"),
      (rows.dropLast() + ["007,0"], "doc '007' is not a number"), (["0,x"], "line 2"),
    ] {
      try write(faulty)
      let error = #expect(throws: DataError.self) { try data(settings[0], settings[1]) }
      #expect(error?.message.contains(hint) == true, "\(error?.message ?? "")")
    }
  }

  @Test func aRunThatClusterClipCannotFeedIsRefusedWithTheClipThatCan() throws {
    let data = try data("sampler.method=clusterclip", "sampler.clip=0.5")
    let windows = data.clusters.map(\.windows)
    let steps = windows.reduce(0) { $0 + $1 / 2 } / 4
    try data.checkWindows(steps: steps)
    let error = #expect(throws: TrainingError.self) { try data.checkWindows(steps: 3 * steps) }
    let clip = ClusterClipSampler.smallestClip(for: 12 * steps, windowCounts: windows)
    #expect(error?.message.contains("sampler.clip to at least \(clip), or run.steps to at most \(steps)") == true)
    func available(_ clip: Double) throws -> Int {
      try #require(try ClusterClipSampler(windowCounts: windows, clip: clip, seed: 1).available)
    }
    #expect(try available(clip) >= 12 * steps)
    #expect(try available(clip - 0.01) < 12 * steps)
    try self.data("sampler.method=uniform").checkWindows(steps: 1 << 30)
  }

  @Test func corporaAreClustersToo() throws {
    let recipe = try TinyLanguage.recipe(
      "data.corpora=gcide,pydoc", "sampler.method=uniform", "sampler.clusters=corpora")
    let data = try LanguageData(TinyLanguage.text(), recipe: recipe)
    #expect(data.clusters.map(\.name) == data.domains)
    #expect(data.clusters.map(\.tokens) == data.trainingTokens)
    for batch in batches(data) { #expect(batch.domains == batch.windows.map { Int32($0.group) }) }
    let noTopics = #expect(throws: DataError.self) {
      try LanguageData(TinyLanguage.text(), recipe: try TinyLanguage.recipe("sampler.method=uniform"))
    }
    #expect(noTopics?.message.contains("no topics are known") == true)
  }

  @Test func keysThatDoNotGoTogetherAreRefused() throws {
    for (settings, key) in [
      (["sampler.method=uniform", "sampler.clusters=corpora"], "sampler.clusters"),
      (["sampler.method=uniform", "sampler.clusters="], "sampler.clusters"),
      (["sampler.method=uniform", "sampler.clusters=a.csv", "data.corpora=gcide,pydoc"], "sampler.clusters"),
      (["sampler.method=clusterclip", "data.weights=1"], "data.weights"),
      (["sampler.clip=0"], "sampler.clip"), (["sampler.temperature=0"], "sampler.temperature"),
    ] {
      let error = #expect(throws: RecipeError.self) { try Recipe().applying(sets: settings) }
      #expect(error.map { "\($0)".contains(key) } == true, "\(settings)")
    }
    // Without clusters the same keys have no meaning and do no harm.
    _ = try Recipe().applying(sets: ["sampler.clusters=a.csv", "data.corpora=gcide,pydoc", "data.weights=1,2"])
  }
}
