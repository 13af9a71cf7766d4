/// Which pictures are trained, validated and tested on; follows from the pictures alone.
///
/// Class by class in the order of the pictures' hashes, each class with its share. A set without a test part of its own
/// gives no more than a share of itself to training and validation, in the ratio that was asked for.
struct ImageSplit: Equatable {
  var training: [Int] = []
  var validation: [Int] = []
  var test: [Int] = []

  /// Divides one set into all three parts; `trainable` is the largest share for the first two.
  init(_ set: ImageSet, training: Int, validation: Int, trainable: Double) {
    let asked = training + validation
    let total = min(asked, Int(Double(set.labels.count) * trainable))
    var rest = Self.byClass(set)
    self.validation = Self.take(asked == 0 ? 0 : total * validation / asked, from: &rest)
    self.training = Self.take(total - self.validation.count, from: &rest)
    test = rest.flatMap { $0 }.sorted()
  }

  /// Takes training and validation from a set whose test part is another set.
  init(training: Int, validation: Int, of set: ImageSet, test: ImageSet) {
    self.init(set, training: training, validation: validation, trainable: 1)
    self.test = Array(test.labels.indices)
  }

  /// So many of the pictures, each class with its share.
  static func sample(_ count: Int, of chosen: [Int], in set: ImageSet) -> [Int] {
    guard count < chosen.count else { return chosen }
    let wanted = Set(chosen)
    var classes = byClass(set).map { $0.filter(wanted.contains) }
    return take(count, from: &classes)
  }

  /// The pictures of each class in the order of their hashes; of equals the first comes first.
  private static func byClass(_ set: ImageSet) -> [[Int]] {
    var classes = set.classes.map { _ in [(hash: UInt64, index: Int)]() }
    for (index, label) in set.labels.enumerated() { classes[label].append((set.images[index].hash, index)) }
    return classes.map { own in own.sorted { ($0.hash, $0.index) < ($1.hash, $1.index) }.map(\.index) }
  }

  /// Takes `count` from the fronts of the classes, in rising order of index.
  private static func take(_ count: Int, from classes: inout [[Int]]) -> [Int] {
    let quotas = apportion(count, over: classes.map(\.count))
    var taken: [Int] = []
    for (label, quota) in quotas.enumerated() {
      taken += classes[label].prefix(quota)
      classes[label].removeFirst(quota)
    }
    return taken.sorted()
  }

  /// Whole numbers in proportion to sizes that sum to `count`, or to all there is: rounded down, the rest to the largest
  /// remainders, of equals to the first.
  static func apportion(_ count: Int, over sizes: [Int]) -> [Int] {
    let total = sizes.reduce(0, +)
    let count = min(count, total)
    guard total > 0 else { return sizes }
    var quotas = sizes.map { $0 * count / total }
    let byRemainder = sizes.indices.sorted {
      (sizes[$1] * count % total, $0) < (sizes[$0] * count % total, $1)
    }
    for label in byRemainder.prefix(count - quotas.reduce(0, +)) { quotas[label] += 1 }
    return quotas
  }
}
