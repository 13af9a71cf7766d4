/// What the screens remember from one call of the program to the next.
public struct Preferences: Sendable, Equatable, Codable {
  /// Name of the theme; nil for the default.
  public var theme: String?
  /// What each screen remembers, by its name: `run`, `home`, `compare`.
  public var scenes: [String: SceneMemory]

  /// Nothing remembered.
  public init(theme: String? = nil, scenes: [String: SceneMemory] = [:]) {
    self.theme = theme
    self.scenes = scenes
  }

  /// What is missing or of another version is as if it had never been chosen.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    theme = try fields.decodeIfPresent(String.self, forKey: .theme)
    scenes = try fields.decodeIfPresent([String: SceneMemory].self, forKey: .scenes) ?? [:]
  }
}

/// What one screen remembers. Each screen has its own words for the keys, and trusts no value.
public struct SceneMemory: Sendable, Equatable, Codable {
  /// Words: the panel with the focus, the views of panels, the column that is sorted by.
  public var words: [String: String]
  /// Lists of words: columns that are hidden.
  public var lists: [String: [String]]
  /// Numbers: places of borders, as shares of the whole.
  public var numbers: [String: Double]
  /// Switches: whether a panel takes the whole screen.
  public var flags: [String: Bool]

  /// Nothing remembered.
  public init(
    words: [String: String] = [:], lists: [String: [String]] = [:], numbers: [String: Double] = [:],
    flags: [String: Bool] = [:]
  ) {
    self.words = words
    self.lists = lists
    self.numbers = numbers
    self.flags = flags
  }

  /// What is missing is empty.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    words = try fields.decodeIfPresent([String: String].self, forKey: .words) ?? [:]
    lists = try fields.decodeIfPresent([String: [String]].self, forKey: .lists) ?? [:]
    numbers = try fields.decodeIfPresent([String: Double].self, forKey: .numbers) ?? [:]
    flags = try fields.decodeIfPresent([String: Bool].self, forKey: .flags) ?? [:]
  }
}

/// A scene that looks the next time as it was left.
public protocol RememberingScene: Scene {
  /// Its name in `Preferences.scenes`.
  static var memoryName: String { get }
  /// What is worth remembering; setting it brings that back, as far as it still fits.
  var memory: SceneMemory { get set }
}
