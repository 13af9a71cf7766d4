extension Recipe {
  /// Checks every value against its key and the keys against each other.
  ///
  /// - Parameter file: what the error calls the recipe.
  /// - Throws: `RecipeError` for the first fault.
  public func check(file: String = "recipe") throws(RecipeError) {
    for key in RecipeKey.all {
      if let message = key.fault(of: self[key]) { throw RecipeError(file: file, key: key.path, message: message) }
    }
    if let fault = faults.first { throw RecipeError(file: file, key: fault.key, message: fault.message) }
  }

  /// Keys that do not go together, each with the key to change: what `check()` looks at after the keys by themselves.
  public var disagreements: [RecipeError] {
    faults.map { RecipeError(file: "recipe", key: $0.key, message: $0.message) }
  }

  /// Keys that do not go together, each with the key to change.
  var faults: [RecipeFault] { workloadFaults + optimizerFaults }

  private var workloadFaults: [RecipeFault] {
    switch self[Keys.Run.workload] {
    case .languageModel: foreignKeys + dataFaults + samplerFaults + modelFaults + moeFaults
    case .nlu: foreignKeys + taskFaults + hierarchyFaults + mixtureFaults + relevanceFaults
    case .tokenMerging: foreignKeys + tokenMergingFaults
    case .domainAdaptation: foreignKeys + domainAdaptationFaults
    }
  }

  /// Keys that have a value though the workload does not read them.
  private var foreignKeys: [RecipeFault] {
    let workload = self[Keys.Run.workload]
    return RecipeKey.all.filter { !$0.applies(to: workload) && self[$0] != $0.standard }.map { key in
      let words = key.workloads.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
      return RecipeFault(
        key: key.path,
        message: "is for run.workload = \(words), and this recipe's is \"\(workload.rawValue)\": remove it")
    }
  }

  private var dataFaults: [RecipeFault] {
    var faults: [RecipeFault] = []
    let sources = self[Keys.Data.corpora].count + self[Keys.Data.text].count
    let weights = self[Keys.Data.weights].values
    if sources == 0 {
      faults.append(RecipeFault(key: Keys.Data.corpora.path, message: "is empty, and so is data.text: name some text"))
    }
    if !weights.isEmpty && weights.count != sources {
      faults.append(
        RecipeFault(
          key: Keys.Data.weights.path,
          message: "has \(weights.count) weights for \(sources) sources (corpora, then text); give one each or none"))
    } else if !weights.isEmpty && weights.allSatisfy({ $0 == 0 }) {
      faults.append(RecipeFault(key: Keys.Data.weights.path, message: "is 0 for every source; make one greater than 0"))
    }
    return faults
  }

  private var samplerFaults: [RecipeFault] {
    let (method, clusters) = (self[Keys.Sampler.method], self[Keys.Sampler.clusters])
    if method == .mixture { return [] }
    var faults: [RecipeFault] = []
    let sources = self[Keys.Data.corpora].count + self[Keys.Data.text].count
    if clusters.isEmpty {
      faults.append(
        RecipeFault(
          key: Keys.Sampler.clusters.path,
          message:
            "is empty, but sampler.method \(method.rawValue) draws by clusters: give topics, corpora, a number or"
            + " a table"))
    } else if clusters.allSatisfy(\.isNumber) {
      if clusterCount == nil {
        faults.append(
          RecipeFault(
            key: Keys.Sampler.clusters.path, message: "is \(clusters) clusters; give a whole number from 2 to 1000000"))
      }
    } else if clusters == "corpora", sources == 1, method != .random {
      faults.append(
        RecipeFault(
          key: Keys.Sampler.clusters.path,
          message: "is corpora, but there is only one; give topics, a number, or a table of `switchyard cluster`"))
    } else if clusters != "corpora", clusters != "topics", self[Keys.Data.corpora].count > 1 {
      faults.append(
        RecipeFault(
          key: Keys.Sampler.clusters.path, message: "is a table, which is of one corpus; data.corpora names several"))
    }
    if !self[Keys.Data.weights].values.isEmpty {
      faults.append(
        RecipeFault(
          key: Keys.Data.weights.path,
          message: "goes with sampler.method = \"mixture\" only, not \(method.rawValue); leave it empty"))
    }
    return faults
  }

  /// The number of clusters that `sampler.clusters` asks to be learnt; nil where it asks for something else.
  public var clusterCount: Int? {
    let text = self[Keys.Sampler.clusters]
    guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int(text), (2...1_000_000).contains(count) else {
      return nil
    }
    return count
  }

  private var modelFaults: [RecipeFault] { vocabularyFaults + headFaults }

  private var vocabularyFaults: [RecipeFault] {
    let wanted = self[Keys.Model.vocabulary]
    let isByte = self[Keys.Tokenizer.algorithm] == .byte
    let tokens = isByte ? Recipe.byteVocabulary : self[Keys.Tokenizer.vocabulary]
    if wanted == 0 || wanted >= tokens { return [] }
    let reason = isByte ? "bytes and the end of a document are" : "tokenizer.vocabulary is"
    return [
      RecipeFault(
        key: Keys.Model.vocabulary.path,
        message: "is \(wanted), but \(reason) \(tokens): give at least that, or 0 for as many as the tokenizer has")
    ]
  }

  /// Ids of the byte tokenizer: 256 bytes and the end of a document.
  private static let byteVocabulary = 257

  private var headFaults: [RecipeFault] {
    let width = self[Keys.Model.width]
    let heads = self[Keys.Model.heads]
    if !width.isMultiple(of: heads) {
      return [
        RecipeFault(key: Keys.Model.heads.path, message: "is \(heads), which does not divide model.width \(width)")
      ]
    }
    if !(width / heads).isMultiple(of: 2) {
      return [
        RecipeFault(
          key: Keys.Model.heads.path,
          message: "makes heads of width \(width / heads); rotary embedding needs an even width")
      ]
    }
    return []
  }
}
