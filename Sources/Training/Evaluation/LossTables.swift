internal import Data
internal import Experiment
internal import Foundation

/// Held-out losses summed up by position, domain and frequency. Sums are taken in the order of the tokens.
struct LossTables {
  private struct Sum {
    var loss = 0.0
    var tokens = 0
    /// Bytes that the targets stand for; an end of document has none.
    var bytes = 0

    mutating func add(_ loss: Double) {
      self.loss += loss
      tokens += 1
    }
    var mean: Double { tokens == 0 ? .nan : loss / Double(tokens) }
    var bitsPerByte: Double { bytes == 0 ? .nan : loss / log(2) / Double(bytes) }
  }

  private let buckets: FrequencyBuckets
  private var byPosition: [Sum]
  private var byDomain: [Sum]
  private var byFrequency: [Sum]
  private let byteLengths: [Int32]

  /// - Parameter byteLengths: bytes of each token.
  init(length: Int, domains: Int, buckets: FrequencyBuckets, byteLengths: [Int32]) {
    self.byteLengths = byteLengths
    self.buckets = buckets
    byPosition = Array(repeating: Sum(), count: length)
    byDomain = Array(repeating: Sum(), count: domains)
    byFrequency = Array(repeating: Sum(), count: FrequencyBuckets.count)
  }

  /// - Parameter losses: of every token of the batch, by sequence and position.
  mutating func add(_ batch: Batch, losses: UnsafePointer<Float>) {
    let length = batch.sequenceLength
    for sequence in 0..<batch.count {
      let domain = Int(batch.domains[sequence])
      for t in 0..<length {
        let i = sequence * length + t
        let loss = Double(losses[i])
        byDomain[domain].bytes += Int(byteLengths[Int(batch.targets[i])])
        byPosition[t].add(loss)
        byDomain[domain].add(loss)
        byFrequency[Int(buckets.bucket(of: Int(batch.targets[i])))].add(loss)
      }
    }
  }

  /// Mean loss of all tokens; NaN without any.
  var mean: Double {
    let tokens = byDomain.reduce(0) { $0 + $1.tokens }
    return tokens == 0 ? .nan : byDomain.reduce(0) { $0 + $1.loss } / Double(tokens)
  }

  /// Bits for each byte of the targets: of this very text, whose tokens may be longer or shorter than others. NaN without
  /// any byte.
  var bitsPerByte: Double {
    let bytes = byDomain.reduce(0) { $0 + $1.bytes }
    return bytes == 0 ? .nan : byDomain.reduce(0) { $0 + $1.loss } / log(2) / Double(bytes)
  }

  /// Mean loss by position, 0 without any token.
  var positions: [Float] { byPosition.map { Float($0.tokens == 0 ? 0 : $0.mean) } }

  /// Mean loss of the domains that occur.
  ///
  /// - Parameter bytesPerToken: of all held-out text of each domain, by which bits a byte are counted; nil counts the
  ///   bytes of the very targets.
  func domains(named names: [String], bytesPerToken: [Double?]?) -> [DomainLoss] {
    names.indices.filter { byDomain[$0].tokens > 0 }.map { domain in
      let sum = byDomain[domain]
      let bits = bytesPerToken.map { sum.mean / log(2) / ($0[domain] ?? .nan) } ?? sum.bitsPerByte
      return DomainLoss(domain: names[domain], loss: sum.mean, tokens: sum.tokens, bitsPerByte: bits)
    }
  }

  /// Mean loss by frequency of the token to be predicted.
  var frequencies: [FrequencyLoss] {
    zip(byFrequency, buckets.sizes).map { FrequencyLoss(loss: $0.mean, tokens: $0.tokens, ids: $1) }
  }
}
