/// Domains that show the same classes in different manners.
public struct DomainFamily: Sendable, Equatable {
  /// How a picture gets room from which it can be cut anew at every look.
  enum Room: Equatable, Sendable {
    /// The picture is made larger by the margin, and a part is cut out: what photographs bear.
    case resized
    /// The picture keeps its size and gets a border of one brightness, so that a cut moves it: for what fills its
    /// frame, of which a smaller part would be another class.
    case bordered(UInt8)
  }

  /// The name used in messages.
  public let name: String
  /// The classes of all its domains, in the order of their indices.
  public let classes: [String]
  /// Pixels along a side unless others are asked for.
  public let size: Int
  /// Whether a picture keeps its class when left and right change places: a digit does not.
  public let flips: Bool
  let room: Room

  /// Handwritten digits: grey pictures with three equal channels, white on black.
  public static let digits = DomainFamily(
    name: "digits", classes: (0...9).map(String.init), size: 28, flips: false, room: .bordered(0))
  /// The same things in four manners. Source: Li et al. 2017, "Deeper, broader and artier domain generalization".
  public static let pacs = DomainFamily(
    name: "pacs", classes: ["dog", "elephant", "giraffe", "guitar", "horse", "house", "person"], size: 98, flips: true,
    room: .resized)
  /// Icons of desktop themes over white; the class is the context for which an icon was drawn.
  public static let icons = DomainFamily(
    name: "icons", classes: IconThemes.contexts, size: 32, flips: true, room: .bordered(255))

  /// All families.
  public static let all = [digits, pacs, icons]

  /// Pixels on each side from which a picture can be cut: as 256 pixels give room to 224, rounded.
  static func margin(ofSize size: Int) -> Int { (size + 7) / 14 }
}
