import Foundation

/// Cosines and sines of the rotary embedding's angles t · base^(−2i/K), for times t and pairs i.
///
/// Source: Su et al. 2021, arXiv:2104.09864; pairs are (i, i + K/2), as in GPT-NeoX and Llama.
public final class RotaryTable {
  /// Number of times.
  public let length: Int
  /// K, even.
  public let headWidth: Int
  /// (length, K/2).
  public let cosines: UnsafeMutablePointer<Float>
  /// (length, K/2).
  public let sines: UnsafeMutablePointer<Float>

  /// - Precondition: `headWidth` is even.
  public init(length: Int, headWidth: Int, base: Double = 10_000) {
    precondition(headWidth % 2 == 0, "rotary embedding: head width \(headWidth) is odd")
    self.length = length
    self.headWidth = headWidth
    let half = headWidth / 2
    cosines = alignedMemory(bytes: length * half * 4).bindMemory(to: Float.self, capacity: length * half)
    sines = alignedMemory(bytes: length * half * 4).bindMemory(to: Float.self, capacity: length * half)
    for i in 0..<half {
      let frequency = pow(base, -2 * Double(i) / Double(headWidth))
      for t in 0..<length {
        cosines[t * half + i] = Float(cos(Double(t) * frequency))
        sines[t * half + i] = Float(sin(Double(t) * frequency))
      }
    }
  }

  deinit {
    free(cosines)
    free(sines)
  }
}
