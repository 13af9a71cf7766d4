extension RGBImage {
  /// The picture in another size, by bicubic interpolation that smooths where it shrinks.
  ///
  /// The cubic of Keys 1981 with a = −0.5, stretched by the factor of shrinking and normalised at the borders, first along
  /// rows, then along columns, each rounded to 8 bits: what Pillow and with it most training code does.
  public func resized(width newWidth: Int, height newHeight: Int) -> RGBImage {
    precondition(
      newWidth > 0 && newHeight > 0 && width > 0 && height > 0, "cannot resize to \(newWidth) × \(newHeight)")
    var current = pixels
    if newWidth != width {
      let taps = ResizingTaps(from: width, to: newWidth)
      current = [UInt8](unsafeUninitializedCapacity: 3 * newWidth * height) { target, made in
        for row in 0..<height {
          for column in 0..<newWidth {
            for channel in 0..<3 {
              target[(row * newWidth + column) * 3 + channel] = taps.value(column) {
                current[(row * width + $0) * 3 + channel]
              }
            }
          }
        }
        made = 3 * newWidth * height
      }
    }
    if newHeight != height {
      let taps = ResizingTaps(from: height, to: newHeight)
      let line = 3 * newWidth
      let rows = current
      current = [UInt8](unsafeUninitializedCapacity: line * newHeight) { target, made in
        for row in 0..<newHeight {
          for place in 0..<line { target[row * line + place] = taps.value(row) { rows[$0 * line + place] } }
        }
        made = line * newHeight
      }
    }
    return RGBImage(width: newWidth, height: newHeight, pixels: current)
  }
}

/// Where the values of a resized line come from, in fixed point of 22 binary places.
private struct ResizingTaps {
  private let first: [Int]
  private let starts: [Int]
  private let weights: [Int32]

  init(from input: Int, to output: Int) {
    let scale = Double(input) / Double(output)
    let stretch = max(scale, 1)
    var (first, starts, weights): ([Int], [Int], [Int32]) = ([], [0], [])
    for i in 0..<output {
      let centre = (Double(i) + 0.5) * scale
      let low = max(Int(centre - 2 * stretch + 0.5), 0)
      let high = min(Int(centre + 2 * stretch + 0.5), input)
      let own = (low..<high).map { Self.cubic((Double($0) - centre + 0.5) / stretch) }
      let sum = own.reduce(0, +)
      first.append(low)
      weights += own.map { Int32(($0 / sum * Double(1 << 22)).rounded(.toNearestOrAwayFromZero)) }
      starts.append(weights.count)
    }
    (self.first, self.starts, self.weights) = (first, starts, weights)
  }

  private static func cubic(_ distance: Double) -> Double {
    let (x, a) = (abs(distance), -0.5)
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
  }

  /// One value of the output; `input` gives those of the line.
  @inline(__always)
  func value(_ place: Int, _ input: (Int) -> UInt8) -> UInt8 {
    var sum = Int64(1) << 21
    for tap in starts[place]..<starts[place + 1] {
      sum += Int64(weights[tap]) * Int64(input(first[place] + tap - starts[place]))
    }
    return UInt8(clamping: sum >> 22)
  }
}
