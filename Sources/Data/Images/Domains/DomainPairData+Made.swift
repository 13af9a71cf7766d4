extension DomainPairData {
  /// Pictures that were made and not read, in the order given: for tests of what is trained on them.
  ///
  /// - Parameters:
  ///   - labelled: the source pictures whose classes are known.
  ///   - size: pixels along a side.
  package static func made(
    classes: [String], size: Int, source: [RGBImage], sourceClasses: [Int], labelled: [Int], target: [RGBImage],
    targetClasses: [Int]
  ) -> (data: DomainPairData, scoring: DomainScoring) {
    let family = DomainFamily(
      name: "made", classes: classes, size: size, flips: false, room: .bordered(0))
    let (own, other) = (
      DomainPictures("left", source, family, size: size), DomainPictures("right", target, family, size: size)
    )
    let known = LabelledPictures(indices: labelled, classes: labelled.map { sourceClasses[$0] })
    let numbers = [own.hash, other.hash] + (known.indices + known.classes).map { UInt64($0) }
    let data = DomainPairData(
      family: family, source: own, labelled: known, target: other, skipped: [],
      hash: StableHash.hash(numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }))
    return (data, DomainScoring(source: sourceClasses, labelled: labelled, target: targetClasses))
  }
}

extension LabelledPictures {
  fileprivate init(indices: [Int], classes: [Int]) { (self.indices, self.classes) = (indices, classes) }
}
