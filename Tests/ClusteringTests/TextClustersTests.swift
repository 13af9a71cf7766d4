import Clustering
import Data
import Tensor
import TestSupport
import Testing

/// Texts that were not learnt from go to the nearest centroid.
@Suite struct TextClustersTests {
  private let texts: [ArraySlice<UInt8>] = (0..<240).map { number in
    // Forty kinds with three words each: no word is in more documents than a word that counts may be in.
    let words = ["a", "b", "c"].map { "kind\(number % 40)\($0)" }
    return ArraySlice((words + ["n\(number)"]).joined(separator: " ").utf8)
  }

  @Test(arguments: [1, 3]) func learntAndOthersAgree(threads: Int) throws {
    let pool = ThreadPool(threads: threads)
    let learning = texts.indices.filter { $0 / 40 != 2 }
    let search = SphericalKMeans(clusters: 40, restarts: 4, seed: 1)
    let found = try TextClusters(texts, learning: learning, named: "texts", dimensions: 64, search, pool: pool)
    for kind in 0..<40 {
      #expect(Set(stride(from: kind, to: 240, by: 40).map { found.labels[$0] }).count == 1)
    }
    #expect(Set(found.labels).count == 40 && found.words.count == 40)
    #expect(Set(found.words[Int(found.labels[7])].prefix(3)) == ["kind7a", "kind7b", "kind7c"])
    let one = try TextClusters(
      texts, learning: learning, named: "texts", dimensions: 64, search, pool: ThreadPool(threads: 1))
    #expect(one.labels == found.labels)
  }

  @Test func theNearestCentroidIsTheOneOfLargestCosine() throws {
    let (clusters, width, count) = (70, 9, 301)
    let rows = try Embeddings(SampleNumbers.uniform(count * width, seed: 3), count: count, width: width)
    let pool = ThreadPool(threads: 2)
    let result = try SphericalKMeans(clusters: clusters, restarts: 1, seed: 2).run(rows, pool: pool)
    let others = try Embeddings(SampleNumbers.uniform(count * width, seed: 4), count: count, width: width)
    let labels = result.nearest(to: others, pool: pool)
    for row in 0..<count {
      func cosine(_ cluster: Int) -> Double {
        (0..<width).reduce(0) {
          $0 + Double(others.values[row * width + $1]) * Double(result.centroids[cluster * width + $1])
        }
      }
      let best = (0..<clusters).map(cosine).max() ?? 0
      #expect(cosine(Int(labels[row])) > best - 1e-6)
    }
  }

  @Test func embeddingsOfTheSameTextsAreTheSame() throws {
    let pool = ThreadPool(threads: 1)
    var corpus = CorpusText(name: "texts")
    for text in texts { corpus.append { $0 += text } }
    var options = TermWeights.Options()
    options.largestShare = 1
    let embedding = try TextEmbedding(try TermWeights(corpus, options: options), dimensions: 60, pool: pool)
    let again = try embedding.embed(texts + [ArraySlice("nothing known".utf8)])
    for index in embedding.embeddings.values.indices {
      #expect(abs(again.values[index] - embedding.embeddings.values[index]) < 1e-4)
    }
    // A text without a known word has the direction of all together.
    let last = again.values.suffix(again.width)
    #expect(abs(last.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
  }
}
