import Data
import Foundation
import Testing

@Suite struct ImageTaskTests {
  private static func places(_ folder: String) -> ImagePlaces {
    ImagePlaces(root: folder, library: CorpusLibrary(roots: [folder]))
  }

  private static func png(_ name: String = "colour.png") throws -> [UInt8] {
    Array(try Foundation.Data(contentsOf: URL(fileURLWithPath: Fixtures.folder + "/../images/" + name)))
  }

  /// Rows "pixels…, label" of distinct 2 × 2 pictures, `counts[label]` of each label.
  private static func digits(_ counts: [Int]) -> [UInt8] {
    var text = ""
    for (label, count) in counts.enumerated() {
      for number in 0..<count { text += "\(number % 17),\(number / 17 % 17),\(label),3,\(label)\n" }
    }
    return Array(text.utf8)
  }

  private static let digitsFile = "usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz"

  private func counts(_ examples: ImageExamples, _ classes: Int) -> [Int] {
    examples.labels.reduce(into: Array(repeating: 0, count: classes)) { $0[$1] += 1 }
  }

  @Test func theSplitIsStratifiedAndDisjoint() throws {
    try Fixtures.withFolder([Self.digitsFile: Self.digits([100, 60, 40])]) { folder in
      let request = ImageTaskData.Request(training: 40, validation: 10, size: 2)
      let data = try ImageTaskData.load("digits", request, places: Self.places(folder))
      #expect(sizes(data) == [40, 10, 150])
      #expect(counts(data.training, 3) == [20, 12, 8] && counts(data.validation, 3) == [5, 3, 2])
      #expect(counts(data.test, 3) == [75, 45, 30])
      let parts = [data.training, data.validation, data.test]
      let all = parts.flatMap { part in (0..<part.count).map { part.image($0).pixels } }
      #expect(Set(all).count == 200, "no picture is in two parts, none is lost")
      #expect(data.skipped.isEmpty && data.skippedSummary == nil && data.ignoredSummary == nil)
      #expect(data.classes == ["0", "1", "2"])
      #expect(data.split.contains("40 pictures to train on, 10 to validate, 150 to test"))
    }
  }

  @Test func smallSetsGiveAtMostTheirShare() throws {
    try Fixtures.withFolder([Self.digitsFile: Self.digits([30, 20])]) { folder in
      let data = try ImageTaskData.load("digits", .init(test: 10, size: 2), places: Self.places(folder))
      // 60 % of 50 for training and validation in the ratio 4 to 1.
      #expect(sizes(data) == [24, 6, 10])
      #expect(counts(data.test, 2) == [6, 4])
    }
  }

  /// What is in which part does not hang on the order of the file, nor on what is asked of the other parts.
  @Test func theSplitFollowsFromThePictures() throws {
    func training(_ rows: [String], test: Int) throws -> Set<[UInt8]> {
      try Fixtures.withFolder([Self.digitsFile: Array(rows.joined(separator: "\n").utf8)]) { folder in
        let data = try ImageTaskData.load(
          "digits", .init(training: 20, validation: 8, test: test, size: 2), places: Self.places(folder))
        return Set((0..<data.training.count).map { data.training.image($0).pixels })
      }
    }
    let rows = String(decoding: Self.digits([40, 40]), as: UTF8.self).split(separator: "\n").map(String.init)
    let one = try training(rows, test: 0)
    #expect(try training(rows.reversed(), test: 7) == one && one.count == 20)
  }

  /// Guards drawing, split and resizing: they may not change, or old runs are no longer comparable. The number is that of
  /// the same rules written a second time in another language.
  @Test func theSplitIsTheSameOnEveryMachine() throws {
    let data = try ImageTaskData.load("shapes", .init(training: 16, validation: 8, test: 8, size: 8))
    #expect(counts(data.training, 8) == Array(repeating: 2, count: 8))
    #expect(String(data.hash, radix: 16) == Self.shapesHash)
  }
  private static let shapesHash = "3723d72a05299c00"

