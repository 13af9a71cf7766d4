/// What the user has attached to a session. Kept apart from it, so that a session that another process writes is never
/// disturbed, and one from a stranger never changed.
public struct Annotation: Sendable, Equatable, Codable {
  /// What lists call the session; empty for its file's name.
  public var name: String
  /// A remark.
  public var note: String
  /// Whether it stands above all others.
  public var isPinned: Bool
  /// Whether it is among those that are compared.
  public var isMarked: Bool
  /// The chosen colour, an index of the theme's series; nil for the one that follows from the session itself.
  public var color: Int?

  /// Nothing attached.
  public init(name: String = "", note: String = "", isPinned: Bool = false, isMarked: Bool = false, color: Int? = nil) {
    self.name = name
    self.note = note
    self.isPinned = isPinned
    self.isMarked = isMarked
    self.color = color
  }

  /// Whether there is anything to remember.
  public var isEmpty: Bool { self == Annotation() }

  /// Missing fields are as if nothing had been attached, so that files of other versions can be read.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    name = try fields.decodeIfPresent(String.self, forKey: .name) ?? ""
    note = try fields.decodeIfPresent(String.self, forKey: .note) ?? ""
    isPinned = try fields.decodeIfPresent(Bool.self, forKey: .isPinned) ?? false
    isMarked = try fields.decodeIfPresent(Bool.self, forKey: .isMarked) ?? false
    color = try fields.decodeIfPresent(Int.self, forKey: .color).map { min(max(0, $0), 255) }
  }
}
