import Data
import Experiment
import Foundation
import Models
import Tensor
import Testing
import Training

/// What a run that draws by clusters tells of them, on a corpus of three topics, each with its own letter.
@Suite struct ClusterEvaluationTests {
  private static let sizes = [160, 60, 25]
  private static let letters = Array("abc".utf8)

  private func text() throws -> DividedText {
    var corpus = CorpusText(name: "letters", topics: ["large", "middling", "small"])
    for number in 0..<Self.sizes[0] {
      for topic in 0..<3 where number < Self.sizes[topic] {
        corpus.append(topic: topic) { $0 += repeatElement(Self.letters[topic], count: 20 + number) }
      }
    }
    return try DividedText([(corpus, 1, nil)], heldOutShare: 0.2)
  }

  private func data(_ settings: String...) throws -> LanguageData {
    try LanguageData(text(), recipe: try TinyLanguage.recipe().applying(sets: settings))
  }

  /// Tokens of the held-out documents of each topic, counted from the text.
  private func heldOutTokens() throws -> [Int] {
    let part = try text().parts[0]
    return part.heldOut.reduce(into: [0, 0, 0]) { sizes, index in
      let document = part.text.documents[index]
      sizes[document.topic ?? 0] += document.range.count + 1
    }
  }

  @Test(arguments: [1, 300, 1500, 1_000_000])
  func everyClusterGivesAllOrTheSame(tokens: Int) throws {
    let sizes = try heldOutTokens()
    let data = try data("sampler.method=uniform")
    let parts = data.heldOutBatchesByCluster(tokens: tokens)
    var counts = [0, 0, 0]
    for part in parts {
      #expect(part.batch.inputs.count == part.batch.count * 24 && part.batch.targets.count == part.clusters.count)
      for (index, cluster) in part.clusters.enumerated() {
        counts[Int(cluster)] += 1
        let target = part.batch.targets[index]
        #expect(target == Int32(Self.letters[Int(cluster)]) || target == 256)
        if index % 24 > 0 { #expect(part.batch.inputs[index] == part.batch.targets[index - 1]) }
      }
    }
    // The slow way: the largest limit whose sum still fits.
    var limit = 1
    while limit < 1_000_000, sizes.reduce(0, { $0 + min($1, limit + 1) }) <= tokens { limit += 1 }
    let wanted = sizes.map { min($0, limit) }
    let windows = max(0, wanted.reduce(0, +) - 1) / 24
    #expect(counts.reduce(0, +) == windows * 24)
    // The first token of all is not predicted, and the end is cut to whole windows.
    let order = sizes.indices.sorted { sizes[$0] < sizes[$1] }
    if windows > 0 {
      #expect(counts[order[0]] == wanted[order[0]] - 1 && counts[order[1]] == wanted[order[1]])
    }
    #expect(
      parts == (try self.data("sampler.method=clusterclip", "run.seed=9")).heldOutBatchesByCluster(tokens: tokens))
    #expect(try self.data("run.seed=5").heldOutBatchesByCluster(tokens: tokens).isEmpty)
  }

