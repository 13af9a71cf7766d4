/// One example of a task.
public struct TaskExample: Sendable, Equatable {
  /// What is given.
  public enum Content: Sendable, Equatable {
    case sentence(String)
    case pair(String, String)
    /// A sentence as it was cut into words.
    case words([String])
  }

  /// What is asked for.
  public enum Target: Sendable, Equatable {
    /// An index into the task's labels.
    case category(Int)
    case score(Double)
    /// Whether an answer is right; answers to one question have its number.
    case answer(question: Int, isRight: Bool)
    /// An index into the task's labels for each word.
    case tags([Int])
  }

  /// What is given.
  public let content: Content
  /// What is asked for.
  public let target: Target

  /// Both together.
  public init(_ content: Content, _ target: Target) {
    self.content = content
    self.target = target
  }

  /// The given text, by which examples are told apart.
  var text: String {
    switch content {
    case .sentence(let text): text
    case .pair(let first, let second): first + "\n" + second
    case .words(let words): words.joined(separator: " ")
    }
  }
}
