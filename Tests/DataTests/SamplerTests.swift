import Data
import Testing

private let sizes = [40, 20, 10, 5, 5]

private func methods() -> [SamplingMethod] { [.random, .uniform, .temperature(2), .clusterClip(3)] }

/// Random, uniform, temperature and ClusterClip sampling.
@Suite struct SamplerTests {
  @Test("a draw is the same alone and among others, far from the start too", arguments: methods())
  func pure(method: SamplingMethod) throws {
    // More draws than lie between two snapshots.
    let counts = [30_000, 20_000, 30_000]
    let all = try method.sampler(windowCounts: counts, seed: 9).draw(0..<150_000)
    let other = try method.sampler(windowCounts: counts, seed: 9)
    for start in [140_000, 3, 65_536, 65_535, 131_072, 0, 131_071] {
      #expect(other.draw(start..<start + 5) == Array(all[start..<start + 5]), "draw \(start)")
    }
    #expect(other.draw(65_000..<66_000) == Array(all[65_000..<66_000]))
    #expect(try method.sampler(windowCounts: counts, seed: 10).draw(0..<50) != Array(all[..<50]))
  }

  @Test("the turns of every group run through its epochs without a gap", arguments: methods())
  func turns(method: SamplingMethod) throws {
    var next = sizes.map { _ in 0 }
    for address in try method.sampler(windowCounts: sizes, seed: 2).draw(0..<200) {
      #expect(address.epoch * sizes[address.group] + address.turn == next[address.group])
      next[address.group] += 1
    }
  }

  @Test("random: every epoch holds every window once")
  func random() throws {
    let sampler = try SamplingMethod.random.sampler(windowCounts: sizes, seed: 3)
    let epochs = (0..<3).map { sampler.draw($0 * 80..<($0 + 1) * 80) }
    for (number, epoch) in epochs.enumerated() {
      #expect(Set(epoch).count == 80 && epoch.allSatisfy { $0.epoch == number })
    }
    #expect(epochs[0].map(\.group) != epochs[1].map(\.group))
  }

  @Test("shares follow the temperature", arguments: [1.0, 2, 0.5, .infinity])
  func temperature(tau: Double) throws {
    let sampler = try TemperatureSampler(windowCounts: sizes, temperature: tau, seed: 5)
    let draws = 40_000
    let counts = sampler.draw(0..<draws).reduce(into: sizes.map { _ in 0.0 }) { $0[$1.group] += 1 }
    // size^(1/τ) by repeated multiplication or roots, for the few temperatures here.
    let weights = sizes.map { size -> Double in
      switch tau {
      case 1: Double(size)
      case 2: Double(size).squareRoot()
      case 0.5: Double(size * size)
      default: 1
      }
    }
    let sum = weights.reduce(0, +)
    var statistic = 0.0
    for (group, weight) in weights.enumerated() {
      #expect(abs(sampler.probabilities[group] - weight / sum) < 1e-12)
      let expected = Double(draws) * weight / sum
      statistic += (counts[group] - expected) * (counts[group] - expected) / expected
    }
    // Chi-square with 4 degrees of freedom: beyond 30 once in 200,000, below 0.02 once in 20,000.
    #expect(statistic < 30 && statistic > 0.02)
  }

  @Test("extreme temperatures stay finite, empty groups are never drawn")
  func extremes() throws {
    let cold = try TemperatureSampler(windowCounts: [0, 3, 1_000_000, 0], temperature: 1e-4, seed: 0)
    #expect(cold.probabilities == [0, 0, 1, 0] && cold.draw(0..<50).allSatisfy { $0.group == 2 })
    let hot = try TemperatureSampler(windowCounts: [0, 3, 1, 0], temperature: .infinity, seed: 0)
    #expect(hot.probabilities == [0, 0.5, 0.5, 0] && Set(hot.draw(0..<50).map(\.group)) == [1, 2])
    #expect(try TemperatureSampler(windowCounts: [1], temperature: 1, seed: 0).name == "temperature")
    #expect(hot.name == "uniform")
  }

  @Test("clusterclip draws up to the caps and no further")
  func caps() throws {
    for (clip, caps) in [(2.5, [100, 50, 25, 12, 12]), (0.1, [4, 2, 1, 0, 0]), (1, sizes)] {
      let sampler = try ClusterClipSampler(windowCounts: sizes, clip: clip, seed: 1)
      #expect(sampler.caps == caps && sampler.available == caps.reduce(0, +))
      let counts = sampler.draw(0..<caps.reduce(0, +)).reduce(into: sizes.map { _ in 0 }) { $0[$1.group] += 1 }
      #expect(counts == caps)
    }
    #expect(try ClusterClipSampler(windowCounts: [30], clip: 0.1, seed: 0).caps == [3])
  }

  @Test("mean counts of clusterclip follow water-filling")
  func waterFilling() throws {
    // min(cap, λ) with sum 100 and caps 80, 40, 20, 10, 10: λ = 30.
    var sums = sizes.map { _ in 0.0 }
    for seed in 0..<200 {
      for address in try ClusterClipSampler(windowCounts: sizes, clip: 2, seed: UInt64(seed)).draw(0..<100) {
        sums[address.group] += 1
      }
    }
    // Of one seed the deviations are 3.9, 3.9, 0.5, 0, 0.
    for (sum, (wanted, room)) in zip(sums, [(30.0, 1.4), (30, 1.4), (20, 0.2), (10, 0.01), (10, 0.01)]) {
      #expect(abs(sum / 200 - wanted) < room)
    }
  }

  @Test("without a cap reached clusterclip draws as uniform does")
  func uncapped() throws {
    let counts = [1000, 1000, 1000]
    let shares = try ClusterClipSampler(windowCounts: counts, clip: 4, seed: 7).draw(0..<3000)
      .reduce(into: [0, 0, 0]) { $0[$1.group] += 1 }
    #expect(shares.allSatisfy { abs($0 - 1000) < 150 })
  }

  @Test("numbers without sense are refused")
  func refusals() {
    for clip in [0, -1, .nan, .infinity] as [Double] {
      #expect(throws: DataError.self) { try ClusterClipSampler(windowCounts: sizes, clip: clip, seed: 0) }
    }
    for temperature in [0, -1, .nan] as [Double] {
      #expect(throws: DataError.self) { try TemperatureSampler(windowCounts: sizes, temperature: temperature, seed: 0) }
    }
  }

  @Test("balance of equal, single and unequal groups")
  func balance() {
    #expect(abs(Balance([3, 3, 3, 3]).effectiveGroups - 4) < 1e-12 && abs(Balance([3, 3, 3, 3]).gini) < 1e-12)
    #expect(Balance([0, 0, 5, 0]).effectiveGroups == 1 && abs(Balance([0, 0, 5, 0]).gini - 0.75) < 1e-12)
    // Shares ½, ¼, ¼ have an entropy of 1.5 ln 2.
    #expect(abs(Balance([2, 1, 1]).effectiveGroups - 8.0.squareRoot()) < 1e-12)
    // Mean absolute difference of all pairs over twice the mean: (4 · 1)/(2 · 9 · 4/3).
    #expect(abs(Balance([1, 2, 1]).gini - 1.0 / 6) < 1e-12)
    #expect(Balance([]).effectiveGroups == 0 && Balance([0, 0]).gini == 0)
  }
}