  @Test func aRunTellsItsClusters() throws {
    let recipe = try TinyLanguage.recipe(
      "sampler.method=clusterclip", "sampler.clip=1.5", "evaluation.batches=20", "run.threads=1")
    let data = try LanguageData(text(), recipe: recipe)
    let model = try LanguageModel(recipe: recipe, data: data, machine: TinyLanguage.machine)
    let header = model.header
    #expect(header.sampler == "clusterclip" && header.clusters.map(\.name) == ["large", "middling", "small"])
    #expect(header.clusters.map(\.cap) == data.clusters.map { Int(1.5 * Double($0.windows)) })
    #expect(header.clusters.map(\.tokens) == data.clusters.map(\.tokens))
    let tape = Tape(pool: ThreadPool(threads: 1))
    let step = model.step(3, tape)
    #expect(step.draws == data.batch(at: 3).windows.map { Int32($0.group) } && step.draws.count == 4)

    let result = model.evaluate(tape)
    // All held-out text fits: the mean by cluster is that of every token but the first and the cut end.
    let parts = data.heldOutBatchesByCluster(tokens: 2 * 20 * 4 * 24)
    var sums = [0.0, 0, 0]
    var counts = [0, 0, 0]
    for part in parts {
      // One window after the other, without capacity between them: another way to the same losses.
      let batch = part.batch
      tape.begin(recording: false)
      let losses = tape.arena.floats(batch.inputs.count)
      _ = model.model.forward(tape, inputs: batch.inputs, targets: batch.targets, length: 24, losses: losses)
      for (index, target) in batch.targets.enumerated() {
        // The end of a document belongs to the letters before it.
        let letter = target == 256 ? batch.inputs[index] : target
        guard let cluster = Self.letters.firstIndex(where: { Int32($0) == letter }) else { continue }
        sums[cluster] += Double(losses[index])
        counts[cluster] += 1
      }
    }
    #expect(result.clusters.map(\.cluster) == [0, 1, 2] && result.clusters.map(\.tokens) == counts)
    for (loss, mean) in zip(result.clusters, zip(sums, counts).map({ $0 / Double($1) })) {
      #expect(abs(Double(loss.loss) - mean) < 1e-4)
    }
    let plain = try TinyLanguage.workload(TinyLanguage.recipe())
    #expect(plain.header.sampler.isEmpty && plain.header.clusters.isEmpty)
    #expect(plain.step(0, tape).draws.isEmpty && plain.evaluate(tape).clusters.isEmpty)
  }

  @Test(arguments: ["byte", "bpe"])
  func domainsHaveBitsOfTheirOwn(algorithm: String) throws {
    let recipe = try TinyLanguage.recipe(
      "tokenizer.algorithm=\(algorithm)", "tokenizer.vocabulary=290", "evaluation.batches=40")
    let model = try TinyLanguage.workload(recipe)
    let result = model.evaluate(Tape(pool: ThreadPool(threads: 1)))
    #expect(result.domains.count == 2)
    for (index, domain) in result.domains.enumerated() {
      let bytesPerToken = try #require(model.data.bytesPerTokenByDomain[index])
      let expected = domain.loss / log(2) / bytesPerToken
      // The targets are all held-out text but for a rest of a window.
      #expect(abs(domain.bitsPerByte / expected - 1) < (algorithm == "byte" ? 1e-9 : 0.05))
    }
    let tokens = result.domains.map { Double($0.tokens) }
    if algorithm == "bpe" {
      // Bits of all are those of the domains, weighted by their bytes.
      let bytes = zip(result.domains, tokens).map { $0.loss / log(2) * $1 / $0.bitsPerByte }
      let all = zip(result.domains, bytes).reduce(0) { $0 + $1.0.bitsPerByte * $1.1 } / bytes.reduce(0, +)
      #expect(abs(all - result.bitsPerByte) < 1e-9)
    }
  }

  @Test(arguments: ["byte", "bpe", "scaffold-bpe"])
  func theHeaderTellsTheTokenizer(algorithm: String) throws {
    let model = try TinyLanguage.workload(
      TinyLanguage.recipe("tokenizer.algorithm=\(algorithm)", "tokenizer.vocabulary=290"))
    let facts = try #require(model.header.tokenizer)
    // From the text itself: tokens of every training document without its end.
    var counts: [Int32: Int] = [:]
    var bytes = 0
    for document in try TinyLanguage.text().trainingDocuments {
      bytes += document.count
      for token in model.data.tokenizer.encode(Array(document)) { counts[token, default: 0] += 1 }
    }
    let total = Double(counts.values.reduce(0, +))
    let entropy = counts.values.reduce(0.0) { $0 - Double($1) / total * log2(Double($1) / total) }
    #expect(facts.algorithm == algorithm && facts.vocabulary == (algorithm == "byte" ? 257 : 290))
    #expect((facts.scaffoldTokens > 0) == (algorithm == "scaffold-bpe"))
    #expect(abs(facts.bytesPerToken - Double(bytes) / total) < 1e-12)
    #expect(abs(facts.entropy - entropy) < 1e-9)
    #expect(abs(facts.redundancy - (1 - entropy / log2(Double(facts.vocabulary)))) < 1e-9)
  }
}
