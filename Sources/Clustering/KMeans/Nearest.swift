/// The largest of the cosines seen so far, where it was (the lowest place, if equal), and the second largest.
struct Nearest {
  private(set) var value = -Float.infinity
  private(set) var index: Int32 = -1
  private(set) var second = -Float.infinity

  /// Looks at `count` further cosines, which belong to centroids `start`, `start` + 1, …
  mutating func take(_ cosines: UnsafePointer<Float>, count: Int, from start: Int) {
    var place = 0
    if count >= 8 {
      // Eight runs side by side, each with its own largest and second largest.
      let raw = UnsafeRawPointer(cosines)
      var (best, next) = (SIMD8<Float>(repeating: -.infinity), SIMD8<Float>(repeating: -.infinity))
      var (places, current) = (SIMD8<Int32>(repeating: 0), SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7))
      while place + 8 <= count {
        let values = raw.loadUnaligned(fromByteOffset: place * 4, as: SIMD8<Float>.self)
        let isBetter = values .> best
        let beaten = best.replacing(with: values, where: .!isBetter)
        next.replace(with: beaten, where: beaten .> next)
        best.replace(with: values, where: isBetter)
        places.replace(with: current, where: isBetter)
        current &+= 8
        place += 8
      }
      for lane in 0..<8 {
        take(best[lane], Int32(start) + places[lane])
        second = max(second, next[lane])
      }
    }
    while place < count {
      take(cosines[place], Int32(start + place))
      place += 1
    }
  }

  private mutating func take(_ cosine: Float, _ place: Int32) {
    if cosine > value || (cosine == value && place < index) {
      second = max(second, value)
      (value, index) = (cosine, place)
    } else {
      second = max(second, cosine)
    }
  }
}
