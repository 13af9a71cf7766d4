import Data
import Foundation
import Testing

@Suite struct ImageSetTests {
  private static func fixture(_ name: String) throws -> [UInt8] {
    Array(try Foundation.Data(contentsOf: URL(fileURLWithPath: Fixtures.folder + "/../images/" + name)))
  }

  @Test func foldersOfClasses() throws {
    let (png, jpeg) = (try Self.fixture("colour.png"), try Self.fixture("grey.jpg"))
    let files: [String: [UInt8]] = [
      "b/2.png": png, "b/10.JPG": jpeg, "b/notes.txt": [1], "a/deep/1.jpeg": jpeg, "a/.hidden.png": png,
      "a/cut.png": Array(png.prefix(50)), "b/text.jpg": Array("no picture".utf8), "empty/readme": [1], "loose.png": png,
    ]
    try Fixtures.withFolder(files) { folder in
      let set = try ImageFolders.read(folder)
      #expect(set.classes == ["a", "b"])
      #expect(set.labels == [0, 1, 1])
      #expect(set.images.map(\.width) == [16, 16, 7])
      #expect(set.skipped.count == 2)
      #expect(set.skipped[0].reason.hasPrefix("\(folder)/a/cut.png: "))
      #expect(set.skipped[1].reason.hasPrefix("\(folder)/b/text.jpg: "))
      let summary = try #require(set.skippedSummary)
      #expect(summary.hasPrefix("2 of 5 pictures skipped: ") && summary.hasSuffix(", and 1 more"))

      let small = try ImageFolders.read(folder, limit: 1) { $0.resized(width: 4, height: 4) }
      #expect(small.labels == [1] && small.images.allSatisfy { $0.width == 4 && $0.height == 4 })
      #expect(small.skipped.count == 1)
    }
  }

