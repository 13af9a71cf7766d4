/// classic-13: thirteen well-known data sets of language understanding, of five kinds, and a spare one.
///
/// Where a set has no validation part a tenth of its training part takes its place, and a tenth more stands for the
/// test of Subj, which comes whole; both are chosen by a hash of the text. CoLA is tested on its out-of-domain
/// sentences: the labels of its real test are not public.
public struct ClassicTasks: TaskSet {
  /// `classic-13`
  public let name = "classic-13"
  /// The folder in which each set has one of its own.
  public let folder: String
  /// SHA-256 of each file by its path; empty where files are taken as they are.
  private let hashes: [String: String]

  /// Files of one's own, taken as they are.
  ///
  /// - Parameter folder: holds `sst2`, `trec`, …
  public init(folder: String) { (self.folder, hashes) = (folder, [:]) }

  /// The fetched files. A folder that has all of them was fetched: then each has to be what was published, since a file
  /// that is cut at the end of a line reads well and gives other figures.
  public init(fetched files: RemoteFiles = .classicTasks, below root: String = DataFolder.path) {
    folder = root + "/" + files.folder
    let all = files.folder(below: root) == nil ? [] : files.sources.flatMap(\.files)
    hashes = Dictionary(all.map { ($0.path, $0.hash) }, uniquingKeysWith: { first, _ in first })
  }

  /// The thirteen.
  public var taskNames: [String] { Self.names }

  static let names = [
    "sst2", "cola", "trec", "subj", "mrpc", "sick-e", "rte", "sick-r", "stsb", "trecqa", "snips", "atis", "wnut17",
  ]
  /// Read like the others, but no part of the thirteen.
  public static let spare = "ud-atis"
  /// One: the parts of speech of ATIS.
  public var spareNames: [String] { [Self.spare] }

  /// Reads one of the thirteen, or the spare one.
  public func task(named name: String) throws -> LanguageTask {
    switch name {
    case "sst2": try sst2()
    case "cola": try cola()
    case "trec": try trec()
    case "subj": try subj()
    case "mrpc": try mrpc()
    case "sick-e": try sickEntailment()
    case "sick-r": try sickRelatedness()
    case "rte": try rte()
    case "stsb": try stsb()
    case "trecqa": try trecqa()
    case "snips", "atis": try slots(name)
    case "wnut17": try wnut()
    case Self.spare: try partsOfSpeech()
    default:
      throw DataError(
        "unknown task '\(name)' of \(self.name): there are \((Self.names + [Self.spare]).joined(separator: ", "))")
    }
  }

  /// What a task asks for.
  public func kind(of name: String) -> TaskKind? {
    switch name {
    case "sst2", "cola", "trec", "subj": .classification
    case "mrpc", "sick-e", "rte": .pairs
    case "sick-r", "stsb": .similarity
    case "trecqa": .ranking
    case "snips", "atis", "wnut17", Self.spare: .labelling
    default: nil
    }
  }

  /// What a task is made of and asks for.
  public func summary(of name: String) -> String { Self.summaries[name] ?? "" }

  private static let summaries = [
    "sst2": "Stanford Sentiment Treebank: whether a sentence of a film review is for or against",
    "cola": "Corpus of Linguistic Acceptability: whether a sentence is grammatical",
    "trec": "TREC questions: what kind of answer a question wants",
    "subj": "sentences about films: whether they judge or tell",
    "mrpc": "Microsoft Research Paraphrase Corpus: whether two sentences of news say the same",
    "sick-e": "SICK: whether the first sentence entails or contradicts the second",
    "rte": "PASCAL RTE 1 to 3: whether a text entails a hypothesis",
    "sick-r": "SICK: how related two sentences are",
    "stsb": "Semantic Textual Similarity Benchmark: how alike two sentences are",
    "trecqa": "TREC-QA: which sentences answer a question",
    "snips": "SNIPS: the slots of requests to an assistant",
    "atis": "ATIS: the slots of questions about flights",
    "wnut17": "WNUT-17: new and rare names in messages",
    "ud-atis": "Universal Dependencies of ATIS: the part of speech of each word",
  ]

