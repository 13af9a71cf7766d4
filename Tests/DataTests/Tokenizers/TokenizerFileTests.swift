import Data
import Foundation
import Testing

/// Tokenizer files: written and read again, foreign, damaged.
@Suite struct TokenizerFileTests {
  private static let text = Array(
    "the cat sat on the mat; the other cat, 12 of them, sat there's and then thereafter.\n".utf8)

  private static func trained(_ algorithm: TokenizerAlgorithm, specials: [String] = ["<s>"]) throws -> BPETokenizer {
    let trainer = TokenizerTrainer(
      try TokenizerOptions(algorithm: algorithm, vocabularySize: 290, specialTokens: specials), threads: 1)
    trainer.add(text)
    return try trainer.train()
  }

  @Test("a file read and written again is the same", arguments: TokenizerAlgorithm.allCases)
  func identity(algorithm: TokenizerAlgorithm) throws {
    let odd = ["<s>", "a\"b\\c\td", "x\u{e9}", "xe\u{301}", "語"]
    let tokenizer = try Self.trained(algorithm, specials: odd)
    let again = try BPETokenizer(fileContents: tokenizer.fileContents, named: "again")
    #expect(again.fileContents == tokenizer.fileContents)
    #expect(again.specialTokens.map { Array($0.name.utf8) } == odd.map { Array($0.utf8) })
    #expect(again.encode(Self.text) == tokenizer.encode(Self.text))
    #expect(again.algorithm == algorithm)
  }

  private func message(_ object: Any) throws -> String {
    try message(TokenizerJSON.bytes(object))
  }

  private func message(_ bytes: [UInt8]) throws -> String {
    do {
      _ = try BPETokenizer(fileContents: bytes, named: "some.json")
      return "accepted"
    } catch let error as DataError {
      #expect(!error.message.contains("\n"))
      #expect(error.message.contains("some.json"))
      return error.message
    }
  }

  @Test(
    "what is no tokenizer is refused", arguments: ["", "x", "[]", "{", "{\"model\": ", "{}", "{\"format\":\"x\"}", "3"])
  func noTokenizer(text: String) throws {
    #expect(try message(Array(text.utf8)) != "accepted")
  }

  @Test("a file that is cut off is refused, wherever the cut is", arguments: TokenizerAlgorithm.allCases)
  func cutOff(algorithm: TokenizerAlgorithm) throws {
    let bytes = try Self.trained(algorithm).fileContents
    for length in stride(from: 0, to: bytes.count - 2, by: 97) {
      #expect(try message(Array(bytes[..<length])).contains("not JSON"))
    }
  }

  @Test("damage to a plain file is named")
  func damagedPlain() throws {
    let good = try TokenizerJSON.object(Self.trained(.bpe))
    #expect(try message(good) == "accepted")
    func damaged(_ path: [Any], _ change: @escaping (Any?) -> Any?) throws -> String {
      try message(TokenizerJSON.changed(good, path, change))
    }
    #expect(try damaged(["model", "vocab", "a"]) { _ in nil }.contains("ids are not"))
    #expect(try damaged(["model", "vocab", "a"]) { _ in 4000 }.contains("ids are not"))
    #expect(try damaged(["model", "vocab", "a"]) { _ in -1 }.contains("no whole number"))
    #expect(try damaged(["model", "vocab", "a"]) { _ in 1.5 }.contains("no whole number"))
    #expect(try damaged(["model", "vocab", "a"]) { _ in 3 }.contains("ids are not"))
    #expect(try damaged(["model", "merges", 0]) { _ in ["t", "語"] }.contains("not in the vocabulary"))
    #expect(try damaged(["model", "merges", 0]) { _ in ["!", "!"] }.contains("result is not in the vocabulary"))
    #expect(try damaged(["model", "merges", 0]) { _ in ["t"] }.contains("not two tokens"))
    #expect(try damaged(["model", "merges"]) { _ in nil }.contains("'merges' is missing"))
    #expect(try damaged(["model", "vocab"]) { _ in [] }.contains("'vocab' is not"))
    #expect(try damaged(["model", "type"]) { _ in "Unigram" }.contains("Unigram"))
    #expect(try damaged(["model", "dropout"]) { _ in 0.1 }.contains("dropout"))
    #expect(try damaged(["normalizer"]) { _ in ["type": "NFC"] }.contains("NFC"))
    #expect(try damaged(["pre_tokenizer"]) { _ in ["type": "Metaspace"] }.contains("Metaspace"))
    #expect(try damaged(["added_tokens", 0, "id"]) { _ in 7 }.contains("added token '<s>'"))
    // A byte gone and the ids closed up again.
    var vocabulary = try #require((good["model"] as? [String: Any])?["vocab"] as? [String: Int])
    let gone = try #require(vocabulary["~"])
    vocabulary["~"] = nil
    vocabulary = vocabulary.mapValues { $0 > gone ? $0 - 1 : $0 }
    #expect(try damaged(["model", "vocab"]) { _ in vocabulary }.contains("byte 126"))
  }

