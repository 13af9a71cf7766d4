internal import Data
internal import Experiment
internal import Models

/// Draws what merging made of pictures: small enough for a screen of half blocks.
struct MergePictures {
  /// No picture is larger, so that a session stays small.
  private static let most = 64

  private let examples: ImageExamples
  private let images: Range<Int>
  /// Patches along a side.
  private let side: Int
  /// Pixels a patch.
  private let scale: Int
  /// By image and patch.
  private let colours: [[SIMD3<Float>]]

  /// - Parameter images: whose pictures are drawn.
  init(_ examples: ImageExamples, _ images: Range<Int>, patch: Int) {
    self.examples = examples
    self.images = images
    side = examples.size / patch
    scale = min(3, max(1, Self.most / side))
    let side = side
    colours = images.map { index in
      let image = examples.image(index)
      return (0..<side * side).map { cell in
        var sum = SIMD3<Float>()
        for row in cell / side * patch..<(cell / side + 1) * patch {
          for column in cell % side * patch..<(cell % side + 1) * patch {
            let at = 3 * (row * image.width + column)
            sum += SIMD3(Float(image.pixels[at]), Float(image.pixels[at + 1]), Float(image.pixels[at + 2]))
          }
        }
        return sum / Float(patch * patch)
      }
    }
  }

  /// `image.I`, and for each block that merges `merged.I.B` and, with factors for pairs, `gate.I.B`.
  func pictures(_ state: TokenState, _ observer: MergeObserver, classes: [String]) -> [Picture] {
    if side > Self.most { return [] }
    return images.enumerated().flatMap { place, index in
      let width = side * scale
      var pictures = [
        Picture(
          name: "image.\(place)", caption: classes[examples.labels[index]], width: width,
          pixels: examples.image(index).resized(width: width, height: width).pixels)
      ]
      var owners = (0..<state.start).map { Int32($0) }
      for (block, plan) in state.plans.sorted(by: { $0.key < $1.key }) {
        if let gates = observer.gates[block]?.token, gates.count == state.images * plan.removed {
          pictures.append(
            gatePicture(place, block, plan, owners, Array(gates[place * plan.removed..<(place + 1) * plan.removed])))
        }
        for token in owners.indices { owners[token] = plan.newPositions[place * plan.tokens + Int(owners[token])] }
        pictures.append(mergedPicture(place, block, owners, tokens: plan.tokensAfter))
      }
      return pictures
    }
  }

  /// Every group of patches in its mean colour, darkened where it ends.
  private func mergedPicture(_ place: Int, _ block: Int, _ owners: [Int32], tokens: Int) -> Picture {
    var sums = Array(repeating: (colour: SIMD3<Float>(), count: Float(0)), count: tokens)
    for cell in 0..<side * side {
      sums[Int(owners[cell + 1])].colour += colours[place][cell]
      sums[Int(owners[cell + 1])].count += 1
    }
    return draw("merged.\(place).\(block)", "after block \(block): \(tokens) tokens") { cell, row, column in
      let own = owners[cell + 1]
      let right = column == scale - 1 && cell % side < side - 1 && owners[cell + 2] != own
      let below = row == scale - 1 && cell / side < side - 1 && owners[cell + 1 + side] != own
      let mean = sums[Int(own)].colour / max(1, sums[Int(own)].count)
      return scale > 1 && (right || below) ? mean * 0.35 : mean
    }
  }

  /// The patches of the sources as bright as their factors, mid-grey for 0; the others dark.
  private func gatePicture(
    _ place: Int, _ block: Int, _ plan: MergePlan, _ owners: [Int32], _ gates: [Float]
  ) -> Picture {
    var gateOf: [Int32: Float] = [:]
    for (pair, gate) in gates.enumerated() { gateOf[plan.sources[place * plan.removed + pair]] = gate }
    let (lowest, highest) = (gates.min() ?? 0, gates.max() ?? 0)
    let caption =
      "before block \(block)'s merging: \(gates.count) sources, factors \(hundredths(lowest)) to \(hundredths(highest))"
    return draw("gate.\(place).\(block)", caption) { cell, _, _ in
      guard let gate = gateOf[owners[cell + 1]] else { return colours[place][cell] * 0.12 }
      return SIMD3(repeating: 128 + 127 * min(max(gate, -1), 1))
    }
  }

  private func hundredths(_ value: Float) -> String {
    let rounded = (Double(value) * 100).rounded() / 100
    return rounded.isFinite ? "\(rounded)" : "\(value)"
  }

  private func draw(
    _ name: String, _ caption: String, _ colour: (_ cell: Int, _ row: Int, _ column: Int) -> SIMD3<Float>
  ) -> Picture {
    let width = side * scale
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * width * width)
    for row in 0..<width {
      for column in 0..<width {
        let value = colour(row / scale * side + column / scale, row % scale, column % scale)
        for channel in 0..<3 { pixels.append(UInt8(min(max(value[channel].rounded(), 0), 255))) }
      }
    }
    return Picture(name: name, caption: caption, width: width, pixels: pixels)
  }
}