  /// Whether all files of a task are there.
  public func isPresent(_ name: String) -> Bool {
    // Two tasks are made of one set.
    let set = name.hasPrefix("sick-") ? "sick" : name
    return RemoteFiles.classicTasks.sources.flatMap(\.files).filter { $0.path.hasPrefix(set + "/") }
      .allSatisfy { FileReading.exists("\(folder)/\($0.path)") }
  }

  private func path(_ file: String) throws -> String {
    let path = folder + "/" + file
    guard FileReading.exists(path) else {
      throw DataError(
        "\(path): is not there; bring the data sets of \(name) with: switchyard data fetch"
          + " \(RemoteFiles.classicTasks.name)")
    }
    if let hash = hashes[file], try FileReading.isDamaged(path, hash: hash) {
      throw DataError(
        "\(path): is damaged or another file than was fetched (its SHA-256 differs); bring it again with:"
          + " switchyard data fetch \(RemoteFiles.classicTasks.name)")
    }
    return path
  }

  // MARK: - A class of a sentence

  private func sst2() throws -> LanguageTask {
    func read(_ part: String) throws -> [TaskExample] {
      try LabelledLines.read(path: path("sst2/stsa.binary.\(part)"), encoding: .utf8, labels: ["0", "1"])
    }
    return LanguageTask(
      name: "sst2", kind: .classification, labels: ["negative", "positive"], metrics: [.accuracy],
      training: try read("train"), validation: try read("dev"), test: try read("test"))
  }

  private func cola() throws -> LanguageTask {
    func read(_ part: String) throws -> [TaskExample] {
      try TabbedTable(path: path("cola/\(part).tsv"), columns: 4...4).sentences(text: 3, label: 1, names: ["0", "1"])
    }
    return LanguageTask(
      name: "cola", kind: .classification, labels: ["unacceptable", "acceptable"], metrics: [.matthews, .accuracy],
      training: try read("in_domain_train"), validation: try read("in_domain_dev"), test: try read("out_of_domain_dev"))
  }

  private func trec() throws -> LanguageTask {
    let labels = ["description", "entity", "abbreviation", "human", "location", "number"]
    func read(_ part: String) throws -> [TaskExample] {
      try LabelledLines.read(
        path: path("trec/TREC.\(part).all"), encoding: .latin1, labels: labels.indices.map(String.init))
    }
    let (training, validation) = Holdout.divide(try read("train"))
    return LanguageTask(
      name: "trec", kind: .classification, labels: labels, metrics: [.accuracy, .f1], training: training,
      validation: validation, test: try read("test"))
  }

  private func subj() throws -> LanguageTask {
    let all = try LabelledLines.read(path: path("subj/subj.all"), encoding: .latin1, labels: ["0", "1"])
    let (rest, test) = Holdout.divide(all, salt: "test\n")
    let (training, validation) = Holdout.divide(rest)
    return LanguageTask(
      name: "subj", kind: .classification, labels: ["subjective", "objective"], metrics: [.accuracy],
      training: training, validation: validation, test: test)
  }

  // MARK: - Two sentences

  private func mrpc() throws -> LanguageTask {
    func read(_ part: String) throws -> [TaskExample] {
      try TabbedTable(
        path: path("mrpc/msr-para-\(part).tsv"), header: ["Quality", "#1 ID", "#2 ID", "#1 String", "#2 String"],
        columns: 5...5
      ).pairs(3, 4, label: 0, names: ["0", "1"])
    }
    return LanguageTask(
      name: "mrpc", kind: .pairs, labels: ["different", "paraphrase"], metrics: [.f1, .accuracy],
      training: try read("train"), validation: try read("val"), test: try read("test"))
  }