  @Test("damage to a scaffold file is named")
  func damagedScaffold() throws {
    let good = try TokenizerJSON.object(Self.trained(.scaffoldBPE))
    #expect(try message(good) == "accepted")
    func damaged(_ path: [Any], _ change: @escaping (Any?) -> Any?) throws -> String {
      try message(TokenizerJSON.changed(good, path, change))
    }
    let demolition = try #require(good["demolition"] as? [String: [Int]])
    let scaffold = try #require(demolition.keys.min())
    let rank = try #require(Int(scaffold))
    #expect(try damaged(["demolition", scaffold]) { _ in nil }.contains("missing"))
    #expect(try damaged(["demolition", scaffold]) { _ in [99999] }.contains("out of range"))
    #expect(try damaged(["demolition", scaffold]) { _ in [5] }.contains("does not give its bytes"))
    #expect(try damaged(["demolition", "5"]) { _ in [5] }.contains("not the rank of a scaffold"))
    #expect(try damaged(["expanded", 270, "left"]) { _ in 270 }.contains("out of range"))
    #expect(try damaged(["expanded", 270, "right"]) { _ in -4 }.contains("out of range"))
    #expect(try damaged(["expanded", 270, "left"]) { _ in 5 }.contains("not what its split gives"))
    #expect(try damaged(["expanded", 270, "token"]) { _ in "語" }.contains("not written as bytes"))
    #expect(try damaged(["expanded", 20]) { _ in nil } != "accepted")
    #expect(try damaged(["expanded", rank, "scaffold"]) { _ in false }.contains("ids are not"))
    #expect(try damaged(["vocab_size"]) { _ in 12 }.contains("'vocab_size'"))
    #expect(try damaged(["version"]) { _ in 2 }.contains("version"))
    #expect(try damaged(["alternatives"]) { _ in [[1, 2]] }.contains("alternative"))
    #expect(try damaged(["pattern"]) { _ in "(" } != "accepted")
  }

  /// Our own plain file with another pre-tokenizer, and one merge that shows where chunks end.
  private func foreign(_ preTokenizer: Any, ignoringMerges: Bool = false) throws -> BPETokenizer {
    var file: Any = try TokenizerJSON.object(Self.trained(.bpe))
    file = TokenizerJSON.changed(file, ["pre_tokenizer"]) { _ in preTokenizer }
    file = TokenizerJSON.changed(file, ["model", "ignore_merges"]) { _ in ignoringMerges }
    // Older files write a merge as one string.
    file = TokenizerJSON.changed(file, ["model", "merges"]) { merges in
      (merges as? [[String]])?.map { $0.joined(separator: " ") }
    }
    return try BPETokenizer(fileContents: TokenizerJSON.bytes(file), named: "foreign")
  }

