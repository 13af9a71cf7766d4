/// Numbers for tests, the same everywhere; independent of the generator under test.
public struct SampleNumbers {
  private var state: UInt64

  /// The same seed gives the same numbers.
  public init(seed: UInt64) { state = seed }

  /// SplitMix64. Source: Steele et al. 2014, "Fast splittable pseudorandom number generators".
  public mutating func word() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Evenly spread over a range.
  public mutating func uniform(_ range: ClosedRange<Float> = -1...1) -> Float {
    let unit = Float(word() >> 40) * 0x1p-24
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }

  /// An integer in 0 ..< bound.
  public mutating func integer(below bound: Int) -> Int { Int(word() % UInt64(bound)) }

  /// So many numbers, evenly spread over a range.
  public static func uniform(_ count: Int, seed: UInt64, _ range: ClosedRange<Float> = -1...1) -> [Float] {
    var numbers = SampleNumbers(seed: seed)
    return (0..<count).map { _ in numbers.uniform(range) }
  }

  /// So many integers in 0 ..< bound.
  public static func integers(_ count: Int, below bound: Int, seed: UInt64) -> [Int32] {
    var numbers = SampleNumbers(seed: seed)
    return (0..<count).map { _ in Int32(numbers.integer(below: bound)) }
  }
}