  private func sick(_ read: (TabbedTable) throws -> [TaskExample]) throws -> [[TaskExample]] {
    try ["train", "trial", "test_annotated"].map { part in
      try read(
        TabbedTable(
          path: path("sick/SICK_\(part).txt"),
          header: ["pair_ID", "sentence_A", "sentence_B", "relatedness_score", "entailment_judgment"], columns: 5...5))
    }
  }

  private func sickEntailment() throws -> LanguageTask {
    let names = ["CONTRADICTION", "NEUTRAL", "ENTAILMENT"]
    let parts = try sick { try $0.pairs(1, 2, label: 4, names: names) }
    return LanguageTask(
      name: "sick-e", kind: .pairs, labels: names.map { $0.lowercased() }, metrics: [.accuracy, .f1],
      training: parts[0], validation: parts[1], test: parts[2])
  }

  private func rte() throws -> LanguageTask {
    func read(_ part: String) throws -> [TaskExample] {
      try (1...3).flatMap { try EntailmentXML.read(path: path("rte/rte\($0)_\(part).xml")) }
    }
    let (training, validation) = Holdout.divide(try read("dev"))
    return LanguageTask(
      name: "rte", kind: .pairs, labels: ["none", "entailment"], metrics: [.accuracy], training: training,
      validation: validation, test: try read("test"))
  }

  private func sickRelatedness() throws -> LanguageTask {
    let parts = try sick { try $0.scores(1, 2, score: 3, in: 1...5) }
    return LanguageTask(
      name: "sick-r", kind: .similarity, labels: [], metrics: [.pearson, .spearman], training: parts[0],
      validation: parts[1], test: parts[2], scoreRange: 1...5)
  }

  private func stsb() throws -> LanguageTask {
    func read(_ part: String) throws -> [TaskExample] {
      // Some rows name the sources of both sentences in two more columns.
      try TabbedTable(path: path("stsb/sts-\(part).tsv"), columns: 7...9).scores(5, 6, score: 4, in: 0...5)
    }
    return LanguageTask(
      name: "stsb", kind: .similarity, labels: [], metrics: [.pearson, .spearman], training: try read("train"),
      validation: try read("dev"), test: try read("test"), scoreRange: 0...5)
  }

  private func trecqa() throws -> LanguageTask {
    func read(_ part: String) throws -> [TaskExample] { try AnswerTable.read(path: path("trecqa/\(part).csv")) }
    return LanguageTask(
      name: "trecqa", kind: .ranking, labels: [], metrics: [.map, .mrr], training: try read("train"),
      validation: try read("dev"), test: try read("test"))
  }

  // MARK: - A tag for each word

  private func slots(_ name: String) throws -> LanguageTask {
    try tagged(name, [.spanF1]) { part in
      try ParallelLines.read(words: path("\(name)/\(part)/seq.in"), tags: path("\(name)/\(part)/seq.out"))
    }
  }

  private func wnut() throws -> LanguageTask {
    let files = ["train": "wnut17train.conll", "valid": "emerging.dev.conll", "test": "emerging.test.annotated"]
    return try tagged("wnut17", [.spanF1]) { part in
      try WordColumns.read(path: path("wnut17/\(files[part] ?? "")"), word: 0, tag: 1, columns: 2)
    }
  }

  private func partsOfSpeech() throws -> LanguageTask {
    try tagged(Self.spare, [.accuracy]) { part in
      try WordColumns.read(
        path: path("ud-atis/en_atis-ud-\(part == "valid" ? "dev" : part).conllu"), word: 1, tag: 3, columns: 10,
        hasComments: true, isSpanTag: false)
    }
  }

  private func tagged(
    _ name: String, _ metrics: [TaskMetric], _ read: (_ part: String) throws -> TaggedSentences
  ) throws -> LanguageTask {
    let parts = try ["train", "valid", "test"].map(read)
    let labels = TaggedSentences.labels(parts)
    return LanguageTask(
      name: name, kind: .labelling, labels: labels, metrics: metrics, training: parts[0].examples(labels),
      validation: parts[1].examples(labels), test: parts[2].examples(labels))
  }
}
