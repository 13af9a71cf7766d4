/// The pictures of a domain in an order that says nothing about their classes: that of their hashes.
///
/// Files are read class by class, so that the order of reading would give the classes away.
struct BlindPictures {
  private(set) var images: [RGBImage] = []
  private(set) var labels: [Int] = []
  /// For each picture.
  private(set) var hashes: [UInt64] = []

  /// All of a set but those that another one has too.
  init(_ set: ImageSet, without other: Set<UInt64> = []) {
    let all = set.images.enumerated().map { (hash: $1.hash, index: $0) }
    // Of equal pictures neither image nor place tells which is which.
    for item in all.sorted(by: { ($0.hash, $0.index) < ($1.hash, $1.index) }) where !other.contains(item.hash) {
      append(set.images[item.index], set.labels[item.index], item.hash)
    }
  }

  private init() {}

  private mutating func append(_ image: RGBImage, _ label: Int, _ hash: UInt64) {
    images.append(image)
    labels.append(label)
    hashes.append(hash)
  }

  /// So many of all, whatever their classes; 0: all.
  func limited(to count: Int) -> BlindPictures {
    keep { place, _ in count == 0 || place < count }
  }

  /// So many of all, each class with its share; 0: all.
  func limited(to count: Int, classes: Int) -> BlindPictures {
    guard count > 0 else { return self }
    let sizes = labels.reduce(into: Array(repeating: 0, count: classes)) { $0[$1] += 1 }
    var quotas = ImageSplit.apportion(count, over: sizes)
    return keep { _, label in
      quotas[label] -= 1
      return quotas[label] >= 0
    }
  }

  private func keep(where isKept: (_ place: Int, _ label: Int) -> Bool) -> BlindPictures {
    var kept = BlindPictures()
    for place in labels.indices where isKept(place, labels[place]) {
      kept.append(images[place], labels[place], hashes[place])
    }
    return kept
  }
}
