import ArgumentParser
import Clustering
import Data
import Foundation
import Models
import Tensor
import Training

/// `switchyard cluster`: spherical k-means over embeddings, from a file or made from a corpus.
struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster", abstract: "Cluster documents by the directions of their embeddings.",
    discussion: """
      Embeddings come from a safetensors file, or are made from a corpus by term weights (TF-IDF) and a truncated SVD, \
      or, with --embedding minilm, by that encoder once its weights are fetched. \
      The output can be given to `switchyard sample`. Of a corpus the words that stand out in the largest clusters are \
      printed, and where it knows topics, the agreement of clusters and topics.
      """)

  @Option(help: "A safetensors file with one tensor [rows, columns], F32 or F16.")
  var embeddings: String?

  @Option(help: "The tensor, where the file holds several.")
  var tensor: String?

  @Option(help: "In place of a file: a corpus to embed, such as wordnet.")
  var corpus: String?

  @Option(parsing: .upToNextOption, help: "Files and folders of the corpus 'text'.")
  var text: [String] = []

  /// What makes vectors of a corpus.
  enum Embedding: String, ExpressibleByArgument, CaseIterable { case terms, minilm }

  @Option(help: "With a corpus: by term weights, or by a pretrained encoder.")
  var embedding = Embedding.terms

  @Option(parsing: .unconditional, help: "With --embedding terms: the length of the embeddings (128).")
  var dimensions: Int?

  @Option(parsing: .unconditional, help: "Number of clusters.")
  var k: Int

  @Option(parsing: .unconditional, help: "Another seed gives other starts.")
  var seed: Int

  @Option(parsing: .unconditional, help: "The most steps of one start.")
  var iterations = 300

  @Option(parsing: .unconditional, help: "Starts, of which the best is kept.")
  var restarts = 8

  @Option(parsing: .unconditional, help: "Threads; 0 means one for each core. The result does not depend on it.")
  var threads = 0

  @Option(help: "The clusters to write, CSV.")
  var output: String

  @Option(help: "A safetensors file to write the centroids to.")
  var centroids: String?

  func validate() throws {
    guard (embeddings == nil) != (corpus == nil) else {
      throw ValidationError("give --embeddings FILE or --corpus NAME, one of the two")
    }
    if embeddings == nil, tensor != nil { throw ValidationError("--tensor is for --embeddings alone") }
    if corpus == nil, dimensions != nil || !text.isEmpty {
      throw ValidationError("--dimensions and --text are for --corpus alone")
    }
    if corpus == nil, embedding != .terms { throw ValidationError("--embedding is for --corpus alone") }
    if embedding != .terms, dimensions != nil { throw ValidationError("--dimensions is for --embedding terms alone") }
    for (name, value) in [
      ("k", k), ("iterations", iterations), ("restarts", restarts), ("dimensions", dimensions ?? 1),
    ] where value < 1 {
      throw ValidationError("--\(name) is \(value): give at least 1")
    }
    if seed < 0 { throw ValidationError("--seed is \(seed): give a whole number from 0") }
    if threads < 0 { throw ValidationError("--threads is \(threads): give a whole number from 0") }
    if centroids == output { throw ValidationError("--centroids and --output are one file: give two") }
  }

  func run() throws {
    let pool = ThreadPool(threads: threads)
    let (rows, terms, topics) = try read(pool)
    let search = SphericalKMeans(clusters: k, iterations: iterations, restarts: restarts, seed: UInt64(seed))
    let line = ProgressLine()
    let result: SphericalKMeans.Result
    do {
      result = try search.run(rows, pool: pool) { progress in
        line.show(
          "start \(progress.restart + 1) of \(restarts), step \(progress.iteration): \(progress.moved) moved, "
            + "\(progress.compared) compared")
        return true
      }
    } catch {
      throw CommandError("\(embeddings ?? corpus ?? ""): \(error)")
    }
    line.clear()
    try write(result, width: rows.width)
    let used = Set(result.labels).count
    print(
      "\(Quantity.count(rows.count)) rows in \(used) clusters, objective \(String(format: "%.6f", result.objective)), "
        + "\(result.iterations) steps")
    if let topics {
      let agreement = Agreement(result.labels.map(Int.init), topics)
      print(
        "agreement with \(Set(topics).count) topics: NMI \(String(format: "%.4f", agreement.mutualInformation)), "
          + "ARI \(String(format: "%.4f", agreement.adjustedRand))")
    }
    if let terms { printLargest(result, terms) }
  }

  /// The largest clusters with the words that stand out in them.
  private func printLargest(_ result: SphericalKMeans.Result, _ terms: TermWeights) {
    var sizes = Array(repeating: 0, count: k)
    for label in result.labels { sizes[Int(label)] += 1 }
    let words = terms.words(of: result.labels, clusters: k, count: 6)
    for cluster in sizes.indices.sorted(by: { (sizes[$0], $1) > (sizes[$1], $0) }).prefix(8) {
      print("  cluster \(cluster): \(Quantity.count(sizes[cluster])) rows: \(words[cluster].joined(separator: ", "))")
    }
  }

  /// The vectors; of a corpus the weights of its words too, and the topics of its documents where all have one.
  private func read(_ pool: ThreadPool) throws -> (Embeddings, TermWeights?, [Int]?) {
    if let embeddings { return (try Embeddings(path: embeddings, tensor: tensor), nil, nil) }
    // Missing weights are said before a corpus is read.
    let weights = embedding == .minilm ? try PretrainedModel.minilm.requiredFolder() : nil
    let contents = try CorpusLibrary.standard.read(corpus ?? "", paths: text)
    let topics = contents.documents.compactMap(\.topic)
    let known = topics.count == contents.documents.count && Set(topics).count > 1 ? topics : nil
    let line = ProgressLine()
    defer { line.clear() }
    let count = Quantity.count(contents.documents.count)
    line.show("embedding \(count) documents")
    let terms = try TermWeights(contents)
    guard let weights else {
      return (try Embeddings(terms, dimensions: dimensions ?? 128, seed: UInt64(seed), pool: pool), terms, known)
    }
    let model = try PretrainedModel.minilm.reading { try PretrainedEncoder(folder: weights) }
    let texts = contents.documents.indices.map { String(decoding: contents.text($0), as: UTF8.self) }
    let vectors = model.embeddings(of: model.ids(of: texts), pool: pool) {
      line.show("embedding \(Quantity.count($0)) of \(count) documents")
    }
    return (
      try Embeddings(vectors, count: texts.count, width: model.encoder.options.width), terms, known
    )
  }

  private func write(_ result: SphericalKMeans.Result, width: Int) throws {
    var text = Array("doc,cluster,score\n".utf8)
    for (row, label) in result.labels.enumerated() {
      text += "\(row),\(label),\(String(format: "%.7f", result.scores[row]))\n".utf8
    }
    var files = FileReplacement()
    try files.stage(text, for: output)
    if let centroids {
      let file = Safetensors(entries: ["centroids": .init(result.centroids, [k, width])])
      try files.stage(file.serialised, for: centroids)
    }
    try files.commit()
  }
}

/// One line on standard error that is written over; nothing where that is not a terminal.
struct ProgressLine {
  private let isShown = isatty(STDERR_FILENO) == 1

  /// Replaces the line.
  func show(_ text: String) {
    if isShown { StandardError.write("\r\u{1B}[K\(text)") }
  }

  /// Leaves an empty line.
  func clear() { show("") }
}
