/// Declares the keys of one table, each kind with its type.
struct Table {
  let name: String
  let workloads: [Recipe.Workload]

  /// - Parameter workloads: that the table is for; none for all of them.
  init(_ name: String, for workloads: Recipe.Workload...) {
    self.name = name
    self.workloads = workloads
  }

  func integer(
    _ key: String, _ standard: Int, _ bounds: Bounds, _ help: String, _ unit: String = "", changeable: Bool = false
  ) -> Key<Int> {
    declare(key, .integer, standard, bounds, help, unit, changeable: changeable)
  }

  func number(
    _ key: String, _ standard: Double, _ bounds: Bounds, _ help: String, changeable: Bool = false
  ) -> Key<Double> {
    declare(key, .number, standard, bounds, help, changeable: changeable)
  }

  func boolean(_ key: String, _ standard: Bool, _ help: String, changeable: Bool = false) -> Key<Bool> {
    declare(key, .boolean, standard, .any, help, changeable: changeable)
  }

  func word<Word: RecipeWord>(_ key: String, _ standard: Word, _ help: String) -> Key<Word> {
    declare(key, .word(Word.allCases.map(\.rawValue)), standard, .any, help)
  }

  func string(_ key: String, _ standard: String, _ help: String) -> Key<String> {
    declare(key, .string, standard, .any, help)
  }

  func strings(
    _ key: String, _ standard: [String], _ help: String, changeable: Bool = false
  ) -> Key<[String]> {
    declare(key, .strings, standard, .any, help, changeable: changeable)
  }

  func numbers(_ key: String, _ bounds: Bounds, _ help: String, standard: Numbers = []) -> Key<Numbers> {
    declare(key, .numbers, standard, bounds, help)
  }

  private func declare<Value: RecipeRepresentable>(
    _ key: String, _ kind: RecipeKey.Kind, _ standard: Value, _ bounds: Bounds, _ help: String, _ unit: String = "",
    changeable: Bool = false
  ) -> Key<Value> {
    Key(
      declaration: RecipeKey(
        table: name, name: key, kind: kind, standard: standard.recipeValue, bounds: bounds, help: help, unit: unit,
        changeable: changeable, workloads: workloads))
  }
}
