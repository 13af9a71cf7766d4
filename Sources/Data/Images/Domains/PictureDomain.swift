/// Pictures of one manner.
public struct PictureDomain: Sendable {
  /// The name used in recipes and commands.
  public let name: String
  /// What it shows, in a few words.
  public let summary: String
  /// With which domains it makes pairs.
  public let family: DomainFamily
  /// Where its pictures come from: whether they are there, and how to get them.
  public let task: ImageTask

  /// The number of its pictures that can be read, and in a line what cannot; all of them are read for it.
  ///
  /// - Throws: as `DomainPairData.load` does.
  public func count(_ places: ImagePlaces = .standard) throws -> (pictures: Int, skipped: String?) {
    let set = try read(places)
    return (set.images.count, set.skippedSummary)
  }

  /// All its pictures, those that the task keeps for testing too, labelled with the classes of the family.
  ///
  /// - Throws: `DataError` when they are missing or damaged as a whole, or one is of a class that the family has not.
  func read(_ places: ImagePlaces) throws -> ImageSet {
    let pool = try task.read(places)
    var all = ImageSet(images: [], labels: [], classes: family.classes)
    for part in [pool.training, pool.test].compactMap({ $0 }) {
      let indices = part.classes.map { family.classes.firstIndex(of: $0) }
      for label in Set(part.labels).sorted() where indices[label] == nil {
        throw DataError(
          "domain \(name): class '\(part.classes[label])' is none of the classes of \(family.name):"
            + " \(family.classes.joined(separator: ", "))")
      }
      all.images += part.images
      all.labels += part.labels.compactMap { indices[$0] }
      all.skipped += part.skipped
      all.ignored.merge(part.ignored, uniquingKeysWith: +)
    }
    return all
  }
}
