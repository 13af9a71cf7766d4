/// Pictures of simple shapes, drawn by rule: a task that needs no data.
///
/// Place, size, colours and the grain of the ground follow from the number of the picture. Only sums, products and
/// comparisons: the same bits on every machine.
enum ShapePictures {
  static let side = 32
  static let count = 1600
  private static let classes: [(name: String, covers: @Sendable (_ x: Double, _ y: Double) -> Bool)] = [
    ("disc", { $0 * $0 + $1 * $1 <= 1 }),
    ("ring", { (0.4...1).contains($0 * $0 + $1 * $1) }),
    ("square", { max(abs($0), abs($1)) <= 0.85 }),
    ("frame", { (0.5...0.85).contains(max(abs($0), abs($1))) }),
    ("triangle", { $1 <= 0.8 && 2 * abs($0) <= $1 + 0.9 }),
    ("cross", { min(abs($0), abs($1)) <= 0.25 && max(abs($0), abs($1)) <= 1 }),
    ("bars", { x, y in max(abs(x), abs(y)) <= 1 && Int((y + 1) * 2.5) % 2 == 0 }),
    ("checks", { x, y in max(abs(x), abs(y)) <= 1 && (Int((x + 1) * 2) + Int((y + 1) * 2)) % 2 == 0 }),
  ]

  static let all = ImageSet(
    images: (0..<count).map(picture), labels: (0..<count).map { $0 % classes.count }, classes: classes.map(\.name))

  private static func picture(_ number: Int) -> RGBImage {
    let random = CounterRandom(seed: 1, stream: UInt64(number))
    /// In 0 ..< 1.
    func drawn(_ place: UInt64) -> Double { Double(random.value(at: place) >> 40) / Double(1 << 24) }
    let radius = 5 + 9 * drawn(0)
    let (centreX, centreY) = (radius + drawn(1) * (32 - 2 * radius), radius + drawn(2) * (32 - 2 * radius))
    let ground = (3...5).map { 90 * drawn($0) }
    let figure = (6...8).map { 150 + 90 * drawn($0) }
    let covers = classes[number % classes.count].covers
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * side * side)
    for row in 0..<side {
      var grains: UInt64 = 0
      for column in 0..<side {
        // Eight pixels a number, a byte each.
        if column % 8 == 0 { grains = random.value(at: UInt64(16 + (row * side + column) / 8)) }
        let grain = Double(grains & 31)
        grains >>= 8
        let (x, y) = ((Double(column) + 0.5 - centreX) / radius, (Double(row) + 0.5 - centreY) / radius)
        let colour = covers(x, y) ? figure : ground
        for channel in colour { pixels.append(UInt8(clamping: Int(channel + grain - 16))) }
      }
    }
    return RGBImage(width: side, height: side, pixels: pixels)
  }
}
