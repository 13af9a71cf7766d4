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
  /// All its pictures, labelled with the classes of its family.
  let read: @Sendable (ImagePlaces) throws -> ImageSet
}
