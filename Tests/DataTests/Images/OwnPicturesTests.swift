import Data
import Foundation
import Testing

/// Pictures of the user's own, in small files.
@Suite struct OwnPicturesTests {
  private static func load(_ kind: OwnPictures, _ path: String, size: Int = 4) throws -> ImageTaskData {
    try ImageTaskData.load(kind.rawValue, .init(training: 4, validation: 2, size: size, path: path))
  }

  private func sizes(_ data: ImageTaskData) -> [Int] { [data.training.count, data.validation.count, data.test.count] }

  /// `count` different pictures of each class.
  private static func folders(
    _ classes: [String], count: Int, below part: String = "", seed: Int = 0
  ) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for (label, name) in classes.enumerated() {
      for number in 0..<count {
        files["\(part)\(name)/\(number).png"] = DomainFixture.picture(UInt64(seed + 100 * label + number))
      }
    }
    return files
  }

  @Test func oneFolderIsDivided() throws {
    try Fixtures.withFolder(Self.folders(["cat", "dog"], count: 10)) { folder in
      let data = try Self.load(.folder, folder)
      #expect(data.task == "folder" && data.classes == ["cat", "dog"] && sizes(data) == [4, 2, 14])
      let parts = [data.training, data.validation, data.test]
      let pictures = parts.flatMap { part in (0..<part.count).map { part.image($0).pixels } }
      #expect(Set(pictures).count == 20, "no picture is in two parts")
      #expect(try Self.load(.folder, folder).hash == data.hash)
    }
  }

  @Test func foldersToTrainAndToTestOn() throws {
    let (own, other) = (
      Self.folders(["cat", "dog"], count: 5, below: "train/"),
      Self.folders(["cat", "dog"], count: 3, below: "test/", seed: 50)
    )
    try Fixtures.withFolder(own.merging(other) { $1 }) { folder in
      let data = try Self.load(.folder, folder)
      #expect(data.classes == ["cat", "dog"] && sizes(data) == [4, 2, 6] && data.test.labels == [0, 0, 0, 1, 1, 1])
    }
    try Fixtures.withFolder(own) { folder in
      let error = #expect(throws: DataError.self) { try Self.load(.folder, folder) }
      #expect(error?.message.hasPrefix("\(folder): has folders of classes below train, but none below test") == true)
    }
    // Pictures of trains.
    try Fixtures.withFolder(Self.folders(["train", "tram"], count: 5)) { folder in
      let data = try Self.load(.folder, folder)
      #expect(data.classes == ["train", "tram"])
    }
  }

  /// Larger pictures are brought down as they are read, and are those of the same parts whatever a model sees of them.
  @Test func largePictures() throws {
    let size = (OwnPictures.side + 40, 30)
    var files: [String: [UInt8]] = [:]
    for number in 0..<10 {
      let pixels = [UInt8](repeating: UInt8(20 * number), count: 3 * size.0 * size.1)
      files["\(number % 2)/\(number).png"] = PlainPNG.bytes(width: size.0, height: size.1, pixels: pixels)
    }
    try Fixtures.withFolder(files) { folder in
      let (small, large) = (try Self.load(.folder, folder, size: 4), try Self.load(.folder, folder, size: 64))
      func brightness(_ data: ImageTaskData) -> [UInt8] {
        (0..<data.training.count).map { data.training.image($0).pixels[0] }
      }
      #expect(brightness(small) == brightness(large) && Set(brightness(small)).count == 4)
    }
  }

  /// Pictures of one row of two pixels.
  private static func idx(_ labels: [UInt8], from first: UInt8 = 0) -> (images: [UInt8], labels: [UInt8]) {
    let count = UInt8(labels.count)
    var images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 1, 0, 0, 0, 2]
    for place in labels.indices { images += [first + UInt8(place), 200] }
    let head: [UInt8] = [0, 0, 8, 1, 0, 0, 0, count]
    return (images, head + labels)
  }

  @Test func idx() throws {
    let (own, other) = (Self.idx([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]), Self.idx([1, 0, 1], from: 50))
    let files = [
      "train-images-idx3-ubyte": own.images, "train-labels-idx1-ubyte": own.labels,
      "t10k-images-idx3-ubyte.gz": other.images, "t10k-labels-idx1-ubyte.gz": other.labels,
      "lone-images-idx3-ubyte": own.images,
    ]
    try Fixtures.withFolder(files) { folder in
      let data = try Self.load(.idx, folder, size: 2)
      #expect(data.task == "idx" && sizes(data) == [4, 2, 3] && data.test.labels == [1, 0, 1])
      #expect(data.test.image(0).pixels[0] == 50)
      let divided = try Self.load(.idx, folder + "/train-images-idx3-ubyte")
      #expect(sizes(divided) == [4, 2, 4])
      let lone = #expect(throws: DataError.self) { try Self.load(.idx, folder + "/lone-images-idx3-ubyte") }
      #expect(lone?.message.hasSuffix("put lone-labels-idx1-ubyte beside it") == true)
      let foreign = #expect(throws: DataError.self) { try Self.load(.idx, folder + "/t10k-labels-idx1-ubyte.gz") }
      #expect(foreign?.message.contains("…-images-idx3-ubyte") == true)
    }
    try Fixtures.withFolder(["a": [1]]) { folder in
      let empty = #expect(throws: DataError.self) { try Self.load(.idx, folder) }
      #expect(empty?.message.hasPrefix("\(folder): holds no train-images-idx3-ubyte") == true)
    }
  }

  private static func rows(_ count: Int, from first: Int = 0) -> String {
    (first..<first + count).map { "\($0),255,0,7,\($0 % 2)\n" }.joined()
  }

  @Test func csv() throws {
    let files = ["train.csv": Array(Self.rows(10).utf8), "test.csv": Array(Self.rows(3, from: 50).utf8)]
    try Fixtures.withFolder(files) { folder in
      let data = try Self.load(.csv, folder, size: 2)
      #expect(sizes(data) == [4, 2, 3] && data.classes == ["0", "1"] && data.test.labels == [0, 1, 0])
      #expect(data.test.image(1).pixels == [51, 51, 51, 255, 255, 255, 0, 0, 0, 7, 7, 7])
      let divided = try Self.load(.csv, folder + "/train.csv")
      #expect(sizes(divided) == [4, 2, 4])
    }
  }

  @Test(arguments: [
    ("1,2,3,4,0\n1,2,256,4,1\n", "line 2: 256"), ("1,2,-1,4,0\n", "line 1: -1"),
    ("1,2,3,4,1000\n", "line 1: the label"),
    ("1,0,0.5,1,0\n0,1,0,1,1\n", "white is 255"), ("9,2,3,4,7\n9,9,3,4,7\n", "all its pictures are of class '7'"),
    ("label,pixel\n", "line 1: 'label'"), ("", "holds no pictures"),
  ])
  func damagedCSV(_ text: String, _ words: String) throws {
    try Fixtures.withFolder(["own.csv": Array(text.utf8)]) { folder in
      let error = #expect(throws: DataError.self) { try Self.load(.csv, folder + "/own.csv") }
      #expect(error?.message.contains(words) == true && error?.message.contains("own.csv") == true, "\(error as Any)")
    }
  }

  @Test func whatCannotBeLearntIsRefused() throws {
    try Fixtures.withFolder(Self.folders(["cat"], count: 3)) { folder in
      for (path, words) in [
        (folder, "all its pictures are of class 'cat'"), (folder + "/cat", "holds no folders"),
        (folder + "/none", "images.path: there is nothing at \(folder)/none"), ("", "images.path is empty"),
      ] {
        let error = #expect(throws: DataError.self) { try Self.load(.folder, path) }
        #expect(error?.message.contains(words) == true, "\(error as Any)")
        #expect(path.isEmpty || error?.message.contains(path) == true, "\(error as Any)")
      }
      let other = #expect(throws: DataError.self) { try ImageTaskData.load("shapes", .init(size: 4, path: folder)) }
      #expect(other?.message.contains("folder, idx, csv") == true)
    }
    try Fixtures.withFolder(["a/1.png": [1], "b/2.png": [2]]) { folder in
      let error = #expect(throws: DataError.self) { try Self.load(.folder, folder) }
      #expect(error?.message.contains("no picture can be read; 2 of 2 pictures skipped: \(folder)/a/1.png") == true)
    }
  }
}