  /// A file that is left out is counted, and a link to nothing is a picture that is missing.
  @Test func otherKindsAndDeadLinksAreCounted() throws {
    let png = try Self.fixture("colour.png")
    let files: [String: [UInt8]] = [
      "a/1.png": png, "a/2.WebP": [1], "a/deep/3.webp": [1], "b/1.png": png, "b/notes": [1], "b/2.gif": [1],
      "c/1.webp": [1],
    ]
    try Fixtures.withFolder(files) { folder in
      for name in ["b/0.png", "b/9.bmp"] {
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: "nothing")
      }
      let set = try ImageFolders.read(folder)
      #expect(set.classes == ["a", "b"] && set.labels == [0, 1])
      #expect(set.skipped.map(\.reason) == ["\(folder)/b/0.png: is a link to a file that is not there"])
      #expect(set.ignored == ["webp": 3, "gif": 1, "bmp": 1, "": 1])
      let summary = "6 files of other kinds ignored (.webp 3, without ending 1, .bmp 1, .gif 1);"
      #expect(set.ignoredSummary == summary + " pictures have to be PNG or JPEG")
    }
  }

  @Test func foldersWithoutPictures() throws {
    try Fixtures.withFolder(["a/readme": [1]]) { folder in
      for path in [folder, folder + "/none", folder + "/a/readme"] {
        do {
          _ = try ImageFolders.read(path)
          Issue.record("read \(path)")
        } catch let error as DataError {
          #expect("\(error)".contains(path))
          #expect("\(error)".contains("without ending 1") == (path == folder))
        }
      }
    }
  }

  @Test func csv() throws {
    let text = "0,4,8,16,3\r\n\n16,16,0,0,1\n"
    try Fixtures.withFolder(["d.csv": Array(text.utf8)]) { folder in
      let set = try ImageTables.csv(folder + "/d.csv", white: 16)
      #expect(set.labels == [3, 1] && set.classes == ["0", "1", "2", "3"])
      #expect(set.images[0] == RGBImage(width: 2, height: 2, grey: [0, 64, 128, 255]))
    }
  }

  /// However a number is written, and by whichever way it is read.
  @Test func numbersInOtherWords() throws {
    let rows = [
      "0.25,0.500,1,0,3", "25e-2,5.0e-1,+1,-0,3", "0.25000000000,0.5,1.0,-0.0,3", " .25 ,0.5, 1.,00.000,03\r",
      "0.2500000000000,0.50000000,1e0,0x0,3",
    ]
    try Fixtures.withFolder(["d.csv": Array(rows.joined(separator: "\n").utf8)]) { folder in
      let set = try ImageTables.csv(folder + "/d.csv", white: 1)
      #expect(set.labels == [3, 3, 3, 3, 3])
      let expected = RGBImage(width: 2, height: 2, pixels: [64, 64, 64, 128, 128, 128, 255, 255, 255, 0, 0, 0])
      #expect(set.images == Array(repeating: expected, count: 5))
    }
    for text in ["1.2.3", "-", ".", "--1", "1-2", "0.5.", "1e", "inf", "16777217..0"] {
      try Fixtures.withFolder(["d.csv": Array("1,2,3,4,0\n1,2,\(text),4,0\n".utf8)]) { folder in
        let error = #expect(throws: DataError.self) { try ImageTables.csv(folder + "/d.csv", white: 1) }
        #expect(error?.message.contains("line 2: '\(text)' is not a number") == true, "\(text)")
      }
    }
    // As many digits as there are: the brightness of white, to the last place.
    try Fixtures.withFolder(["d.csv": Array("16777216,16777217,99999999,100000000,0\n".utf8)]) { folder in
      let pixels = try ImageTables.csv(folder + "/d.csv", white: 16_777_216).images[0].pixels
      #expect(pixels.allSatisfy { $0 == 255 })
    }
  }

  @Test func uspsRows() throws {
    let text = "6.0000 -1.000 1.000 0.000 -0.5 \n5.0 -1 -1 -1 1\n"
    try Fixtures.withFolder(["z": Array(text.utf8)]) { folder in
      let set = try ImageTables.usps(folder + "/z")
      #expect(set.labels == [6, 5] && set.classes.count == 7)
      #expect(set.images[0] == RGBImage(width: 2, height: 2, grey: [0, 255, 128, 64]))
    }
  }

  @Test(arguments: [
    ("1,2,3,4,0\n1,2,x,4,0\n", "line 2"), ("1,2,3,0\n", "line 1"), ("1,2,3,4,0\n1,0\n", "line 2"),
    ("1,2,3,4,-1\n", "label"), ("1,2,3,4,0.5\n", "label"), ("\n\n", "no pictures"), ("1,2,nan,4,0\n", "line 1"),
  ])
  func damagedRows(_ text: String, _ word: String) throws {
    try Fixtures.withFolder(["d.csv": Array(text.utf8)]) { folder in
      do {
        _ = try ImageTables.csv(folder + "/d.csv", white: 1)
        Issue.record("accepted")
      } catch let error as DataError {
        #expect("\(error)".contains(word) && "\(error)".contains("d.csv"), "\(error)")
      }
    }
  }

  @Test func idx() throws {
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3] + [1, 2, 3, 4, 5, 6]
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 7, 0]
    func read(_ images: [UInt8], _ labels: [UInt8]) throws -> ImageSet {
      try Fixtures.withFolder(["i": images, "l": labels]) { folder in
        try ImageTables.idx(images: folder + "/i", labels: folder + "/l")
      }
    }
    let set = try read(images, labels)
    #expect(set.labels == [7, 0] && set.classes.count == 8)
    #expect(set.images[1] == RGBImage(width: 3, height: 1, grey: [4, 5, 6]))
    for length in [0, 3, 15, 21] { #expect(throws: DataError.self) { try read(Array(images[..<length]), labels) } }
    #expect(throws: DataError.self) { try read(images + [0], labels) }
    #expect(throws: DataError.self) { try read(labels, images) }
    #expect(throws: DataError.self) { try read(images, [0, 0, 8, 1, 0, 0, 0, 1, 7]) }
    var wrong = images
    wrong[2] = 13
    #expect(throws: DataError.self) { try read(wrong, labels) }
    let huge: [UInt8] = [0, 0, 8, 3] + Array(repeating: 0xFF, count: 12)
    #expect(throws: DataError.self) { try read(huge, labels) }
  }
}

private func data(_ path: String) -> String? {
  let root = ProcessInfo.processInfo.environment["SWITCHYARD_DATA"] ?? ""
  return !root.isEmpty && FileManager.default.fileExists(atPath: "\(root)/\(path)") ? "\(root)/\(path)" : nil
}

/// The sets themselves; each test is skipped where its set is absent.
@Suite struct RealImageTests {
  @Test("USPS", .enabled(if: data("usps/zip.test.gz") != nil, "usps is absent from SWITCHYARD_DATA"))
  func usps() throws {
    let set = try ImageTables.usps(try #require(data("usps/zip.test.gz")))
    #expect(set.images.count == 2007 && set.classes.count == 10)
    #expect(set.images.allSatisfy { $0.width == 16 && $0.height == 16 })
  }

  @Test("PACS", .enabled(if: data("images/pacs") != nil, "images/pacs is absent from SWITCHYARD_DATA"))
  func pacs() throws {
    let root = try #require(data("images/pacs"))
    for domain in try FileManager.default.contentsOfDirectory(atPath: root) where !domain.hasPrefix(".") {
      let set = try ImageFolders.read("\(root)/\(domain)", limit: 10) { $0.resized(width: 98, height: 98) }
      #expect(set.classes.count == 7 && set.images.count == 70 && set.skipped.isEmpty, "\(domain)")
    }
  }
}
