import Data
import Foundation
import Testing

/// Files as other projects' tokenizers have them, made with the `tokenizers` package, and the ids that it gives: small
/// vocabularies behind the splitting patterns, normalisers and added tokens of well-known models.
@Suite struct ForeignFamilyTests {
  private static let folder = URL(fileURLWithPath: Fixtures.folder).deletingLastPathComponent()
    .appendingPathComponent("tokenizer-foreign")

  private struct Cases: Decodable {
    var texts: [String]
    var ids: [String: [[Int32]]]
  }

  private func tokenizer(_ name: String) throws -> BPETokenizer {
    let file = Self.folder.appendingPathComponent("\(name).json")
    return try BPETokenizer(fileContents: Array(Foundation.Data(contentsOf: file)), named: name)
  }

  @Test(
    "texts get the ids that they have there, and come back as they were",
    arguments: ["gpt2", "llama3", "o200k", "qwen2-without-normalizer", "starcoder"])
  func sameIds(_ name: String) throws {
    let cases = try JSONDecoder().decode(
      Cases.self, from: Foundation.Data(contentsOf: Self.folder.appendingPathComponent("cases.json")))
    let tokenizer = try tokenizer(name)
    let ids = try #require(cases.ids[name])
    #expect(ids.count == cases.texts.count)
    for (text, wanted) in zip(cases.texts, ids) {
      let bytes = Array(text.utf8)
      #expect(tokenizer.encode(bytes, whole: true) == wanted, "\(text.debugDescription)")
      #expect(tokenizer.decode(wanted) == bytes, "\(text.debugDescription)")
      #expect(tokenizer.segments(of: bytes).flatMap(\.ids) == wanted, "\(text.debugDescription)")
    }
  }

  @Test(
    "what would make ids differ is refused by name",
    arguments: [("qwen2", "it normalises text (NFC)"), ("deepseek", "its splitting pattern has '$'")])
  func refused(name: String, reason: String) throws {
    do {
      _ = try tokenizer(name)
      Issue.record("\(name) was accepted")
    } catch {
      #expect("\(error)".contains(reason))
      #expect(!"\(error)".contains("\n"))
    }
  }
}
