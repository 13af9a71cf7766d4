internal import Data
internal import Experiment
internal import Models

/// Thumbnails of mixtures with their soft labels.
struct MixturePictures {
  /// Mixtures of each kind.
  static let shown = 2
  /// No thumbnail is larger, so that a session stays small.
  private static let most = 48

  let data: DomainPairData

  /// `mixed`: kind (0 X-VD, 1 I-VD), share of the first picture, classes of both as training takes them; and for row K
  /// the pictures `pair.K.first`, `pair.K.second`, `pair.K.mixed`.
  func callAsFunction(
    _ mixtures: [(kind: Int, labels: MixedPair, pictures: PictureMixture)]
  ) -> (matrix: NamedMatrix, pictures: [Picture]) {
    var (rows, pictures): ([[Float]], [Picture]) = ([], [])
    for (number, mixture) in mixtures.enumerated() {
      let pair = mixture.labels
      rows.append([Float(mixture.kind), pair.weight, Float(pair.dominantLabel), Float(pair.otherLabel)])
      let share = Int((Double(pair.weight) * 100).rounded())
      let (first, second) = (caption(pair.dominant, pair.dominantLabel), caption(pair.other, pair.otherLabel))
      let images = [
        ("first", "\(first), \(share) %", data.image(mixture.pictures.first)),
        ("second", "\(second), \(100 - share) %", data.image(mixture.pictures.second)),
        ("mixed", "\(first) + \(second)", data.image(mixture.pictures)),
      ]
      pictures += images.map { name, caption, image in
        let small = shrunk(image)
        return Picture(name: "pair.\(number).\(name)", caption: caption, width: small.width, pixels: small.pixels)
      }
    }
    let matrix = NamedMatrix(
      name: "mixed", rows: rows.indices.map(String.init), columns: ["kind", "share", "first", "second"],
      values: rows.flatMap { $0 })
    return (matrix, pictures)
  }

  private func caption(_ picture: MixedPair.Picture, _ label: Int) -> String {
    switch picture {
    case .target(let index): "target \(index): \(data.classes[label])"
    case .source(let labelled): "source \(data.labelled.indices[labelled]): \(data.classes[label])"
    }
  }

  private func shrunk(_ image: RGBImage) -> RGBImage {
    image.width > Self.most ? image.resized(width: Self.most, height: Self.most) : image
  }
}