  @Test func aTestPartOfItsOwnIsUsed() throws {
    let (png, other) = (try Self.png(), try Self.png("grey.jpg"))
    let folders = ["train", "test"].flatMap { part in
      ["a", "b"].flatMap { name in (0..<(part == "train" ? 5 : 3)).map { "images/cifar10/\(part)/\(name)/\($0).png" } }
    }
    var files = Dictionary(uniqueKeysWithValues: folders.map { ($0, png) })
    files["images/cifar10/train/a/0.png"] = other
    files["images/cifar10/test/b/1.png"] = Array(png.prefix(40))
    files["images/cifar10/train/b/2.png"] = Array("no picture".utf8)
    files["images/cifar10/train/b/9.webp"] = [1]
    files["images/cifar10/test/b/9.webp"] = [1]
    files["images/cifar10/test/a/9.gif"] = [1]
    try Fixtures.withFolder(files) { folder in
      let data = try ImageTaskData.load(
        "cifar10", .init(training: 6, validation: 2, size: 4), places: Self.places(folder))
      #expect(sizes(data) == [6, 2, 5])
      let skipped = try #require(data.skippedSummary)
      #expect(skipped.hasPrefix("2 of 16 pictures skipped: ") && skipped.contains("train/b/2.png"))
      #expect(data.skipped.map { $0.reason.contains("b/2.png: ") } == [true, false])
      #expect(data.skipped.map { $0.reason.contains("test/b/1.png: damaged") } == [false, true])
      #expect(data.ignoredSummary?.hasPrefix("3 files of other kinds ignored (.webp 2, .gif 1)") == true)
    }
  }

