internal import Experiment
public import Sessions

/// What a preview shows of a session besides its summary.
public struct SessionPreview: Sendable, Equatable {
  /// The session.
  public var path: String
  /// Its losses.
  public var curve: LossCurve
  /// The keys of its recipe that differ from their defaults, and their values as TOML.
  public var changes: [Change]

  /// A key that differs from its default.
  public struct Change: Sendable, Equatable {
    /// The key: `moe.k`.
    public var key: String
    /// Its value as TOML.
    public var value: String

    /// A key and its value.
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// All fields, as they are described above.
  public init(path: String, curve: LossCurve, changes: [Change] = []) {
    self.path = path
    self.curve = curve
    self.changes = changes
  }

  /// Reads a session's losses and recipe. What cannot be read is left out: the list says what is wrong with the session.
  public init(reading entry: LibraryEntry) {
    path = entry.path
    curve = (try? SessionReader(path: entry.path).lossCurve()) ?? LossCurve()
    changes = []
    if let text = entry.summary?.header.recipe, let recipe = try? Recipe(toml: text, file: entry.path) {
      changes = SessionPreview.changes(of: recipe)
    }
  }

  /// The keys that differ from their defaults, without the run's name.
  static func changes(of recipe: Recipe) -> [Change] {
    recipe.differences(from: Recipe()).filter { $0.key.path != Keys.Run.name.path }
      .map { Change(key: $0.key.path, value: $0.value.toml) }
  }
}
