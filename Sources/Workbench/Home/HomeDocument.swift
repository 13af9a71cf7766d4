/// A recipe, a study or a sweep as home lists it.
public struct HomeDocument: Sendable, Equatable {
  /// The file or folder.
  public var path: String
  /// What the list calls it.
  public var name: String
  /// Fields by the columns' names; see `HomeColumn`.
  public var values: [String: HomeValue]
  /// What the preview says, one line each.
  public var lines: [String]
  /// A recipe's text; empty for others.
  public var text: String
  /// The same with every key, its name resolved: what is started.
  public var recipe = ""
  /// Why it cannot be used; nil when all is well.
  public var fault: String?

  /// All fields, as they are described above.
  public init(
    path: String, name: String, values: [String: HomeValue] = [:], lines: [String] = [], text: String = "",
    fault: String? = nil
  ) {
    self.path = path
    self.name = name
    self.values = values
    self.lines = lines
    self.text = text
    self.fault = fault
  }
}
