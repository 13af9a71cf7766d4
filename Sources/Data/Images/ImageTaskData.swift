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
  /// What was left out, in one line; nil if nothing was.
  public let skipped: String?
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

    /// All fields.
    public init(training: Int = 800, validation: Int = 200, test: Int = 0, size: Int) {
      (self.training, self.validation, self.test, self.size) = (training, validation, test, size)
    }
  }

  /// Reads a task's pictures, divides them and brings them to one size, by bicubic interpolation.
  ///
  /// Damaged pictures are left out. A set that is too small gives what it has: see `split`.
  /// - Throws: `DataError` when the pictures are missing, of one class, or more than the memory allows.
  public static func load(
    _ name: String, _ request: Request, places: ImagePlaces = .standard
  ) throws -> ImageTaskData {
    let task = try ImageTaskCatalog.task(named: name)
    return try ImageTaskData(task.name, try task.read(places), request, trainable: task.trainable)
  }

  init(_ task: String, _ pool: ImagePool, _ request: Request, trainable: Double) throws {
    let (set, testSet) = (pool.training, pool.test ?? pool.training)
    if let own = pool.test, own.classes != set.classes {
      throw DataError(
        "task \(task): the classes to train on are \(set.classes.joined(separator: ", ")), those to test on"
          + " \(own.classes.joined(separator: ", "))")
    }
    var split =
      if let own = pool.test {
        ImageSplit(training: request.training, validation: request.validation, of: set, test: own)
      } else {
        ImageSplit(set, training: request.training, validation: request.validation, trainable: trainable)
      }
    if request.test > 0 { split.test = ImageSplit.sample(request.test, of: split.test, in: testSet) }
    guard set.classes.count > 1, !split.training.isEmpty else {
      throw DataError("task \(task): \(set.images.count) pictures of \(set.classes.count) classes are too few")
    }
    let bytes = (split.training.count + split.validation.count + split.test.count) * 3 * request.size * request.size
    guard bytes <= Self.budget else {
      throw DataError(
        "task \(task): its pictures would take \(bytes >> 20) MiB at \(request.size) pixels, more than"
          + " \(Self.budget >> 20); lower images.test_examples, images.train_examples or images.size")
    }
    self.task = task
    classes = set.classes
    training = Self.resized(set, split.training, request.size)
    validation = Self.resized(set, split.validation, request.size)
    test = Self.resized(testSet, split.test, request.size)
    var joined = set
    if let own = pool.test {
      joined.skipped += own.skipped
      joined.images += own.images
    }
    skipped = joined.skippedSummary
    hash = StableHash.hash(
      training.labels.map { UInt8(truncatingIfNeeded: $0) }
        + withUnsafeBytes(of: StableHash.hash(training.pixels).littleEndian) { Array($0) })
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
