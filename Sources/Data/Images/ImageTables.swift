import Foundation

/// Small grey pictures in files of numbers: CSV, the text rows of USPS, and the idx format of MNIST. Plain or gzip.
public enum ImageTables {
  /// Rows of numbers separated by commas, the label last; the pictures are square.
  ///
  /// - Parameters:
  ///   - white: the number that stands for white, 16 for the digits of scikit-learn, 255 for MNIST.
  ///   - limits: numbers beyond are refused; nil: they are taken for black and white.
  /// - Throws: `DataError` naming the file and the line.
  public static func csv(_ path: String, white: Float, limits: ClosedRange<Float>? = nil) throws -> ImageSet {
    try rows(path, separator: UInt8(ascii: ","), labelLast: true, limits: limits) { $0 / white }
  }

  /// Rows "label 256 numbers in −1 … 1", −1 black: the files `zip.train.gz` and `zip.test.gz` of USPS.
  ///
  /// - Throws: `DataError` naming the file and the line.
  public static func usps(_ path: String) throws -> ImageSet {
    try rows(path, separator: UInt8(ascii: " "), labelLast: false) { ($0 + 1) / 2 }
  }

  private static func rows(
    _ path: String, separator: UInt8, labelLast: Bool, limits: ClosedRange<Float>? = nil,
    brightness: (Float) -> Float
  ) throws -> ImageSet {
    let bytes = try FileReading.contents(of: path)
    var set = ImageSet(images: [], labels: [], classes: [])
    var width: Int?
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      func fault(_ text: String) -> DataError { DataError("\(path): line \(index + 1): \(text)") }
      var numbers: [Float] = []
      numbers.reserveCapacity(width.map { $0 * $0 + 1 } ?? 0)
      for field in line.split(separator: separator) {
        if let number = plainNumber(field) {
          numbers.append(number)
          continue
        }
        let text = String(decoding: field, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if text.isEmpty { continue }
        guard let number = Float(text), number.isFinite else { throw fault("'\(text.prefix(20))' is not a number") }
        numbers.append(number)
      }
      if numbers.isEmpty { continue }
      let label = labelLast ? numbers.removeLast() : numbers.removeFirst()
      guard label >= 0, label < 1000, label == label.rounded() else {
        throw fault("the label \(label) is not a whole number from 0 to 999")
      }
      if let limits, let number = numbers.first(where: { !limits.contains($0) }) {
        throw fault("\(number) is no brightness from \(Int(limits.lowerBound)) to \(Int(limits.upperBound))")
      }
      let side = Int(Float(numbers.count).squareRoot())
      guard side > 0, side * side == numbers.count, width == nil || width == side else {
        throw fault(
          "\(numbers.count) numbers beside the label"
            + (width.map { ", the lines before have \($0 * $0)" } ?? " are no square picture"))
      }
      width = side
      let grey = numbers.map { UInt8(clamping: Int((255 * min(max(brightness($0), 0), 1)).rounded())) }
      set.images.append(RGBImage(width: side, height: side, grey: grey))
      set.labels.append(Int(label))
    }
    guard let highest = set.labels.max() else { throw DataError("\(path): holds no pictures") }
    set.classes = (0...highest).map(String.init)
    return set
  }

  /// A file of pictures and one of labels in the idx format, such as `train-images-idx3-ubyte.gz`.
  ///
  /// Format: two zero bytes, the element type (8: unsigned bytes), the number of dimensions, each length in four bytes,
  /// highest first, then the elements. Source: LeCun, Cortes and Burges, the MNIST database.
  /// - Throws: `DataError` naming the file at fault.
  public static func idx(images imagePath: String, labels labelPath: String) throws -> ImageSet {
    let images = try array(imagePath, dimensions: 3)
    let labels = try array(labelPath, dimensions: 1)
    guard images.shape[0] == labels.shape[0] else {
      throw DataError("\(labelPath): \(labels.shape[0]) labels for \(images.shape[0]) pictures in \(imagePath)")
    }
    let (height, width) = (images.shape[1], images.shape[2])
    let size = height * width
    guard let highest = labels.elements.max(), size > 0 else { throw DataError("\(imagePath): holds no pictures") }
    return ImageSet(
      images: (0..<images.shape[0]).map {
        RGBImage(width: width, height: height, grey: Array(images.elements[$0 * size..<($0 + 1) * size]))
      }, labels: labels.elements.map(Int.init), classes: (0...Int(highest)).map(String.init))
  }

  private static func array(_ path: String, dimensions: Int) throws -> (shape: [Int], elements: [UInt8]) {
    let bytes = try FileReading.contents(of: path)
    let header = 4 + 4 * dimensions
    guard bytes.count >= header, bytes[0] == 0, bytes[1] == 0 else { throw DataError("\(path): is not an idx file") }
    guard bytes[2] == 8, Int(bytes[3]) == dimensions else {
      throw DataError(
        "\(path): has element type \(bytes[2]) and \(bytes[3]) dimensions, must have 8 (bytes) and \(dimensions)")
    }
    let shape = (1...dimensions).map { place in (0..<4).reduce(0) { $0 << 8 | Int(bytes[4 * place + $1]) } }
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      if overflow { throw DataError("\(path): its lengths \(shape) are too large") }
      count = product
    }
    guard bytes.count - header == count else {
      throw DataError("\(path): \(bytes.count - header) elements, its lengths \(shape) ask for \(count) (cut off?)")
    }
    return (shape, Array(bytes[header...]))
  }
}
