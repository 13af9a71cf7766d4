import Foundation
import Testing

/// `switchyard tokenizer` as scripts call it.
@Suite struct TokenizerCommandTests {
  private static let fixtures = Program.root.appendingPathComponent("Tests/Fixtures/tokenizer")

  private func contents(of folder: TemporaryFolder) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) {
      contents[name] = try Data(contentsOf: folder.url.appendingPathComponent(name))
    }
    return contents
  }

  private func bytes(hexadecimal text: String) -> Data {
    let digits = Array(text)
    return Data(stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0..<$0 + 2]), radix: 16) ?? 0 })
  }

  @Test("bad input is one line, exit status 2, and no file made or changed")
  func refusals() throws {
    let path = Self.fixtures.appendingPathComponent("05-errors/case.json")
    let example = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
    let program = try Program()
    let work = try TemporaryFolder()
    _ = try work.write("some text here\n", to: "in.txt")
    for refusal in try #require(example["errors"] as? [[String: Any]]) {
      let arguments = try #require(refusal["args"] as? [String])
      for (name, text) in refusal["files"] as? [String: String] ?? [:] {
        try bytes(hexadecimal: text).write(to: work.url.appendingPathComponent(name))
      }
      // Names of files are made whole: the program runs in a folder of its own.
      let names: Set = ["in.txt", "missing.txt", "o.json", "nofolder/o.json", "bad.json", "ids", "o.bin"]
      let whole = arguments.map { names.contains($0) ? work.url.appendingPathComponent($0).path : $0 }
      let before = try contents(of: work)
      let result = try program.start(whole).wait()
      let what = Comment(rawValue: arguments.joined(separator: " "))
      #expect(result.status == 2, what)
      #expect(result.output.isEmpty, what)
      #expect(result.errorLines.count == 1, what)
      #expect(result.errors.hasPrefix("error: "), what)
      #expect(try contents(of: work) == before, what)
    }
  }

  @Test("train, encode, decode, stats, compare and inspect work on files")
  func commands() throws {
    let program = try Program()
    let work = try TemporaryFolder()
    let line = "Arizona Arizona zona Ari mate Arimate Arizona <s> 12\n"
    let text = try work.write(String(repeating: line, count: 8), to: "in.txt")
    for algorithm in ["bpe", "scaffold-bpe"] {
      let file = work.url.appendingPathComponent("\(algorithm).json").path
      let trained = try program.run(
        "tokenizer", "train", "--algorithm", algorithm, "--vocab-size", "262", "--special", "<s>", "--input", text,
        text,
        "--output", file)
      #expect(trained.status == 0)
      #expect(trained.errors.isEmpty)
      let ids = work.url.appendingPathComponent("ids").path
      #expect(try program.run("tokenizer", "encode", "--tokenizer", file, "--input", text, "--output", ids).status == 0)
      let encoded = try String(contentsOfFile: ids, encoding: .utf8)
      #expect(encoded.split(separator: "\n").count == 8)
      #expect(encoded.split(whereSeparator: \.isWhitespace).count { $0 == "0" } == 8)
      #expect(
        try program.run("tokenizer", "decode", "--tokenizer", file, "--input", ids).output
          == String(repeating: line, count: 8))
      let skipped = try program.run("tokenizer", "decode", "--tokenizer", file, "--input", ids, "--skip-special").output
      #expect(!skipped.contains("<s>") && skipped.contains("Arizona"))
      let json = try program.run("tokenizer", "encode", "--tokenizer", file, "--input", text, "--format", "json").output
      let arrays = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[Int]]
      #expect(arrays == encoded.split(separator: "\n").map { $0.split(separator: " ").map { Int($0)! } })
    }
    let files = ["bpe", "scaffold-bpe"].map { work.url.appendingPathComponent("\($0).json").path }
    let stats = try program.run(
      "tokenizer", "stats", "--tokenizer", files[1], "--input", text, "--baseline", files[0])
    let measures = try #require(try JSONSerialization.jsonObject(with: Data(stats.output.utf8)) as? [String: Any])
    #expect(measures["bytes"] as? Int == line.utf8.count * 8)
    #expect((measures["baseline"] as? [String: Any])?["tokens"] as? Int != nil)
    let compared = try program.run("tokenizer", "compare", "--tokenizer", files[0], files[1], "--input", text)
    #expect(compared.status == 0 && compared.output.contains("bytes a token"))
    let inspected = try program.run(
      "tokenizer", "inspect", "--tokenizer", files[1], "--with", files[0], "--input", text, "--lines", "1", "--width",
      "60")
    #expect(inspected.status == 0)
    // Not a terminal: neither escape sequences nor anything beyond ASCII.
    #expect(inspected.output.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A })
    #expect(inspected.output.contains("[<s>]") && inspected.output.contains("count by frequency rank"))
  }

  @Test("a text that gives out is a warning, and an existing file is replaced")
  func earlyStop() throws {
    let program = try Program()
    let work = try TemporaryFolder()
    let text = try work.write("", to: "empty")
    let file = try work.write("old", to: "t.json")
    let result = try program.run(
      "tokenizer", "train", "--algorithm", "bpe", "--vocab-size", "300", "--input", text, "--output", file)
    #expect(result.status == 0)
    #expect(result.errorLines.count == 1 && result.errors.hasPrefix("warning:"))
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("\"model\""))
    #expect(try FileManager.default.contentsOfDirectory(atPath: work.url.path).sorted() == ["empty", "t.json"])
  }
}
