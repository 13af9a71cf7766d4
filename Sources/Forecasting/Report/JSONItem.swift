/// A value of a report.
enum JSONItem {
  case null
  case flag(Bool)
  case whole(Int)
  case text(String)
  case list([JSONItem])
  case object(JSONObject)
  /// Written with as many digits as tell it from its neighbours. JSON knows no NaN and no infinity.
  case real(Double)

  static func number(_ value: Double?) -> JSONItem { value.map { .real($0) } ?? .null }

  static func numbers(_ values: [Double]) -> JSONItem { .list(values.map { .real($0) }) }

  var text: String {
    switch self {
    case .null: return "null"
    case .flag(let flag): return flag ? "true" : "false"
    case .whole(let value): return String(value)
    case .real(let value):
      precondition(value.isFinite, "a report with \(value)")
      return "\(value)"
    case .text(let text): return "\"\(Self.escaped(text))\""
    case .list(let items): return "[" + items.map(\.text).joined(separator: ", ") + "]"
    case .object(let object):
      return "{" + object.members.map { "\"\($0.key)\": \($0.value.text)" }.joined(separator: ", ") + "}"
    }
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "\"", "\\": escaped += "\\\(scalar)"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}

/// Members in the order in which they were given.
struct JSONObject: ExpressibleByDictionaryLiteral {
  private(set) var members: [(key: String, value: JSONItem)] = []

  init() {}

  init(dictionaryLiteral elements: (String, JSONItem)...) { members = elements.map { (key: $0.0, value: $0.1) } }

  /// Adds a member; nil adds none. Nothing is ever replaced.
  subscript(key: String) -> JSONItem? {
    get { members.first { $0.key == key }?.value }
    set { if let newValue { members.append((key: key, value: newValue)) } }
  }
}
