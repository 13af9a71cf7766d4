import Data
import Foundation
import Testing

/// Training against the slow reference, on corpora small enough for it.
@Suite struct BPETrainingTests {
  /// A random corpus and options, the same for the same seed.
  private struct Case {
    var text: [UInt8]
    var fresh: [UInt8]
    var specials: [String]
    var size: Int
    var minimum: Int

    init(seed: Int) {
      var random = RandomTexts(seed: UInt64(seed))
      let alphabet = Array("abcd".utf8.prefix(1 + seed % 4))
      text = random.words(alphabet, length: 30 + random.number(below: 170))
      fresh = random.words(alphabet, length: 120)
      specials = seed % 3 == 0 ? ["<s>"] : []
      size = 256 + specials.count + 1 + random.number(below: 40)
      minimum = 1 + seed % 5 / 2
    }

    func train(_ algorithm: TokenizerAlgorithm, threads: Int = 1) throws -> BPETokenizer {
      let options = try TokenizerOptions(
        algorithm: algorithm, vocabularySize: size, specialTokens: specials, minimumFrequency: minimum)
      let trainer = TokenizerTrainer(options, threads: threads)
      trainer.add(text)
      return try trainer.train()
    }
  }

  @Test("merges and ids of plain BPE are those of the reference", arguments: 0..<120)
  func plain(seed: Int) throws {
    let example = Case(seed: seed)
    let tokenizer = try example.train(.bpe)
    var reference = ReferenceTokenizer(training: example.text, specials: example.specials.count)
    reference.trainPlain(size: example.size, minimum: example.minimum)
    let learnt = (example.specials.count..<tokenizer.vocabularySize).map { tokenizer.bytes(of: Int32($0)) }
    #expect(learnt == Array(reference.tokens[example.specials.count...]))
    let model = try #require(try TokenizerJSON.object(tokenizer)["model"] as? [String: Any])
    let forms = (try #require(model["vocab"] as? [String: Int])).reduce(into: [Int: String]()) { $0[$1.value] = $1.key }
    #expect(
      model["merges"] as? [[String]] == reference.merges.map { [forms[$0.pair.left]!, forms[$0.pair.right]!] })
    for text in [example.text, example.fresh] {
      #expect(tokenizer.encode(text) == reference.encode(text, scaffold: false))
    }
  }

  @Test("tables and ids of Scaffold-BPE are those of the reference", arguments: 0..<120)
  func scaffold(seed: Int) throws {
    let example = Case(seed: seed)
    let tokenizer = try example.train(.scaffoldBPE)
    var reference = ReferenceTokenizer(training: example.text, specials: example.specials.count)
    reference.trainScaffold(size: example.size, minimum: example.minimum)
    let file = try TokenizerJSON.object(tokenizer)
    let expanded = try #require(file["expanded"] as? [[String: Any]])
    try #require(expanded.count == reference.tokens.count)
    let normal = reference.tokens.indices.filter { !reference.scaffolds.contains($0) }
    for (rank, token) in expanded.enumerated() {
      #expect(token["left"] as? Int == reference.splits[rank]?.left)
      #expect(token["right"] as? Int == reference.splits[rank]?.right)
      #expect(token["scaffold"] as? Bool == reference.scaffolds.contains(rank))
      #expect(token["id"] as? Int == normal.firstIndex(of: rank))
      if let id = normal.firstIndex(of: rank), rank >= example.specials.count {
        #expect(tokenizer.bytes(of: Int32(id)) == reference.tokens[rank])
      }
    }
    let demolition = try #require(file["demolition"] as? [String: [Int]])
    #expect(demolition.count == reference.scaffolds.count)
    for token in reference.scaffolds {
      #expect(demolition["\(token)"] == reference.demolished(token).map { normal.firstIndex(of: $0)! })
    }
    #expect((file["alternatives"] as? [Any])?.count == reference.alternatives.count)
    #expect(tokenizer.vocabularySize == normal.count)
    #expect(tokenizer.scaffoldCount == reference.scaffolds.count)
    for text in [example.text, example.fresh] {
      #expect(tokenizer.encode(text) == reference.encode(text, scaffold: true))
    }
  }

  @Test("the references meet re-admission: tokens that were scaffolds for a while")
  func readmission() throws {
    // Otherwise the comparison above would say nothing about the push-back.
    let readmitted = (0..<60).filter { seed in
      let example = Case(seed: seed)
      var reference = ReferenceTokenizer(training: example.text, specials: 0)
      var were: Set<Int> = []
      for size in 257...256 + 40 {
        reference.trainScaffold(size: size, minimum: 1)
        were.formUnion(reference.scaffolds)
      }
      return !were.subtracting(reference.scaffolds).isEmpty
    }
    #expect(readmitted.count > 5)
  }

  @Test("neither threads nor the way the text is handed over change the result", arguments: TokenizerAlgorithm.allCases)
  func threads(algorithm: TokenizerAlgorithm) throws {
    var random = RandomTexts(seed: 5)
    // More than one piece of work for each thread.
    let text = random.words(Array("abcdefgh".utf8), length: 1_200_000)
    let options = try TokenizerOptions(algorithm: algorithm, vocabularySize: 400)
    func train(threads: Int, _ add: (TokenizerTrainer) throws -> Void) throws -> [UInt8] {
      let trainer = TokenizerTrainer(options, threads: threads)
      try add(trainer)
      return try trainer.train().fileContents
    }
    let expected = try train(threads: 1) { $0.add(text) }
    #expect(try train(threads: 3) { $0.add(text) } == expected)
    #expect(try train(threads: 2) { $0.add(ReferenceTokenizer.lines(text).map { $0[...] }) } == expected)
    try Fixtures.withFolder(["text": text]) { folder in
      let read = try train(threads: 2) { try $0.add(file: folder + "/text") }
      #expect(read == expected)
    }
  }

  @Test("documents are never joined")
  func documents() throws {
    let documents = [Array("ab".utf8)[...], Array("ab".utf8)[...], Array("ab".utf8)[...]]
    let tokenizer = try SubwordTokenizer.train(.bpe, vocabularySize: 300, on: documents)
    // Joined they would give "abab" and "ababab" as well.
    #expect(tokenizer.vocabularySize == 258)
    #expect(tokenizer.encode("abab").count == 2)
  }

  @Test("wrong options are refused by name")
  func options() throws {
    func message(_ size: Int, _ specials: [String] = [], _ minimum: Int = 1) -> String {
      do {
        _ = try TokenizerOptions(
          algorithm: .bpe, vocabularySize: size, specialTokens: specials, minimumFrequency: minimum)
        return "accepted"
      } catch {
        return "\(error)"
      }
    }
    #expect(message(256) == "accepted")
    #expect(message(255).contains("at least 256"))
    #expect(message(257, ["<a>", "<b>"]).contains("at least 258"))
    #expect(message(300, ["<a>", "<a>"]).contains("'<a>' is given twice"))
    #expect(message(300, ["x\u{e9}", "xe\u{301}"]) == "accepted")
    #expect(message(300, [""]).contains("empty"))
    #expect(message(300, ["a\nb"]).contains("line feed"))
    #expect(message(300, ["Ġ"]).contains("byte 32"))
    #expect(message(300, ["\u{e9}"]).contains("byte 233"))
    #expect(message(300, [], 0).contains("at least 1"))
  }
}
