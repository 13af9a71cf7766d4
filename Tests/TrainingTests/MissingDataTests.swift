import Data
import Experiment
import Foundation
import Testing
import Training

/// What a recipe would not find, in a folder that is empty at first.
@Suite final class MissingDataTests {
  private let root = NSTemporaryDirectory() + "switchyard-missing-" + UUID().uuidString
  private var places: ImagePlaces { ImagePlaces(root: root, library: CorpusLibrary(roots: [root])) }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  private func missing(_ settings: String...) throws -> [MissingData] {
    try Recipe().applying(sets: settings).missingData(places: places)
  }

  /// An empty file: whether a file is there is all that is asked.
  private func touch(_ path: String) throws {
    let file = URL(fileURLWithPath: root + "/" + path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Foundation.Data().write(to: file)
  }

  private func fetched(_ kind: String, _ name: String, as fetchName: String? = nil) -> MissingData {
    MissingData(kind: kind, name: name, remedy: .fetch(fetchName ?? name))
  }

  @Test func corporaAreMissedByNameUnlessTheyHaveNoShare() throws {
    let both = "data.corpora=[\"gcide\", \"wordnet\"]"
    #expect(try missing(both) == [fetched("the corpus", "gcide"), fetched("the corpus", "wordnet")])
    #expect(try missing(both, "data.weights=[0, 1]") == [fetched("the corpus", "wordnet")])
    try touch("usr/share/wordnet/data.noun")
    #expect(try missing(both) == [fetched("the corpus", "gcide")])
    #expect(throws: DataError.self) { try missing("data.corpora=[\"gcid\"]") }
  }

  @Test func filesThatARecipeNamesAreMissedByTheirKey() throws {
    let file = root + "/own.txt"
    let settings = ["data.corpora=[]", "data.text=[\"\(file)\"]"]
    let recipe = try Recipe().applying(sets: settings)
    #expect(
      try recipe.missingData(places: places)
        == [MissingData(kind: "the text", name: file, remedy: .key("data.text"))])
    try touch("own.txt")
    #expect(try recipe.missingData(places: places).isEmpty)
    let weights = try missing(
      "run.workload=token-merging", "images.task=shapes", "vit.weights=file", "vit.file=\(root)/none.safetensors")
    #expect(
      weights == [MissingData(kind: "the weights", name: root + "/none.safetensors", remedy: .key("vit.file"))])
  }

  @Test func ownPicturesAreMissedByTheirPath() throws {
    let path = root + "/leaves"
    let settings = ["run.workload=token-merging", "images.task=folder", "images.path=\(path)", "vit.weights=random"]
    let recipe = try Recipe().applying(sets: settings)
    #expect(
      try recipe.missingData(places: places)
        == [MissingData(kind: "the pictures", name: path, remedy: .key("images.path"))])
    try touch("leaves/oak/one.png")
    #expect(try recipe.missingData(places: places).isEmpty)
  }

  @Test func ofASuiteOnlyTheNamedTasksAreMissed() throws {
    let settings = ["run.workload=nlu", "tasks.suite=classic-13", "encoder.weights=random"]
    let subj = try Recipe().applying(sets: settings + ["tasks.names=[\"subj\"]"])
    let files = fetched("the data sets", "classic-nlu")
    #expect(try subj.missingData(places: places) == [files])
    try touch("nlu/subj/subj.all")
    #expect(try subj.missingData(places: places).isEmpty)
    let all = try Recipe().applying(sets: settings)
    #expect(try all.missingData(places: places) == [files])
    #expect(
      try missing("run.workload=nlu", "tasks.suite=wordnet-13", "encoder.weights=minilm")
        == [fetched("the weights", "minilm"), fetched("the corpus", "wordnet")])
    // What has a substitute is not missed.
    try touch("usr/share/wordnet/data.noun")
    #expect(try missing("run.workload=nlu", "tasks.suite=wordnet-13", "encoder.weights=auto").isEmpty)
  }

  @Test func picturesAreMissedBySetAndWeightsByName() throws {
    let pictures = try missing("run.workload=token-merging", "images.task=mixed", "vit.weights=vit-s14")
    let kind = "the pictures of"
    #expect(
      pictures == [
        fetched("the weights", "vit-s14"), fetched(kind, "digits"), fetched(kind, "mnist", as: "mnist-5k"),
        fetched(kind, "icons"),
      ])
    try touch("vit-s14/model.safetensors")
    try touch("mnist-5k/mnist_5k.csv.gz")
    #expect(
      try missing("run.workload=token-merging", "images.task=mnist", "vit.weights=vit-s14").isEmpty)
    let pair = try missing(
      "run.workload=domain-adaptation", "domains.source=mnist", "domains.target=usps", "vit.weights=auto")
    #expect(pair == [MissingData(kind: kind, name: "usps", remedy: .pictures)])
  }

  @Test func theLineNamesAllAndSaysWhatToDo() {
    let line = MissingData.line([
      fetched("the weights", "vit-s14"), MissingData(kind: "the pictures of", name: "usps", remedy: .pictures),
      fetched("the pictures of", "mnist", as: "mnist-5k"),
      MissingData(kind: "the text", name: "a.txt", remedy: .key("data.text")),
    ])
    #expect(
      line == """
        not on this machine: the weights vit-s14; the pictures of usps, mnist; the text a.txt; bring vit-s14, mnist-5k \
        with: switchyard data fetch vit-s14 mnist-5k; `switchyard data images` says from where to take the pictures of \
        usps; give data.text a file that is there
        """)
  }
}
