import TOMLKit

/// A TOML table that is read key by key: wrong types and keys nobody asked for are errors.
struct CheckedTable {
  let file: String
  /// What errors call the table; empty for the file's root.
  let place: String
  private let table: TOMLTable

  init(_ table: TOMLTable, file: String, place: String = "") {
    self.table = table
    self.file = file
    self.place = place
  }

  func error(_ key: String, _ message: String) -> StudyError {
    StudyError(file: file, place: [place, key].filter { !$0.isEmpty }.joined(separator: ": "), message: message)
  }

  /// Refuses keys that are not among these.
  func allow(_ keys: [String]) throws(StudyError) {
    for key in table.keys where !keys.contains(key) {
      throw error(key, "unknown key; the keys here are \(keys.joined(separator: ", "))")
    }
  }

  func has(_ key: String) -> Bool { table.contains(key: key) }

  private func node(_ key: String) -> TOMLValue? {
    let value: (any TOMLValueConvertible)? = table[key]
    return value?.tomlValue
  }

  func string(_ key: String) throws(StudyError) -> String? {
    guard let node = node(key) else { return nil }
    guard node.type == .string, let text = node.string else { throw error(key, "must be a string in quotes") }
    return text
  }

  func requiredString(_ key: String) throws(StudyError) -> String {
    guard let text = try string(key), !text.isEmpty else { throw error(key, "is missing: give it a string") }
    return text
  }

  func boolean(_ key: String) throws(StudyError) -> Bool? {
    guard let node = node(key) else { return nil }
    guard node.type == .bool, let truth = node.bool else { throw error(key, "must be true or false") }
    return truth
  }

  /// A share of at least 0.
  func share(_ key: String) throws(StudyError) -> Double? {
    guard let node = node(key) else { return nil }
    let number = node.type == .int ? node.int.map(Double.init) : node.type == .double ? node.double : nil
    guard let number, number.isFinite, number >= 0 else {
      throw error(key, "must be a share of at least 0, such as 0.01 for one per cent")
    }
    return number
  }

  func strings(_ key: String) throws(StudyError) -> [String]? {
    guard let node = node(key) else { return nil }
    guard node.type == .array, let array = node.array else { throw error(key, "must be a list of strings") }
    var texts: [String] = []
    for element in array {
      guard element.type == .string, let text = element.tomlValue.string else {
        throw error(key, "must be a list of strings")
      }
      texts.append(text)
    }
    return texts
  }

  func integers(_ key: String) throws(StudyError) -> [Int]? {
    guard let node = node(key) else { return nil }
    guard node.type == .array, let array = node.array else { throw error(key, "must be a list of whole numbers") }
    var numbers: [Int] = []
    for element in array {
      guard element.type == .int, let number = element.tomlValue.int else {
        throw error(key, "must be a list of whole numbers")
      }
      numbers.append(number)
    }
    return numbers
  }

  func subtable(_ key: String) throws(StudyError) -> CheckedTable? {
    guard let node = node(key) else { return nil }
    guard node.type == .table, let inner = node.table else { throw error(key, "must be a table: write [\(key)]") }
    return CheckedTable(inner, file: file, place: [place, key].filter { !$0.isEmpty }.joined(separator: ": "))
  }

  /// The tables of `[[key]]`, each called by its own `name`.
  func tables(_ key: String, called kind: String) throws(StudyError) -> [CheckedTable] {
    guard let node = node(key) else { return [] }
    let wrong = error(key, "must be a list of tables: write [[\(key)]] above each")
    guard node.type == .array, let array = node.array else { throw wrong }
    var tables: [CheckedTable] = []
    for (index, element) in array.enumerated() {
      guard element.type == .table, let inner = element.tomlValue.table else { throw wrong }
      let name = (inner["name"] as (any TOMLValueConvertible)?)?.tomlValue.string
      let called = "\(kind) \(name ?? "\(index + 1)")"
      tables.append(
        CheckedTable(inner, file: file, place: [place, called].filter { !$0.isEmpty }.joined(separator: ": ")))
    }
    return tables
  }
}
