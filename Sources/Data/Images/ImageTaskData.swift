internal import Threading

/// The pictures of a task, divided and in one size.
public struct ImageTaskData: Sendable {
  /// How much the pictures may take in memory, in bytes.
  public static let budget = 1 << 30

  /// The task's name.
  public let task: String
  /// Names of the classes.
  public let classes: [String]
  /// To train on.
  public let training: ImageExamples
  /// To choose by.
  public let validation: ImageExamples
  /// To report.
  public let test: ImageExamples
  /// Damaged pictures, which were left out, in the order of the source.
  public let skipped: [ImageSet.Skipped]
  /// How many those are, and the first by name, in one line; nil if there are none.
  public let skippedSummary: String?
  /// How many files of other kinds lay beside the pictures, in one line; nil if there are none.
  public let ignoredSummary: String?
  /// Follows from the training pictures and their labels.
  public let hash: UInt64

  /// How the pictures are divided, in one line.
  public var split: String {
    "\(task): \(classes.count) classes, \(training.count) pictures to train on, \(validation.count) to validate,"
      + " \(test.count) to test, \(training.size) × \(training.size) pixels"
  }

  /// How many pictures are wanted.
  public struct Request: Sendable {
    /// To train on.
    public var training: Int
    /// To validate on.
    public var validation: Int
    /// To test on; 0: all that are left.
    public var test: Int
    /// Pixels along a side.
    public var size: Int
    /// Where own pictures lie; empty for others.
    public var path: String

    /// All fields.
    public init(training: Int = 800, validation: Int = 200, test: Int = 0, size: Int, path: String = "") {
      (self.training, self.validation, self.test, self.size) = (training, validation, test, size)
      self.path = path
    }
  }

  /// Reads a task's pictures, divides them and brings them to one size, by bicubic interpolation.
  ///
  /// Damaged pictures are left out. A set that is too small gives what it has: see `split`.
  /// - Throws: `DataError` when the pictures are missing, of one class, or more than the memory allows.
  public static func load(
    _ name: String, _ request: Request, places: ImagePlaces = .standard
  ) throws -> ImageTaskData {
    let task = try ImageTaskCatalog.task(named: name, path: request.path, size: request.size)
    return try ImageTaskData(task, try task.read(places), request)
  }

  init(_ task: ImageTask, _ pool: ImagePool, _ request: Request) throws {
    let (set, testSet) = (pool.training, pool.test ?? pool.training)
    try Self.check(task, pool)
    var split =
      if let own = pool.test {
        ImageSplit(training: request.training, validation: request.validation, of: set, test: own)
      } else {
        ImageSplit(set, training: request.training, validation: request.validation, trainable: task.trainable)
      }
    if request.test > 0 { split.test = ImageSplit.sample(request.test, of: split.test, in: testSet) }
    guard !split.training.isEmpty else {
      throw DataError("task \(task.title): \(set.images.count) pictures are too few to be divided; add some")
    }
    let bytes = (split.training.count + split.validation.count + split.test.count) * 3 * request.size * request.size
    guard bytes <= Self.budget else {
      throw DataError(
        "task \(task.title): its pictures would take \(bytes >> 20) MiB at \(request.size) pixels, more than"
          + " \(Self.budget >> 20); lower images.test_examples, images.train_examples or images.size")
    }
    self.task = task.name
    classes = set.classes
    training = Self.resized(set, split.training, request.size)
    validation = Self.resized(set, split.validation, request.size)
    test = Self.resized(testSet, split.test, request.size)
    var joined = set
    if let own = pool.test {
      joined.skipped += own.skipped
      joined.images += own.images
      joined.ignored.merge(own.ignored, uniquingKeysWith: +)
    }
    skipped = joined.skipped
    skippedSummary = joined.skippedSummary
    ignoredSummary = joined.ignoredSummary
    hash = StableHash.hash(
      training.labels.map { UInt8(truncatingIfNeeded: $0) }
        + withUnsafeBytes(of: StableHash.hash(training.pixels).littleEndian) { Array($0) })
  }

  /// - Throws: `DataError` when nothing can be learnt from the pictures, or the parts are of different classes.
  private static func check(_ task: ImageTask, _ pool: ImagePool) throws {
    let set = pool.training
    guard !set.images.isEmpty else {
      throw DataError("task \(task.title): no picture can be read; \(set.skippedSummary ?? "there is none")")
    }
    guard Set(set.labels).count > 1 else {
      let only = set.classes[set.labels[0]]
      throw DataError("task \(task.title): all its pictures are of class '\(only)'; add another class")
    }
    guard let test = pool.test, test.classes != set.classes else { return }
    let (own, other) = (Set(set.classes), Set(test.classes))
    let first = (set.classes + test.classes).first { own.contains($0) != other.contains($0) }
    let difference = first.map { ": '\($0)' is in those to \(own.contains($0) ? "train" : "test") on alone" } ?? ""
    throw DataError(
      "task \(task.title): the pictures to train on have \(own.count) classes, those to test on \(other.count), and they"
        + " have to be the same\(difference)")
  }

  private static func resized(_ set: ImageSet, _ chosen: [Int], _ size: Int) -> ImageExamples {
    let length = 3 * size * size
    let pixels = [UInt8](unsafeUninitializedCapacity: chosen.count * length) { target, made in
      // Each piece writes its own stretch.
      nonisolated(unsafe) let target = target
      Parallel.run(chosen.count, threads: Parallel.threads(0)) { piece, _ in
        let image = set.images[chosen[piece]].resized(width: size, height: size)
        _ = UnsafeMutableBufferPointer(rebasing: target[piece * length..<(piece + 1) * length])
          .update(from: image.pixels)
      }
      made = chosen.count * length
    }
    return ImageExamples(size: size, labels: chosen.map { set.labels[$0] }, pixels: pixels)
  }
}
