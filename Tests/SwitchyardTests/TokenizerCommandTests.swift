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

  /// A tokenizer file of the text that the other tests use.
  private func trained(_ program: Program, _ work: TemporaryFolder, _ algorithm: String) throws -> String {
    let text = try work.write(
      String(repeating: "Arizona Arizona zona Ari mate Arimate Arizona <s> 12\n", count: 8), to: "in.txt")
    let file = work.url.appendingPathComponent("\(algorithm).json").path
    let result = try program.run(
      "tokenizer", "train", "--algorithm", algorithm, "--vocab-size", "262", "--special", "<s>", "--input", text,
      "--output", file)
    #expect(result.status == 0)
    return file
  }

  @Test("inspect on a terminal is a screen that is left as it was found", .enabled(if: Tmux.isInstalled))
  func screen() throws {
    let program = try Program()
    let work = try TemporaryFolder()
    let (plain, scaffold) = (try trained(program, work, "bpe"), try trained(program, work, "scaffold-bpe"))
    let text = work.url.appendingPathComponent("in.txt").path
    let terminal = try Tmux(
      "\(Program.binary.path) tokenizer inspect --tokenizer \(scaffold) --against \(plain) --input \(text)",
      in: work)
    #expect(try terminal.wait { $0.contains("1 Text") && $0.contains("3 Ranks") && $0.contains("5 Measures") })
    try terminal.press("s")
    #expect(try terminal.wait(for: "scaffold: built, then taken apart"))
    try terminal.press("?")
    #expect(try terminal.wait(for: "cursor to the other tokenizer"))
    try terminal.press("Escape", "q")
    #expect(try terminal.end() == 0)
    #expect(try terminal.isRestored())
  }

  @Test("what cannot be inspected or compared is one line and exit status 2")
  func wrongInspections() throws {
    let program = try Program()
    let work = try TemporaryFolder()
    let file = try trained(program, work, "bpe")
    let text = work.url.appendingPathComponent("in.txt").path
    let damaged = try work.write("{\"model\": 7}", to: "damaged.json")
    for (arguments, reason) in [
      (["inspect", "--tokenizer", file, "--input", work.url.path], "it is a folder"),
      (["inspect", "--tokenizer", file, "--input", text + ".gone"], "No such file"),
      (["inspect", "--tokenizer", damaged, "--input", text], "damaged.json"),
      (["inspect", "--tokenizer", file, "--against", damaged, "--input", text], "damaged.json"),
      (["inspect", "--tokenizer", file, "--input", text, "--lines=-1"], "--lines is 0 or more"),
      (["inspect", "--tokenizer", file, "--input", text, "--width", "12"], "--width 40 or more"),
      (["inspect", "--tokenizer", file], "--input"), (["inspect", "--input", text], "--tokenizer"),
      (["compare", "--tokenizer", file, "--input", text], "fewer than two files"),
      (["compare", "--tokenizer", file, damaged, "--input", text], "damaged.json"),
      (["stats", "--tokenizer", file, "--input", text, "--baseline", text], "in.txt"),
    ] {
      let result = try program.start(["tokenizer"] + arguments).wait()
      #expect(result.status == 2 && result.output.isEmpty, "\(arguments)")
      #expect(result.errorLines.count == 1 && result.errors.contains(reason), "\(result.errors)")
    }
  }

  @Test("compare says how many tokens of plain BPE are scaffolds, and that bits a byte compare")
  func comparison() throws {
    let program = try Program()
    let work = try TemporaryFolder()
    let (plain, scaffold) = (try trained(program, work, "bpe"), try trained(program, work, "scaffold-bpe"))
    let text = work.url.appendingPathComponent("in.txt").path
    let output = try program.run("tokenizer", "compare", "--tokenizer", plain, scaffold, "--input", text).output
    #expect(output.contains("tokens of bpe.json that are scaffolds"))
    #expect(output.contains("mean count of those they replace"))
    #expect(try program.run("tokenizer", "compare", "--help").output.contains("compare in bits a byte only"))
  }

  @Test("the text of corpora is written as runs are trained on it, and divided as they divide it")
  func corpusText() throws {
    let program = try Program()
    let work = try TemporaryFolder()
    let wrong = try program.run("data", "text", "nothing")
    #expect(wrong.status == 2 && wrong.errorLines.count == 1 && wrong.output.isEmpty)
    // The rest needs the corpus.
    guard try program.run("data", "path", "wordnet").status == 0 else { return }
    func text(_ part: String) throws -> Data {
      let file = work.url.appendingPathComponent(part).path
      let result = try program.run(
        "data", "text", "wordnet", "--part", part, "--held-out", "0.25", "--output", file)
      #expect(result.status == 0, "\(result.errors)")
      return try Data(contentsOf: URL(fileURLWithPath: file))
    }
    let (all, training, heldOut) = (try text("all"), try text("training"), try text("held-out"))
    #expect(all.count == training.count + heldOut.count)
    #expect(heldOut.count > all.count / 5 && heldOut.count < all.count / 3)
    #expect(all.last == 0x0A && training.last == 0x0A)
    // The first document of either side is one of all.
    for side in [training, heldOut] {
      let first = side.prefix { $0 != 0x0A }
      #expect(all.range(of: first + [0x0A]) != nil)
    }
  }
}
