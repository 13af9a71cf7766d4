import Foundation

/// Pictures of the user's own: how they are read.
///
/// Where there is no test part, the pictures are divided as those of any other task.
public enum OwnPictures: String, CaseIterable, Sendable {
  /// A folder for each class, or such folders below `train` and below `test`.
  case folder
  /// A file of pictures and one of labels in the format of MNIST.
  case idx
  /// Rows of numbers from 0 to 255, the label last.
  case csv

  /// What it reads, in a few words.
  public var summary: String {
    switch self {
    case .folder: "your own PNG and JPEG pictures, a folder for each class, alone or below train and test"
    case .idx: "your own pictures in MNIST's format, …-images-idx3-ubyte beside …-labels-idx1-ubyte, plain or gzip"
    case .csv: "your own square grey pictures, rows of numbers from 0 to 255 with the label last, plain or gzip"
    }
  }

  /// Photographs are brought down to this many pixels a side as they are read, or to the side that is asked for if that
  /// is more: thousands of them would not fit into memory, and the division must not depend on a smaller side.
  public static let side = 256

  /// The pictures that lie at `path` as a task.
  ///
  /// - Parameter size: pixels along a side that a model will see.
  func task(at path: String, size: Int) -> ImageTask {
    ImageTask(rawValue, summary, from: .path(path)) { _ in
      guard FileReading.exists(path) else {
        throw DataError("images.path: there is nothing at \(path); name \(self.place)")
      }
      return try self == .folder ? Self.folders(path, side: max(size, Self.side)) : self.tables(path)
    }
  }

  /// What `images.path` has to name.
  private var place: String {
    switch self {
    case .folder: "a folder with one folder for each class, or with such folders below train and test"
    case .idx: "a file …-images-idx3-ubyte, or the folder of \(names.training[0])"
    case .csv: "a CSV file, or the folder of \(names.training[0])"
    }
  }

  private static func folders(_ path: String, side: Int) throws -> ImagePool {
    func read(_ folder: String) throws -> ImageSet {
      try ImageFolders.read(folder) { $0.resized(width: min($0.width, side), height: min($0.height, side)) }
    }
    let (training, test) = ("\(path)/train", "\(path)/test")
    // A folder of that name with pictures and no folders may be a class: pictures of trains.
    guard holdsFolders(training) else { return ImagePool(training: try read(path)) }
    guard holdsFolders(test) else {
      throw DataError(
        "\(path): has folders of classes below train, but none below test; add those, or name \(training) to have it divided"
      )
    }
    return ImagePool(training: try read(training), test: try read(test))
  }

  private static func holdsFolders(_ folder: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.contains { !$0.hasPrefix(".") && FileReading.isFolder("\(folder)/\($0)") }
  }

  /// What the files of a folder are called; each may end in `.gz`.
  private var names: (training: [String], test: [String]) {
    switch self {
    case .folder: ([], [])
    case .idx:
      (
        ["train-images-idx3-ubyte", "train-images.idx3-ubyte"],
        ["t10k-images-idx3-ubyte", "t10k-images.idx3-ubyte", "test-images-idx3-ubyte", "test-images.idx3-ubyte"]
      )
    case .csv: (["train.csv"], ["test.csv"])
    }
  }

  private func tables(_ path: String) throws -> ImagePool {
    guard FileReading.isFolder(path) else { return ImagePool(training: try table(path)) }
    func first(_ names: [String]) -> String? {
      names.flatMap { ["\(path)/\($0)", "\(path)/\($0).gz"] }.first(where: FileReading.exists)
    }
    guard let training = first(names.training) else {
      throw DataError("\(path): holds no \(names.training[0]), plain or .gz; name the file itself in images.path")
    }
    return ImagePool(training: try table(training), test: try first(names.test).map(table))
  }

  private func table(_ path: String) throws -> ImageSet {
    if self == .idx { return try ImageTables.idx(images: path, labels: try Self.labels(of: path)) }
    let set = try ImageTables.csv(path, white: 255, limits: 0...255)
    guard set.images.contains(where: { $0.pixels.contains { $0 > 1 } }) else {
      throw DataError("\(path): no number is above 1, but white is 255: multiply the numbers by 255")
    }
    return set
  }

  /// The file of labels that belongs to one of pictures.
  private static func labels(of images: String) throws -> String {
    let (folder, name) = ((images as NSString).deletingLastPathComponent, (images as NSString).lastPathComponent)
    let own = name.replacingOccurrences(of: "images", with: "labels").replacingOccurrences(of: "idx3", with: "idx1")
    guard own != name else {
      throw DataError(
        "\(images): is not called …-images-idx3-ubyte, which tells what its labels' file is called; rename both")
    }
    let plain = own.hasSuffix(".gz") ? String(own.dropLast(3)) : own
    let paths = [plain, plain + ".gz"].map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
    if let path = paths.first(where: FileReading.exists) { return path }
    throw DataError("\(images): the file of its labels is missing: put \(own) beside it")
  }
}
