public import TOMLKit

/// An error that names a file, a place in it and what is wrong there.
public protocol TableFault: Error {
  /// What is wrong at a place of a file; the place is empty for the file as a whole.
  init(file: String, place: String, message: String)
}

/// A TOML table that is read key by key: wrong types and keys nobody asked for are errors of the reader's own kind.
public struct CheckedTable<Fault: TableFault> {
  /// The file that it stands in.
  public let file: String
  /// What errors call the table; empty for the file's root.
  public let place: String
  private let table: TOMLTable

  /// The table of a file, or of a place in it.
  public init(_ table: TOMLTable, file: String, place: String = "") {
    self.table = table
    self.file = file
    self.place = place
  }

  /// An error of a key.
  public func error(_ key: String, _ message: String) -> Fault {
    Fault(file: file, place: [place, key].filter { !$0.isEmpty }.joined(separator: ": "), message: message)
  }

  /// Refuses keys that are not among these.
  public func allow(_ keys: [String]) throws(Fault) {
    for key in table.keys where !keys.contains(key) {
      throw error(key, "unknown key; the keys here are \(keys.joined(separator: ", "))")
    }
  }

  /// Whether the key is there.
  public func has(_ key: String) -> Bool { table.contains(key: key) }

  private func node(_ key: String) -> TOMLValue? {
    let value: (any TOMLValueConvertible)? = table[key]
    return value?.tomlValue
  }

  /// A string, or nil where the key is missing.
  public func string(_ key: String) throws(Fault) -> String? {
    guard let node = node(key) else { return nil }
    guard node.type == .string, let text = node.string else { throw error(key, "must be a string in quotes") }
    return text
  }

  /// A string that must be there.
  public func requiredString(_ key: String) throws(Fault) -> String {
    guard let text = try string(key), !text.isEmpty else { throw error(key, "is missing: give it a string") }
    return text
  }

  /// True or false, or nil where the key is missing.
  public func boolean(_ key: String) throws(Fault) -> Bool? {
    guard let node = node(key) else { return nil }
    guard node.type == .bool, let truth = node.bool else { throw error(key, "must be true or false") }
    return truth
  }

  /// A share of at least 0, or nil where the key is missing.
  public func share(_ key: String) throws(Fault) -> Double? {
    guard let node = node(key) else { return nil }
    let number = node.type == .int ? node.int.map(Double.init) : node.type == .double ? node.double : nil
    guard let number, number.isFinite, number >= 0 else {
      throw error(key, "must be a share of at least 0, such as 0.01 for one per cent")
    }
    return number
  }

  /// A whole number, or nil where the key is missing.
  public func integer(_ key: String) throws(Fault) -> Int? {
    guard let node = node(key) else { return nil }
    guard node.type == .int, let number = node.int else { throw error(key, "must be a whole number") }
    return number
  }

  /// A list of strings, or nil where the key is missing.
  public func strings(_ key: String) throws(Fault) -> [String]? {
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

  /// A list of whole numbers, or nil where the key is missing.
  public func integers(_ key: String) throws(Fault) -> [Int]? {
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

  /// The table under a key, or nil where it is missing.
  public func subtable(_ key: String) throws(Fault) -> CheckedTable? {
    guard let node = node(key) else { return nil }
    guard node.type == .table, let inner = node.table else { throw error(key, "must be a table: write [\(key)]") }
    return CheckedTable(inner, file: file, place: [place, key].filter { !$0.isEmpty }.joined(separator: ": "))
  }

  /// The tables of `[[key]]`, each called by its own `name`.
  public func tables(_ key: String, called kind: String) throws(Fault) -> [CheckedTable] {
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