  @Test func missingPicturesAreNamedWithTheCommand() throws {
    try Fixtures.withFolder(["x": [1]]) { folder in
      for task in ImageTaskCatalog.all where task.name != "shapes" {
        let places = Self.places(folder)
        #expect(!places.isPresent(task))
        do {
          _ = try ImageTaskData.load(task.name, .init(size: 4), places: places)
          Issue.record("read \(task.name)")
        } catch let error as DataError {
          #expect(!error.message.contains("\n"))
          #expect(
            error.message.contains("switchyard data fetch ") || error.message.contains("\(folder)/"), "\(error)")
        }
      }
      let unknown = #expect(throws: DataError.self) { try ImageTaskData.load("cifar", .init(size: 4)) }
      #expect(unknown?.message.contains("cifar10") == true)
    }
  }

  /// A folder of which a part is missing is no less missing.
  @Test(arguments: [("cifar10", "images/cifar10/train/a/1.png", "test"), ("usps", "usps/zip.test.gz", "zip.train.gz")])
  func missingPartsAreNamedWithTheirSource(_ task: String, _ file: String, _ missing: String) throws {
    try Fixtures.withFolder([file: try Self.png()]) { folder in
      let (places, known) = (Self.places(folder), try ImageTaskCatalog.task(named: task))
      #expect(!places.isPresent(known))
      let error = #expect(throws: DataError.self) { try ImageTaskData.load(task, .init(size: 4), places: places) }
      #expect(error?.message.contains("/\(missing) is missing; it is in github.com/") == true, "\(error as Any)")
    }
  }

  /// However many classes there are, the line is one that can be read.
  @Test func otherClassesToTestOnAreCounted() throws {
    let rows = (0...9).map { "\($0) -1 0 0 \(Float($0) / 10)\n" }.joined()
    let files = ["usps/zip.train.gz": Array(rows.utf8), "usps/zip.test.gz": Array((rows + "999 1 1 1 1\n").utf8)]
    try Fixtures.withFolder(files) { folder in
      let error = #expect(throws: DataError.self) {
        try ImageTaskData.load("usps", .init(size: 4), places: Self.places(folder))
      }
      #expect(
        error?.message
          == "task usps: the pictures to train on have 10 classes, those to test on 1000, and they have to be the same:"
          + " '10' is in those to test on alone")
    }
  }

  @Test func tooMuchForTheMemoryIsRefused() throws {
    let error = #expect(throws: DataError.self) { try ImageTaskData.load("shapes", .init(size: 4096)) }
    #expect(error?.message.contains("images.test_examples") == true)
  }

  /// Links and pictures that are there twice would put the same picture into training and test.
  @Test func iconsAreTakenOnce() throws {
    let (one, two, three) = (try Self.png(), try Self.png("grey.png"), try Self.png("grey.jpg"))
    let themes = ["gnome/32x32", "Tango/32x32", "oxygen/base/32x32"]
    var files: [String: [UInt8]] = [:]
    for theme in themes { files["usr/share/icons/\(theme)/actions/a.png"] = one }
    files["usr/share/icons/gnome/32x32/places/b.png"] = two
    files["usr/share/icons/Tango/32x32/places/cut.png"] = Array(two.prefix(30))
    files["usr/share/icons/gnome/32x32/animations/c.png"] = three
    try Fixtures.withFolder(files) { folder in
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/usr/share/icons/gnome/32x32/actions/0.png", withDestinationPath: "../places/b.png")
      let data = try ImageTaskData.load(
        "icons", .init(training: 1, validation: 1, size: 4), places: Self.places(folder))
      #expect(data.training.count + data.validation.count + data.test.count == 2)
      #expect(data.skipped.count == 1 && data.skipped[0].reason.contains("cut.png"))
    }
  }

  @Test func batchesGoThroughAnEpochWithoutRepeating() {
    let batches = ImageBatches(count: 23, batchSize: 5, seed: 3)
    #expect(batches.stepsPerEpoch == 4)
    var orders: [[Int]] = []
    for epoch in 0..<3 {
      let seen = (0..<4).flatMap { batches.indices(at: 4 * epoch + $0) }
      #expect(Set(seen).count == 20 && seen.allSatisfy { (0..<23).contains($0) })
      orders.append(seen)
    }
    #expect(orders[0] != orders[1] && orders[1] != orders[2])
    #expect(batches.indices(at: 7) == ImageBatches(count: 23, batchSize: 5, seed: 3).indices(at: 7))
    #expect(batches.indices(at: 7) != ImageBatches(count: 23, batchSize: 5, seed: 4).indices(at: 7))
  }

  @Test func batchesAreNormalisedLikeSinglePictures() throws {
    let data = try ImageTaskData.load("shapes", .init(training: 16, validation: 8, test: 8, size: 8))
    var values = [Float](repeating: 0, count: 2 * 3 * 64)
    values.withUnsafeMutableBufferPointer { data.training.write([5, 2], .imageNet, to: $0.baseAddress!) }
    let single = [5, 2].flatMap { ImageNormalisation.imageNet.apply(data.training.image($0)) }
    #expect(values == single)
  }

  @Test func shapesHaveEightClassesOfDistinctPictures() throws {
    let data = try ImageTaskData.load("shapes", .init(size: 32))
    #expect(sizes(data) == [768, 192, 640])
    #expect(data.classes.count == 8)
    let pictures = (0..<data.training.count).map { data.training.image($0).pixels }
    #expect(Set(pictures).count == pictures.count)
  }
}

/// To train, to validate and to test on.
private func sizes(_ data: ImageTaskData) -> [Int] {
  [data.training.count, data.validation.count, data.test.count]
}

private func isHere(_ task: String) -> Bool {
  ImageTaskCatalog.all.first { $0.name == task }.map { ImagePlaces.standard.isPresent($0) } ?? false
}

/// The sets themselves; each is skipped where its pictures are absent.
@Suite struct RealImageTaskTests {
  @Test(
    "sizes of the parts",
    arguments: [
      ("cifar10", [800, 200, 2000]), ("usps", [800, 200, 2007]), ("pacs-sketch", [202, 50, 168]),
      ("mnist", [800, 200, 4000]), ("digits", [800, 200, 797]),
    ].filter { isHere($0.0) })
  func parts(_ task: String, _ expected: [Int]) throws {
    let data = try ImageTaskData.load(task, .init(size: 8))
    #expect(sizes(data) == expected, "\(task)")
    #expect(data.skipped.isEmpty)
  }
}
