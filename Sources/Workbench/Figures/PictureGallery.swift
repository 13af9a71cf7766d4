internal import Experiment

/// The pictures of an evaluation by what they show: `image.I`, `merged.I.B` after block B, `gate.I.B` before its merging.
struct PictureGallery {
  /// Pictures of a block.
  enum Kind: String { case merged, gate }

  private var byName: [String: Picture] = [:]
  /// The numbers of the images, rising.
  private(set) var images: [Int] = []
  private var blocksByKind: [Kind: [Int]] = [:]

  /// Pictures whose names have other forms, and those whose pixels do not fill rows, are passed over.
  init(_ pictures: [Picture]) {
    var (images, blocks): (Set<Int>, [Kind: Set<Int>]) = ([], [:])
    for picture in pictures where picture.isWellFormed && picture.height > 0 {
      let parts = picture.name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count > 1, let image = Int(parts[1]), (0..<100_000).contains(image) else { continue }
      if parts.count == 2, parts[0] == "image" {
        byName[Self.name("image", image)] = picture
      } else if parts.count == 3, let kind = Kind(rawValue: String(parts[0])), let block = Int(parts[2]),
        (0..<100_000).contains(block)
      {
        byName[Self.name(kind.rawValue, image, block)] = picture
        blocks[kind, default: []].insert(block)
      } else {
        continue
      }
      images.insert(image)
    }
    self.images = images.sorted()
    blocksByKind = blocks.mapValues { $0.sorted() }
  }

  private static func name(_ kind: String, _ image: Int, _ block: Int? = nil) -> String {
    "\(kind).\(image)" + (block.map { ".\($0)" } ?? "")
  }

  /// The blocks of which there are pictures, rising: those that merge.
  func blocks(_ kind: Kind) -> [Int] { blocksByKind[kind] ?? [] }

  /// An image as the model reads it.
  func image(_ image: Int) -> Picture? { byName[Self.name("image", image)] }

  /// What a block made of an image.
  func picture(_ kind: Kind, _ image: Int, _ block: Int) -> Picture? { byName[Self.name(kind.rawValue, image, block)] }
}
