/// wordnet-13: thirteen tasks of five kinds from the Debian package wordnet-base alone.
///
/// | task | kind | what is asked |
/// |---|---|---|
/// | noun-topic | classification | which of 12 topics a noun's definition is of (lexicographer files) |
/// | verb-topic | classification | which of 10 topics a verb's definition is of |
/// | field | classification | in which of 10 fields a meaning is used (domain pointers) |
/// | verb-object | classification | whether a verb takes no object, a thing or a person (sentence frames) |
/// | hypernym | pairs | whether the first noun is a kind of the second, the other way round, or neither |
/// | antonym | pairs | whether an adjective is near another one or near its opposite |
/// | part | pairs | whether the first noun is a part or a kind of the second |
/// | noun-similarity | similarity | how near two nouns are in the tree of hypernyms (Wu and Palmer) |
/// | verb-similarity | similarity | the same of two verbs |
/// | sense | ranking | which of a word's definitions fits an example |
/// | definition | ranking | which of five definitions of one topic fits the words |
/// | genus | labelling | the words of a noun's definition that name what it is a kind of |
/// | example-word | labelling | the word that an example is given for, with its part of speech |
///
/// Every synonym set is on one side in all tasks (see `WordNetSplit`), and the tasks follow from the package alone.
/// What they are made of is WordNet 3.0's own work; the choice of tasks is ours, and they are no benchmark that others
/// use.
public struct WordNetTasks: TaskSet {
  /// `wordnet-13`
  public let name = "wordnet-13"
  /// The thirteen.
  public var taskNames: [String] { Self.names }

  static let names = all.map(\.name)
  static let all: [WordNetTask] = [
    .nounTopic, .verbTopic, .field, .verbObject, .hypernym, .antonym, .part, .nounSimilarity, .verbSimilarity, .sense,
    .definition, .genus, .exampleWord,
  ]

  private let lexicon: WordNetLexicon
  private let split: WordNetSplit

  /// Reads WordNet's data files.
  ///
  /// - Parameter folder: where they are; nil for the package's.
  /// - Throws: `DataError` if the package is not there, with the command that brings it, or damaged.
  public init(folder: String? = nil) throws {
    let corpus = try CorpusCatalog.corpus(named: "wordnet")
    guard let folder = folder ?? CorpusLibrary.standard.folder(of: corpus) else {
      throw DataError(
        "the tasks of wordnet-13 are made of the package \(corpus.package), which is not on this machine; bring it"
          + " with: sudo apt-get install \(corpus.package), or: switchyard data fetch \(corpus.name)")
    }
    lexicon = try WordNetLexicon(folder: folder)
    split = WordNetSplit(lexicon)
  }

  /// Makes one task.
  public func task(named name: String) throws -> LanguageTask {
    let task = try find(name)
    func part(_ part: TaskPart) -> [TaskExample] { examples(of: task, part).map(\.example) }
    return LanguageTask(
      name: name, kind: task.kind, labels: task.labels, metrics: task.metrics, training: part(.training),
      validation: part(.validation), test: part(.test), scoreRange: task.scoreRange)
  }

  /// What a task asks for.
  public func kind(of name: String) -> TaskKind? { (try? find(name))?.kind }

  /// What a task is made of and asks for.
  public func summary(of name: String) -> String { (try? find(name))?.source ?? "" }

  /// The synonym sets that the examples of one part of a task show, by their places in the lexicon.
  package func synsets(of name: String, _ part: TaskPart) throws -> [Int] {
    examples(of: try find(name), part).flatMap(\.synsets)
  }

  private func find(_ name: String) throws(DataError) -> WordNetTask {
    if let task = Self.all.first(where: { $0.name == name }) { return task }
    throw DataError("unknown task '\(name)' of \(self.name): there are \(taskNames.joined(separator: ", "))")
  }

  private func examples(of task: WordNetTask, _ part: TaskPart) -> [WordNetExample] {
    var side = WordNetSide(lexicon, split, part: part, task: task.name)
    return task.make(&side, task.sizes[part] ?? 0)
  }
}