  private func chunks(_ tokenizer: BPETokenizer, _ text: String) -> [String] {
    tokenizer.chunks(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("the pre-tokenizers of GPT-2, GPT-4 and StarCoder split as they do there")
  func foreignPatterns() throws {
    let gpt2 = try foreign(["type": "ByteLevel", "add_prefix_space": false, "use_regex": true])
    #expect(chunks(gpt2, "it's 1234  x.") == ["it", "'s", " 1234", " ", " x", "."])
    let gpt4Pattern =
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    let gpt4 = try foreign([
      "type": "Sequence",
      "pretokenizers": [
        ["type": "Split", "pattern": ["Regex": gpt4Pattern], "behavior": "Isolated", "invert": false],
        ["type": "ByteLevel", "add_prefix_space": false, "use_regex": false],
      ],
    ])
    #expect(
      chunks(gpt4, "IT'S 12345 (word)\n\n  x \n") == [
        "IT", "'S", " ", "123", "45", " (", "word", ")\n\n", " ", " x", " \n",
      ])
    let starCoder = try foreign([
      "type": "Sequence",
      "pretokenizers": [
        ["type": "Digits", "individual_digits": true], ["type": "ByteLevel", "add_prefix_space": false],
      ],
    ])
    #expect(chunks(starCoder, "a 12 b") == ["a", " ", "1", "2", " b"])
    let prefixed = try foreign(["type": "ByteLevel", "add_prefix_space": true])
    #expect(prefixed.decode(prefixed.encode(Array("cat".utf8))) == Array(" cat".utf8))
  }

  @Test("a merge that is listed twice has the later rank")
  func twice() throws {
    func tokenizer(_ merges: [[String]]) throws -> BPETokenizer {
      var vocabulary: [String: Int] = ["th": 256, "he": 257]
      for (id, byte) in ReferenceTokenizer.byteOrder.enumerated() {
        let code = id < 188 ? Int(byte) : 0x100 + id - 188
        vocabulary[String(Character(Unicode.Scalar(code)!))] = id
      }
      var file: Any = try TokenizerJSON.object(Self.trained(.bpe, specials: []))
      file = TokenizerJSON.changed(file, ["model", "vocab"]) { _ in vocabulary }
      file = TokenizerJSON.changed(file, ["model", "merges"]) { _ in merges }
      return try BPETokenizer(fileContents: TokenizerJSON.bytes(file), named: "small")
    }
    let once = try tokenizer([["t", "h"], ["h", "e"]])
    #expect(once.encode(Array("the".utf8)) == [256, 68])
    let twice = try tokenizer([["t", "h"], ["h", "e"], ["t", "h"]])
    #expect(twice.encode(Array("the".utf8)) == [83, 257])
  }

  @Test("merges may be written as older files have them, and whole chunks taken without merging")
  func foreignMerges() throws {
    let byteLevel: [String: Any] = ["type": "ByteLevel", "add_prefix_space": false]
    let ours = try Self.trained(.bpe)
    let text = Array("the cat sat there".utf8)
    #expect(try foreign(byteLevel).encode(text) == ours.encode(text))
    #expect(try foreign(byteLevel, ignoringMerges: true).decode(foreign(byteLevel).encode(text)) == text)
  }

  @Test("ids are read whole, in range, between any white space")
  func ids() throws {
    func read(_ text: String) throws -> [Int32] {
      try Fixtures.withFolder(["ids": Array(text.utf8)]) { folder in
        var ids: [Int32] = []
        try IDText.read(file: folder + "/ids", below: 300) { ids += $0 }
        return ids
      }
    }
    #expect(try read(" 1\t2\n\n299\u{2003}007") == [1, 2, 299, 7])
    #expect(try read("") == [])
    for wrong in ["1 2 300", "1 -2", "1 2.5", "x", "1,2", "99999999999999999999", "+3"] {
      #expect(throws: DataError.self) { try read(wrong) }
    }
  }
}
