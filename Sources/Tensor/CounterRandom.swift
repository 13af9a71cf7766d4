internal import CKernels
import Foundation

/// Random numbers that are a function of (seed, stream, position): any of them can be drawn alone.
///
/// Resuming needs the position only, and no draw depends on what was drawn elsewhere. A position stands for four
/// 32-bit words. Streams keep uses apart: initial values, dropout of a layer, jitter of a router.
///
/// Source: Philox4x32-10, Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3". The seed is the key; the
/// counter is the position (low half) and the stream (high half).
public struct CounterRandom: Sendable {
  /// Of the whole run.
  public let seed: UInt64
  /// Of one use of random numbers.
  public let stream: UInt64

  /// The numbers of one use in one run.
  public init(seed: UInt64, stream: UInt64) {
    self.seed = seed
    self.stream = stream
  }

  /// The four words of a position.
  public func words(at position: UInt64) -> SIMD4<UInt32> {
    var words = SIMD4<UInt32>()
    withUnsafeMutableBytes(of: &words) {
      kernel_philox(seed, stream, position, $0.assumingMemoryBound(to: UInt32.self).baseAddress!, 1)
    }
    return words
  }

  /// A number in [0, 1), a multiple of 2⁻²⁴.
  public func uniform(at position: UInt64) -> Float { Self.unit(words(at: position)[0]) }

  /// An integer in 0 ..< `bound`.
  ///
  /// Taken from 64 bits, so that the odds of two results differ by less than `bound` · 2⁻⁶⁴.
  public func integer(below bound: Int, at position: UInt64) -> Int {
    precondition(bound > 0, "no integer is below \(bound) and not negative")
    let words = words(at: position)
    let bits = UInt64(words[1]) << 32 | UInt64(words[0])
    return Int(bits.multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Fills `target` with numbers in [0, 1): element i is word i % 4 of position + i / 4.
  public func fillUniform(_ target: UnsafeMutableBufferPointer<Float>, from position: UInt64) {
    forEachBlock(count: target.count, from: position) { start, length, words in
      for i in 0..<length { target[start + i] = Self.unit(words[i]) }
    }
  }

  /// Fills `target` with numbers of the normal distribution: elements 4j ... 4j + 3 come from position + j.
  ///
  /// Box–Muller in Double with the C library's log, sin and cos, rounded to Float last: a difference in the last place
  /// between C libraries changes a result only when it straddles a rounding border (about once in 10⁸).
  public func fillNormal(
    _ target: UnsafeMutableBufferPointer<Float>, mean: Float = 0, deviation: Float = 1, from position: UInt64
  ) {
    forEachBlock(count: target.count, from: position) { start, length, words in
      for i in stride(from: 0, to: length, by: 2) {
        // In (0, 1], where the logarithm is finite.
        let radius = (-2 * log((Double(words[i]) + 1) * 0x1p-32)).squareRoot()
        let angle = 2 * Double.pi * Double(words[i + 1]) * 0x1p-32
        target[start + i] = mean + deviation * Float(radius * cos(angle))
        if i + 1 < length { target[start + i + 1] = mean + deviation * Float(radius * sin(angle)) }
      }
    }
  }

  private static func unit(_ word: UInt32) -> Float { Float(word >> 8) * 0x1p-24 }

  private func forEachBlock(
    count: Int, from position: UInt64, _ body: (_ start: Int, _ length: Int, _ words: UnsafePointer<UInt32>) -> Void
  ) {
    let blocks = 64
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * blocks) { words in
      for start in stride(from: 0, to: count, by: 4 * blocks) {
        let length = min(4 * blocks, count - start)
        kernel_philox(seed, stream, position &+ UInt64(start / 4), words.baseAddress!, (length + 3) / 4)
        body(start, length, words.baseAddress!)
      }
    }
  }
}
