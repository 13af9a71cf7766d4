import Data
import Foundation
import Testing

@Suite struct ClassicTasksTests {
  private func read(_ name: String, _ files: [String: String]) throws -> LanguageTask {
    try Fixtures.withFolder(files.mapValues { Array($0.utf8) }) { (folder: String) throws -> LanguageTask in
      let tasks = ClassicTasks(folder: folder)
      let task = try tasks.task(named: name)
      #expect(task.kind == tasks.kind(of: name))
      return task
    }
  }

  private static let sst2 = [
    "sst2/stsa.binary.train": "1 a fine , funny film\n0 dull .\n", "sst2/stsa.binary.dev": "0 no\n",
    "sst2/stsa.binary.test": "1 yes \n",
  ]

  @Test func labelledLines() throws {
    let task = try read("sst2", Self.sst2)
    #expect(
      task.training == [
        .init(.sentence("a fine , funny film"), .category(1)), .init(.sentence("dull ."), .category(0)),
      ])
    #expect(task.test == [.init(.sentence("yes"), .category(1))])
    #expect(task.labels == ["negative", "positive"] && task.kind == .classification)
  }

  /// ISO 8859-1: a byte above 127 is a letter, and NEL (0x85) ends no line.
  @Test func latin1() throws {
    let lines = (0..<200).map { Array("\($0 % 2) caf".utf8) + [0xE9, 0x85] + Array(" \($0)\n".utf8) }
    try Fixtures.withFolder(["subj/subj.all": lines.flatMap { $0 }]) { (folder: String) throws -> Void in
      let task = try ClassicTasks(folder: folder).task(named: "subj")
      #expect(task.training.count + task.validation.count + task.test.count == 200)
      #expect((5...40).contains(task.validation.count) && (5...40).contains(task.test.count))
      #expect(
        task.test.allSatisfy { example in
          if case .sentence(let text) = example.content { text.hasPrefix("caf\u{E9}\u{85} ") } else { false }
        })
    }
  }

  @Test func tabbedPairs() throws {
    let header = "Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\r\n"
    let task = try read(
      "mrpc",
      [
        "mrpc/msr-para-train.tsv": "\u{FEFF}" + header + "1\t7\t8\tHe \"said\" so.\tSo \"he said.\r\n",
        "mrpc/msr-para-val.tsv": header + "0\t7\t8\ta\tb\r\n", "mrpc/msr-para-test.tsv": header + "0\t7\t8\ta\tb\r\n",
      ])
    #expect(task.training == [.init(.pair("He \"said\" so.", "So \"he said."), .category(1))])
  }

  @Test func scores() throws {
    let row = "main\tMSRvid\t2012\t0001\t4.250\t\"A man.\tA woman.\n"
    let task = try read(
      "stsb", ["stsb/sts-train.tsv": row, "stsb/sts-dev.tsv": row.dropLast() + "\tx\ty\n", "stsb/sts-test.tsv": row])
    #expect(task.training == [.init(.pair("\"A man.", "A woman."), .score(4.25))])
    #expect(task.validation == task.training)
  }

  @Test func answers() throws {
    let text =
      "qtext,label,atext\r\n\"Who , me ?\",1,\"the \"\"IRON\"\" lady , she\"\r\nWhat ?,0,`` no ''\r\n"
      + "\"Who , me ?\",0,you\r\n"
    let task = try read("trecqa", ["trecqa/train.csv": text, "trecqa/dev.csv": text, "trecqa/test.csv": text])
    #expect(
      task.training == [
        .init(.pair("Who , me ?", "the \"IRON\" lady , she"), .answer(question: 0, isRight: true)),
        .init(.pair("What ?", "`` no ''"), .answer(question: 1, isRight: false)),
        .init(.pair("Who , me ?", "you"), .answer(question: 0, isRight: false)),
      ])
  }

  @Test func entailment() throws {
    let old =
      "<entailment-corpus challenge=\"1\">\n<pair id=\"8\" value=\"FALSE\" task=\"IR\">\n\t<t>A &amp; B&apos;s\n c.</t>"
      + "\n\t<h>&#163;5 &#xA3;6</h>\n</pair>\n</entailment-corpus>\n"
    let new =
      "<entailment-corpus>\r\n<pair id=\"1\" entailment=\"YES\" task=\"IE\" length=\"short\" >\r\n<t>x & y</t>\r\n"
      + "<h>z</h>\r\n</pair>\r\n</entailment-corpus>\r\n"
    var files: [String: String] = [:]
    for part in ["dev", "test"] {
      files["rte/rte1_\(part).xml"] = old
      files["rte/rte2_\(part).xml"] = new
      files["rte/rte3_\(part).xml"] = new
    }
    let task = try read("rte", files)
    #expect(
      task.test == [
        .init(.pair("A & B's c.", "\u{A3}5 \u{A3}6"), .category(0)), .init(.pair("x & y", "z"), .category(1)),
        .init(.pair("x & y", "z"), .category(1)),
      ])
    #expect(task.training.count + task.validation.count == 3)
  }

  private static let snips = [
    "snips/train/seq.in": "play jazz now \n", "snips/train/seq.out": "O B-genre I-genre \n",
    "snips/valid/seq.in": "go\n", "snips/valid/seq.out": "B-new\n", "snips/test/seq.in": "a b\n",
    "snips/test/seq.out": "B-artist O\n",
  ]

  @Test func slots() throws {
    let task = try read("snips", Self.snips)
    // The tags of training first.
    #expect(task.labels == ["B-genre", "I-genre", "O", "B-new", "B-artist"])
    #expect(task.training == [.init(.words(["play", "jazz", "now"]), .tags([2, 0, 1]))])
    #expect(task.test == [.init(.words(["a", "b"]), .tags([4, 2]))])
  }

  @Test func wordColumns() throws {
    let task = try read(
      "wnut17",
      [
        "wnut17/wnut17train.conll": "#Hash\tO\nEmpire\tB-location\nState\tI-location\n\t\nyes\tO\n",
        "wnut17/emerging.dev.conll": "a\tO\n\n", "wnut17/emerging.test.annotated": "a\tO\n\n\nb\tB-person\n",
      ])
    #expect(task.training.map(\.content) == [.words(["#Hash", "Empire", "State"]), .words(["yes"])])
    #expect(task.test.count == 2)
  }

  @Test func partsOfSpeech() throws {
    let text =
      "# text = the dog's\n1\tthe\tthe\tDET\t_\t_\t2\tdet\t_\t_\n2-3\tdog's\t_\t_\t_\t_\t_\t_\t_\t_\n"
      + "2\tdog\tdog\tNOUN\t_\t_\t0\troot\t_\t_\n3\t's\t's\tPART\t_\t_\t2\tcase\t_\t_\n\n"
    let task = try read(
      "ud-atis",
      Dictionary(uniqueKeysWithValues: ["train", "dev", "test"].map { ("ud-atis/en_atis-ud-\($0).conllu", text) }))
    #expect(task.training == [.init(.words(["the", "dog", "'s"]), .tags([0, 1, 2]))])
    #expect(task.labels == ["DET", "NOUN", "PART"])
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    let task, file, text: String
    let words: [String]
    var testDescription: String { "\(file): \(words)" }
  }

  static let header = "Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\n"
  static let damages = [
    Damage(task: "sst2", file: "sst2/stsa.binary.train", text: "1 good\n2 odd\n", words: ["line 2", "'2'"]),
    Damage(task: "sst2", file: "sst2/stsa.binary.train", text: "1 good\n\n0 bad\n", words: ["line 2", "blank"]),
    Damage(task: "sst2", file: "sst2/stsa.binary.train", text: "1 good\n0  \n", words: ["line 2", "no text"]),
    Damage(task: "sst2", file: "sst2/stsa.binary.dev", text: "", words: ["empty"]),
    Damage(task: "mrpc", file: "mrpc/msr-para-train.tsv", text: "a\tb\n", words: ["line 1", "Quality"]),
    Damage(task: "mrpc", file: "mrpc/msr-para-train.tsv", text: header, words: ["no rows"]),
    Damage(
      task: "mrpc", file: "mrpc/msr-para-train.tsv", text: header + "1\t2\t3\tx\n", words: ["line 2", "4 columns"]),
    Damage(
      task: "mrpc", file: "mrpc/msr-para-train.tsv", text: header + "1\t2\t3\tx\t \n", words: ["line 2", "empty"]),
    Damage(task: "stsb", file: "stsb/sts-train.tsv", text: "a\tb\tc\td\t5.5\tx\ty\n", words: ["line 1", "'5.5'"]),
    Damage(task: "stsb", file: "stsb/sts-train.tsv", text: "a\tb\tc\td\tnan\tx\ty\n", words: ["line 1", "'nan'"]),
    Damage(task: "trecqa", file: "trecqa/train.csv", text: "q,l,a\n", words: ["line 1"]),
    Damage(
      task: "trecqa", file: "trecqa/train.csv", text: "qtext,label,atext\n\"a,1,b\n", words: ["line 2", "not closed"]),
    Damage(
      task: "trecqa", file: "trecqa/train.csv", text: "qtext,label,atext\na,1,b,c\n", words: ["line 2", "4 fields"]),
    Damage(task: "trecqa", file: "trecqa/train.csv", text: "qtext,label,atext\na,yes,b\n", words: ["line 2", "'yes'"]),
    Damage(task: "rte", file: "rte/rte1_dev.xml", text: "<a>\n<pair id=\"1\" value=\"TRUE\">\n<t>", words: ["line 2"]),
    Damage(
      task: "rte", file: "rte/rte1_dev.xml", text: "\n<pair id=\"1\" value=\"NONE\"><t>a</t><h>b</h></pair>",
      words: ["line 2", "neither"]),
    Damage(
      task: "rte", file: "rte/rte1_dev.xml", text: "<a>\n<pair value=\"TRUE\"><t>&#xD800;</t><h>b</h></pair>",
      words: ["line 2", "no character"]),
    Damage(
      task: "rte", file: "rte/rte1_dev.xml", text: "<pair value=\"TRUE\"><t>a</t></pair>", words: ["line 1", "<h>"]),
    Damage(
      task: "rte", file: "rte/rte1_dev.xml", text: "<pair value=\"TRUE\"><t>a</t><h>b</h></pair>\n<pa",
      words: ["line 2", "cut off"]),
    Damage(task: "snips", file: "snips/train/seq.out", text: "O O\n", words: ["seq.out", "line 1", "2 tags"]),
    Damage(task: "snips", file: "snips/train/seq.out", text: "O O X\n", words: ["seq.out", "line 1", "'X'"]),
    Damage(task: "snips", file: "snips/train/seq.out", text: "O O O\nO\n", words: ["seq.out", "2 lines"]),
    Damage(task: "wnut17", file: "wnut17/wnut17train.conll", text: "a\tO\nb\n", words: ["line 2", "1 columns"]),
    Damage(task: "wnut17", file: "wnut17/wnut17train.conll", text: "a\tO\nb\tZ\n", words: ["line 2", "'Z'"]),
    Damage(task: "wnut17", file: "wnut17/wnut17train.conll", text: "\n\n", words: ["no sentence"]),
  ]

  @Test(arguments: damages) func namesFileAndLine(damage: Damage) {
    var files = Self.sst2.merging(Self.snips) { $1 }
    files[damage.file] = damage.text
    #expect {
      _ = try read(damage.task, files)
    } throws: { error in
      let line = "\(error)"
      return error is DataError && line.contains(damage.file) && damage.words.allSatisfy { line.contains($0) }
        && !line.contains("\n")
    }
  }

  @Test func refusesBytesThatAreNotUTF8() throws {
    var files = Self.sst2.mapValues { Array($0.utf8) }
    files["sst2/stsa.binary.dev"] = Array("0 fine\n1 caf".utf8) + [0xE9, 0x0A]
    try Fixtures.withFolder(files) { (folder: String) throws -> Void in
      #expect {
        _ = try ClassicTasks(folder: folder).task(named: "sst2")
      } throws: { "\($0)".contains("stsa.binary.dev, line 2") }
    }
  }

  /// A file that was cut at the end of a line reads well: in a folder with all that is fetched the hash tells.
  @Test func fetchedFilesAreWhatWasPublished() throws {
    let files = RemoteFiles(
      name: "tiny", summary: "", folder: "nlu",
      sources: [
        .init(
          repository: "a/b", commit: "", licence: "",
          files: Self.sst2.map { .init($0.key, from: $0.key, hash: SHA256.hexadecimal(Array($0.value.utf8))) })
      ])
    func read(_ change: (inout [String: String]) -> Void) throws -> LanguageTask {
      var contents = Self.sst2
      change(&contents)
      let placed = Dictionary(uniqueKeysWithValues: contents.map { ("nlu/" + $0.key, Array($0.value.utf8)) })
      return try Fixtures.withFolder(placed) { try ClassicTasks(fetched: files, below: $0).task(named: "sst2") }
    }
    let whole = try read { _ in }
    #expect(whole.training.count == 2)
    #expect {
      _ = try read { $0["sst2/stsa.binary.train"] = "1 a fine , funny film\n" }
    } throws: { error in
      let line = "\(error)"
      return line.contains("stsa.binary.train: is damaged") && line.contains("switchyard data fetch classic-nlu")
    }
    // Where files are missing that were fetched, they are someone's own.
    #expect {
      _ = try read {
        $0["sst2/stsa.binary.train"] = "1 a film\n"
        $0["sst2/stsa.binary.dev"] = nil
      }
    } throws: { "\($0)".contains("stsa.binary.dev: is not there") }
  }

  @Test func unknownTasksAndMissingFiles() {
    #expect {
      _ = try read("sst3", [:])
    } throws: { "\($0)".contains("sst3") && "\($0)".contains("sst2") }
    #expect {
      _ = try read("cola", [:])
    } throws: { "\($0)".contains("in_domain_train.tsv") }
  }

  /// The sizes of the real sets: training with validation, and test.
  static let sizes = [
    "sst2": (7792, 1821, 2), "cola": (9078, 516, 2), "trec": (5452, 500, 6), "mrpc": (4076, 1725, 2),
    "sick-e": (5000, 4927, 3), "sick-r": (5000, 4927, 0), "rte": (1767, 2400, 2), "stsb": (7249, 1379, 0),
    "trecqa": (5866, 1517, 0), "snips": (13784, 700, 72), "atis": (4978, 893, 0), "wnut17": (4403, 1287, 13),
    "ud-atis": (4846, 586, 0),
  ]

  static let realFolder = ProcessInfo.processInfo.environment["SWITCHYARD_DATA"].map { $0 + "/nlu" }

  @Test(
    .enabled(
      if: realFolder.map { FileManager.default.fileExists(atPath: $0) } ?? false,
      "the real data sets are not in a folder nlu of the one that SWITCHYARD_DATA names"))
  func realSets() throws {
    let tasks = ClassicTasks(folder: Self.realFolder ?? "")
    for (name, size) in Self.sizes.sorted(by: { $0.key < $1.key }) {
      let task = try tasks.task(named: name)
      #expect(task.training.count + task.validation.count == size.0, "\(name)")
      #expect(task.test.count == size.1 && task.kind == tasks.kind(of: name), "\(name)")
      if size.2 > 0 { #expect(task.labels.count == size.2, "\(name): \(task.labels)") }
      #expect(task.validation.count * 5 < task.training.count * 4, "\(name)")
    }
    let subj = try tasks.task(named: "subj")
    #expect(subj.training.count + subj.validation.count + subj.test.count == 10_000)
    #expect(tasks.taskNames.count == 13)
  }
}
