// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension Keys {
  /// `[images]`: the pictures of a task and how they are divided.
  public enum Images {
    static let t = Table("images", for: .tokenMerging)
    public static let task = t.string("task", "shapes", "the pictures to learn; see `switchyard data images`")
    public static let path = t.string(
      "path", "", "for images.task folder, idx and csv: the file or folder with your own pictures")
    public static let size = t.integer(
      "size", 224, .from(1, to: 4096), "pictures are brought to this many pixels a side", "pixels")
    public static let batchSize = t.integer("batch_size", 32, .from(1, to: 65536), "pictures in one step", "images")
    public static let training = t.integer(
      "train_examples", 800, .from(1, to: 10_000_000), "to train on; a small set gives what it has", "images")
    public static let validation = t.integer(
      "validation_examples", 200, .from(1, to: 10_000_000),
      "to validate on, of which an evaluation looks at evaluation.batches", "images")
    public static let test = t.integer(
      "test_examples", 0, .from(0, to: 10_000_000), "to test on at the end of the run; 0: all the rest", "images")
    public static let testsEachEvaluation = t.boolean(
      "test_each_evaluation", false, "whether every evaluation tests too, and the highest accuracy is kept")
    static let all = [
      task.declaration, path.declaration, size.declaration, batchSize.declaration, training.declaration,
      validation.declaration, test.declaration, testsEachEvaluation.declaration,
    ]
    /// The words of `task` for pictures that are not known by a name of their own.
    public static let ownTasks = ["folder", "idx", "csv"]
  }
}
