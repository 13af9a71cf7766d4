import Data
import Foundation
import Testing

/// The fixtures of `Tests/Fixtures/tokenizer`: texts with the tables, ids and statistics that the rules give for them.
@Suite struct TokenizerFixtureTests {
  static let root = URL(fileURLWithPath: Fixtures.folder).deletingLastPathComponent()
    .appendingPathComponent("tokenizer")
  static let names = ["01-tiny", "03-nasty", "04-special", "06-runs", "07-classes"]

  /// One folder of the fixtures.
  struct Case {
    let folder: URL
    let json: [String: Any]

    init(_ name: String) throws {
      folder = TokenizerFixtureTests.root.appendingPathComponent(name)
      json = try TokenizerJSON.object(Array(Foundation.Data(contentsOf: folder.appendingPathComponent("case.json"))))
    }

    func list(_ key: String) -> [[String: Any]] { json[key] as? [[String: Any]] ?? [] }

    func input(_ name: String) throws -> [UInt8] {
      let inputs = try #require(json["inputs"] as? [String: Any])
      if let file = inputs[name] as? String { return try file_(file) }
      let parts = try #require(inputs[name] as? [[Any]])
      return try parts.flatMap { part in
        let hex = Array(try #require(part[0] as? String))
        let bytes = stride(from: 0, to: hex.count, by: 2).map { UInt8(String(hex[$0..<$0 + 2]), radix: 16)! }
        return Array(repeatElement(bytes, count: try #require(part[1] as? Int)).joined())
      }
    }

    func file_(_ name: String) throws -> [UInt8] {
      Array(try Foundation.Data(contentsOf: folder.appendingPathComponent(name)))
    }

    /// The expected tokenizer that the cases call ref-NAME.
    func tokenizer(_ name: String) throws -> BPETokenizer {
      let file = name == "ref-bpe.json" ? "expected-bpe.json" : "expected-scaffold.json"
      return try BPETokenizer(fileContents: file_(file), named: name)
    }
  }

  @Test("training gives the expected tables", arguments: names)
  func train(name: String) throws {
    let example = try Case(name)
    for step in example.list("train") {
      let words = step["options"] as? [String] ?? []
      let specials = stride(from: 0, to: words.count, by: 2).filter { words[$0] == "--special" }.map { words[$0 + 1] }
      let algorithm = try #require(TokenizerAlgorithm(rawValue: step["algorithm"] as? String ?? ""))
      let options = try TokenizerOptions(
        algorithm: algorithm, vocabularySize: try #require(step["vocab_size"] as? Int), specialTokens: specials)
      let trainer = TokenizerTrainer(options, threads: 2)
      for input in try #require(step["inputs"] as? [String]) { trainer.add(try example.input(input)) }
      let got = try TokenizerJSON.object(trainer.train())
      let want = try TokenizerJSON.object(example.file_(try #require(step["expect"] as? String)))
      // Member by member: a difference is then named.
      for (key, value) in want {
        #expect((got[key] as? NSObject) == (value as? NSObject), "\(key) of \(algorithm.rawValue)")
      }
    }
  }

  @Test("encoding gives the expected ids, and decoding the text", arguments: names)
  func encode(name: String) throws {
    let example = try Case(name)
    for step in example.list("encode") {
      let tokenizer = try example.tokenizer(try #require(step["tokenizer"] as? String))
      let text = try example.input(try #require(step["input"] as? String))
      let words = step["options"] as? [String] ?? []
      let special = !words.contains("--no-special")
      let whole = words.contains("--whole")
      let ids = tokenizer.encode(text, special: special, whole: whole)
      if let want = step["expect"] as? [[Int]] {
        #expect(ids == want.joined().map { Int32($0) }, "\(step["input"] ?? "") \(words)")
        let byLine = ReferenceTokenizer.lines(text).map { tokenizer.encode($0, special: special, whole: true) }
        if !whole { #expect(byLine == want.map { $0.map { Int32($0) } }) }
      } else if let want = step["expect"] as? [String: Any] {
        #expect(ids.count == want["ids"] as? Int)
      }
      #expect(tokenizer.decode(ids) == text)
    }
  }

  @Test("special tokens are decoded as they are written, or left out")
  func decode() throws {
    let example = try Case("04-special")
    for step in example.list("decode") {
      let tokenizer = try example.tokenizer(try #require(step["tokenizer"] as? String))
      let ids = (try #require(step["ids"] as? String)).split(separator: " ").map { Int32($0)! }
      let skips = (step["options"] as? [String] ?? []).contains("--skip-special")
      let hex = tokenizer.decode(ids, skippingSpecial: skips).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      #expect(hex.joined() == step["expect"] as? String)
    }
  }

  @Test("statistics are the expected ones", arguments: names)
  func statistics(name: String) throws {
    let example = try Case(name)
    for step in example.list("stats") {
      let want = try #require(step["expect"] as? [String: Any])
      let tokenizer = try example.tokenizer(try #require(step["tokenizer"] as? String))
      let text = try example.input(try #require(step["input"] as? String))
      try Fixtures.withFolder(["text": text]) { folder in
        let got = try TokenizerStatistics(tokenizer: tokenizer, file: folder + "/text", threads: 2)
        #expect(got.algorithm.rawValue == want["algorithm"] as? String)
        #expect(got.vocabularySize == want["vocab_size"] as? Int)
        #expect(got.bytes == want["bytes"] as? Int)
        #expect(got.tokens == want["tokens"] as? Int)
        #expect(got.used == want["used"] as? Int)
        #expect(got.scaffoldTokens == want["scaffold_tokens"] as? Int)
        #expect(isNear(got.bytesPerToken, want["bytes_per_token"]))
        #expect(isNear(got.entropy, want["entropy"]))
        #expect(isNear(got.redundancy, want["redundancy"]))
        #expect(isNear(got.scaffoldShare, want["scaffold_share"]))
        guard let baseline = want["baseline"] as? [String: Any] else { return }
        let plain = try example.tokenizer("ref-bpe.json")
        let other = try TokenizerStatistics(tokenizer: plain, file: folder + "/text")
        let comparison = try BaselineComparison(
          tokenizer: tokenizer, counts: got.counts, baseline: plain, baselineCounts: other.counts)
        #expect(comparison.tokens == baseline["tokens"] as? Int)
        #expect(comparison.inScaffold == baseline["in_scaffold"] as? Int)
        #expect(comparison.removed == baseline["removed"] as? Int)
        #expect(comparison.added == baseline["added"] as? Int)
        #expect(isNear(comparison.meanFrequencyRemoved, baseline["mean_frequency_removed"]))
        #expect(isNear(comparison.meanFrequencyAdded, baseline["mean_frequency_added"]))
        #expect(isNear(comparison.gain, baseline["gain"]))
      }
    }
  }

  private func isNear(_ got: Double?, _ want: Any?) -> Bool {
    guard let got, let want = want as? Double else { return got == nil && (want == nil || want is NSNull) }
    return abs(got - want) <= 1e-9 * max(1, abs(want))
  }
}
