internal import Experiment

/// A line of the form.
enum FormRow: Sendable, Equatable {
  /// The name of a group.
  case table(String)
  /// A key of the recipe.
  case key(RecipeKey)
  /// Something about the sweep.
  case field(SweepField)

  /// What is looked for by a filter.
  var text: String {
    switch self {
    case .table(let name): name
    case .key(let key): "\(key.path) \(key.help)"
    case .field(let field): "sweep.\(field.title) \(field.help)"
    }
  }

  /// The group that is no table of the recipe.
  static let sweep = "sweep"

  /// All lines that a recipe has, table by table, the sweep's at the end.
  static func all(of recipe: Recipe) -> [FormRow] {
    let keys = recipe.keys
    return RecipeKey.tables.flatMap { table in
      let own = keys.filter { $0.table == table }
      return own.isEmpty ? [] : [FormRow.table(table)] + own.map { .key($0) }
    } + [.table(sweep)] + SweepField.allCases.map { .field($0) }
  }

  /// The lines that a draft shows.
  /// - Parameters:
  ///   - filter: a regular expression that must match; `!` before it inverts.
  ///   - onlyChanged: whether keys that are as they were stay away.
  static func shown(_ draft: RecipeDraft, filter: String, onlyChanged: Bool) -> [FormRow] {
    let isInverted = filter.hasPrefix("!")
    let pattern = isInverted ? String(filter.dropFirst()) : filter
    let expression = pattern.isEmpty ? nil : try? Regex(pattern).ignoresCase()
    let rows = all(of: draft.recipe).filter { row in
      if case .table = row { return true }
      if let expression, (row.text.firstMatch(of: expression) != nil) == isInverted { return false }
      guard onlyChanged else { return true }
      return switch row {
      case .table: true
      case .key(let key): draft.isChanged(key)
      case .field(let field): draft.fields[field] != nil
      }
    }
    // A group without lines has no name.
    return rows.enumerated().filter { index, row in
      guard case .table = row else { return true }
      guard index + 1 < rows.count, case .table = rows[index + 1] else { return index + 1 < rows.count }
      return false
    }.map(\.element)
  }
}
