import Data
import TestSupport

/// Made-up domains, laid out in a folder as the real ones are.
enum DomainFixture {
  /// A grey picture of 4 × 4, brightness 0 … 16, with its class.
  struct Digit {
    var grey: [Int]
    var label: Int
  }

  static let digitsFile = "usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz"
  static let mnistFile = "mnist-5k/mnist_5k.csv.gz"

  /// Different pictures, `counts[label]` of each class, class by class.
  static func digits(_ counts: [Int], seed: UInt64) -> [Digit] {
    var numbers = SampleNumbers(seed: seed)
    return counts.enumerated().flatMap { label, count in
      (0..<count).map { _ in Digit(grey: (0..<16).map { _ in Int(numbers.word() % 17) }, label: label) }
    }
  }

  /// As the file of `digits` has them.
  static func csv(_ digits: [Digit]) -> [UInt8] {
    lines(digits) { digit in digit.grey.map(String.init) + ["\(digit.label)"] }
  }

  /// As the file of `mnist` has them: the same pictures as `csv`.
  static func wideCSV(_ digits: [Digit]) -> [UInt8] {
    lines(digits) { digit in digit.grey.map { "\(Int((255 * Double($0) / 16).rounded()))" } + ["\(digit.label)"] }
  }

  /// As the files of `usps` have them.
  static func usps(_ digits: [Digit]) -> [UInt8] {
    let rows = digits.map { digit in
      (["\(digit.label).0000"] + digit.grey.map { "\(Float($0) / 8 - 1)" }).joined(separator: " ")
    }
    return Array((rows.joined(separator: "\n") + "\n").utf8)
  }

  private static func lines(_ digits: [Digit], _ fields: (Digit) -> [String]) -> [UInt8] {
    Array((digits.map { fields($0).joined(separator: ",") }.joined(separator: "\n") + "\n").utf8)
  }

  static func places(_ folder: String) -> ImagePlaces {
    ImagePlaces(root: folder, library: CorpusLibrary(roots: [folder]))
  }

  /// `digits` → `mnist` of made-up digits.
  static func load(
    _ source: [Digit], _ target: [Digit], _ request: DomainPairData.Request
  ) throws -> (data: DomainPairData, scoring: DomainScoring) {
    try Fixtures.withFolder([digitsFile: csv(source), mnistFile: wideCSV(target)]) { folder in
      try DomainPairData.load(source: "digits", target: "mnist", request, places: places(folder))
    }
  }

  /// A PNG of 12 × 10 in colours that follow from `number`.
  static func picture(_ number: UInt64) -> [UInt8] {
    var numbers = SampleNumbers(seed: number)
    return PlainPNG.bytes(width: 12, height: 10, pixels: (0..<360).map { _ in UInt8(numbers.word() & 255) })
  }

  /// `count` pictures a class of a domain of PACS, by path.
  static func pacs(_ domain: String, count: Int, seed: UInt64) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for (label, name) in DomainFamily.pacs.classes.enumerated() {
      for number in 0..<count {
        files["images/pacs/\(domain)/\(name)/\(number).png"] = picture(seed << 32 | UInt64(label * 1000 + number))
      }
    }
    return files
  }

  /// `photo` → `sketch` of made-up pictures.
  static func loadPacs(
    count: Int = 3, _ request: DomainPairData.Request
  ) throws -> (data: DomainPairData, scoring: DomainScoring) {
    let files = pacs("photo", count: count, seed: 1).merging(pacs("sketch", count: count, seed: 2)) { $1 }
    return try Fixtures.withFolder(files) { folder in
      try DomainPairData.load(source: "photo", target: "sketch", request, places: places(folder))
    }
  }
}

extension DomainPairData {
  /// All that can be reached from it, in words.
  var everything: String {
    var text = ""
    dump(self, to: &text)
    return text
  }

  /// What a picture shows.
  func pixels(_ side: DomainSide, _ index: Int) -> [UInt8] { pictures(side).image(index).pixels }
}
