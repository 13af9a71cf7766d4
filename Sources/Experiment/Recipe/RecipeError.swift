/// What is wrong with a recipe, in one line that names file, line and key.
public struct RecipeError: Error, Equatable, CustomStringConvertible {
  /// The recipe file, or `--set`.
  public var file: String
  /// Counted from 1; nil where there is no line to name.
  public var line: Int?
  /// Path of the key, or name of the table; empty for faults of the file as a whole.
  public var key: String
  /// What is wrong and what to do.
  public var message: String

  /// All fields, as they are described above.
  public init(file: String, line: Int? = nil, key: String = "", message: String) {
    self.file = file
    self.line = line
    self.key = key
    self.message = message
  }

  /// `recipes/small.toml:12: moe.k: must be …`
  public var description: String {
    let place = file + (line.map { ":\($0)" } ?? "")
    return ([place, key, message].filter { !$0.isEmpty }.joined(separator: ": "))
      .split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
