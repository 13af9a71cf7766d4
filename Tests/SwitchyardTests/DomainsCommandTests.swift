import Foundation
import Testing

/// `switchyard data domains`, where there is nothing to read or just enough.
@Suite struct DomainsCommandTests {
  private func run(_ arguments: String..., data: String) throws -> Program.Result {
    try Program().run(arguments: ["data", "domains"] + arguments, environment: ["SWITCHYARD_DATA": data])
  }

  /// MNIST and USPS of 4 × 4 pixels: `count` pictures a class, all different.
  private func domains(_ count: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var (wide, train, test) = ("", "", "")
    for label in 0..<10 {
      for number in 0..<count {
        let brightness = (0..<16).map { (label * 31 + number * 17 + $0 * (3 + label)) % 256 }
        wide += (brightness + [label]).map(String.init).joined(separator: ",") + "\n"
        let row = "\(label) " + brightness.map { "\(Float($0) / 160 - 0.9)" }.joined(separator: " ") + "\n"
        if number == 0 { test += row } else { train += row }
      }
    }
    for (path, text) in [
      ("mnist-5k/mnist_5k.csv.gz", wide), ("usps/zip.train.gz", train), ("usps/zip.test.gz", test),
    ] {
      let file = folder.url.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return folder
  }

  @Test func listsWhatIsThereAndWhatIsNot() throws {
    let folder = try domains(3)
    try Data("1,2,3\n".utf8).write(to: folder.url.appendingPathComponent("usps/zip.test.gz"))
    let result = try run(data: folder.url.path)
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.lines.count == 11)
    func row(_ name: String) -> [String] {
      result.lines.first { $0.hasPrefix("\(name) ") }?.split(separator: " ").map(String.init) ?? []
    }
    #expect(row("mnist").prefix(4) == ["mnist", "digits", "10", "30"] && row("mnist").last == "found")
    #expect(
      row("usps").prefix(4).last == "-" && result.output.contains("found, but: ")
        && result.output.contains("zip.test.gz"))
    #expect(row("sketch").prefix(4) == ["sketch", "pacs", "7", "-"] && row("sketch").contains("missing;"))
    #expect(result.output.contains("Homework3-PACS") && row("tango").prefix(3) == ["tango", "icons", "9"])
  }

  @Test func showsAPairAndItsDraw() throws {
    let folder = try domains(3)
    let one = try run("show", "mnist", "usps", "--seed", "3", data: folder.url.path)
    #expect(one.status == 0 && one.errors.isEmpty, "\(one.errors)")
    #expect(one.output.contains("mnist → usps: 10 classes, 30 source pictures of which 10 are labelled, 30 targets"))
    #expect(one.lines.count == 13)
    let three = try run("show", "mnist", "usps", "--seed", "3", "--shots", "3", data: folder.url.path)
    for (short, long) in zip(one.lines.suffix(10), three.lines.suffix(10)) {
      let (few, more) = (short.split(separator: " "), long.split(separator: " "))
      #expect(few.count == 4 && more.count == 6 && few[1...2] == ["3", "3"] && few[3] == more[3])
    }
    #expect(try run("show", "mnist", "usps", "--seed", "3", data: folder.url.path).output == one.output)
    #expect(try run("show", "mnist", "usps", "--seed", "4", data: folder.url.path).output != one.output)
  }

  @Test(arguments: [
    (["mnist", "sketch"], ["'mnist'", "'sketch'", "pacs"]), (["usps", "usps"], ["'usps'", "same"]),
    (["mnist", "usps", "--shots", "4"], ["mnist", "'0'", "domains.shots"]),
    (["mnist", "usps", "--shots", "0"], ["domains.shots"]),
    (["mnist", "usps", "--examples=-1"], ["domains.examples"]),
    (["mnist", "usps", "--size", "999999"], ["domains.size"]), (["photo", "art"], ["pacs-photo", "Homework3-PACS"]),
    (["emnist", "usps"], ["'emnist'", "oxygen"]),
  ])
  func refusesInOneLine(_ arguments: [String], _ words: [String]) throws {
    let folder = try domains(3)
    let result = try Program().run(
      arguments: ["data", "domains", "show"] + arguments, environment: ["SWITCHYARD_DATA": folder.url.path])
    #expect(result.status == 2 && result.output.isEmpty && result.errorLines.count == 1, "\(result.errors)")
    for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
  }
}
