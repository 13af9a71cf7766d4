/// What the view of the data knows of a task: the pieces of its training texts, and how many labels it has.
public struct TaskText: Sendable {
  /// An example's one or two texts.
  public struct Example: Sendable {
    /// Pieces of the first text, without the encoder's own marks.
    public var first: ArraySlice<Int32>
    /// Pieces of the second, nil for a task of single texts.
    public var second: ArraySlice<Int32>?

    /// Both texts.
    public init(_ first: ArraySlice<Int32>, _ second: ArraySlice<Int32>? = nil) {
      self.first = first
      self.second = second
    }
  }

  /// The name used in recipes.
  public var name: String
  /// Classes or tags; 1 for a task that asks for a number or a ranking.
  public var labels: Int
  /// What is trained on.
  public var examples: [Example]

  /// All fields.
  public init(name: String, labels: Int, examples: [Example]) {
    (self.name, self.labels, self.examples) = (name, labels, examples)
  }
}
