extension ParameterBlock {
  /// A number that follows from every bit of all values: equal weights have equal hashes, and others hardly ever.
  ///
  /// Two floats at a time go round four accumulators, h ← rotate(h ⊕ word, 29) · odd, which are then mixed into one. It is
  /// no cryptographic hash: it finds where two runs part, not who tampered with one.
  public var hash: UInt64 {
    let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    let words = UnsafeRawPointer(values)
    var lanes = SIMD4<UInt64>(1, 2, 3, 4) &* SIMD4(repeating: factor)
    // The length of a block is a multiple of 16 floats: every parameter starts on a border of 64 bytes.
    for place in Swift.stride(from: 0, to: count * 4, by: 32) {
      lanes ^= words.loadUnaligned(fromByteOffset: place, as: SIMD4<UInt64>.self)
      lanes = ((lanes &<< 29) | (lanes &>> 35)) &* SIMD4(repeating: factor)
    }
    var hash = UInt64(count)
    for lane in 0..<4 {
      hash = (hash ^ lanes[lane]) &* factor
      hash ^= hash >> 32
    }
    return hash
  }
}
