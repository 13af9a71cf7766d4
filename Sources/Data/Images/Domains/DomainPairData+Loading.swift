extension DomainPairData {
  /// Reads two domains, draws the labelled pictures, and brings all to one size.
  ///
  /// Damaged pictures are left out, and so are targets that the source has too. Nothing that training sees depends on
  /// the classes of targets: neither which are taken, nor their order.
  /// - Returns: what training sees, and apart from it what it must not see.
  /// - Throws: `DataError` when a domain is not known or not on this machine, when the two are of different families,
  ///   when a class has fewer pictures than `shots`, or when the pictures are more than the memory allows.
  public static func load(
    source: String, target: String, _ request: Request, places: ImagePlaces = .standard
  ) throws -> (data: DomainPairData, scoring: DomainScoring) {
    let pair = try DomainCatalog.pair(source: source, target: target)
    for (key, value, least) in [
      ("shots", request.shots, 1), ("size", request.size, 0), ("examples", request.examples, 0),
    ] where value < least {
      throw DataError("domains.\(key) is \(value), has to be at least \(least)")
    }
    let (sourceSet, targetSet) = (try pair.source.read(places), try pair.target.read(places))
    var skipped = zip([source, target], [sourceSet, targetSet]).flatMap { name, set in
      [set.skippedSummary, set.ignoredSummary].compactMap { $0.map { "\(name): \($0)" } }
    }
    let everything = BlindPictures(sourceSet)
    let shown = everything.limited(to: request.examples, classes: pair.source.family.classes.count)
    let others = BlindPictures(targetSet, without: Set(everything.hashes))
    let twice = targetSet.images.count - others.labels.count
    if twice > 0 {
      skipped.append("\(target): \(twice) of \(targetSet.images.count) pictures skipped: \(source) has them too")
    }
    let targets = others.limited(to: request.examples)
    let labelled = try LabelledPictures(
      request.shots, of: shown, pair.source, seed: request.seed, limited: request.examples > 0)
    guard !targets.labels.isEmpty else {
      throw DataError("domain \(target): has no pictures\(twice > 0 ? " but those of \(source)" : "")")
    }
    let data = try DomainPairData(
      pair.source, shown.images, labelled, pair.target, targets.images, size: request.size, skipped)
    return (data, DomainScoring(source: shown.labels, labelled: labelled.indices, target: targets.labels))
  }

  /// Has no parameter for classes beside those of the labelled pictures.
  private init(
    _ source: PictureDomain, _ sourceImages: [RGBImage], _ labelled: LabelledPictures, _ target: PictureDomain,
    _ targetImages: [RGBImage], size asked: Int, _ skipped: [String]
  ) throws {
    let size = asked == 0 ? source.family.size : asked
    // A side far beyond any use would overflow the product.
    let bytes = (sourceImages.count + targetImages.count) * DomainPictures.bytes(size: min(size, 1 << 16))
    guard bytes <= ImageTaskData.budget else {
      throw DataError(
        "domains \(source.name) and \(target.name): their pictures would take \(bytes >> 20) MiB at \(size) pixels,"
          + " more than \(ImageTaskData.budget >> 20); lower domains.examples or domains.size")
    }
    family = source.family
    self.source = DomainPictures(source.name, sourceImages, family, size: size)
    self.target = DomainPictures(target.name, targetImages, family, size: size)
    self.labelled = labelled
    self.skipped = skipped
    let numbers = [self.source.hash, self.target.hash] + (labelled.indices + labelled.classes).map { UInt64($0) }
    hash = StableHash.hash(numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } })
  }
}
