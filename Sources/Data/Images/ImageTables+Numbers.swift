extension ImageTables {
  /// A decimal number without exponent as `Float` reads it, at a fraction of the time; nil for any other text.
  ///
  /// A whole number up to 2²⁴ and a power of ten up to 10¹⁰ are exact, so that their quotient is rounded once. Source:
  /// Clinger 1990, "How to read floating point numbers accurately".
  static func plainNumber(_ text: ArraySlice<UInt8>) -> Float? {
    let isNegative = text.first == UInt8(ascii: "-")
    var (whole, digits, places): (Int, Int, Int?) = (0, 0, nil)
    for byte in isNegative ? text.dropFirst() : text {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        whole = 10 * whole + Int(byte - UInt8(ascii: "0"))
        if whole > 1 << 24 { return nil }
        digits += 1
        places = places.map { $0 + 1 }
      case UInt8(ascii: ".") where places == nil && digits > 0: places = 0
      default: return nil
      }
    }
    let after = places ?? 0
    guard digits > 0, places != 0, after < powers.count else { return nil }
    let value = Float(whole) / powers[after]
    return isNegative ? -value : value
  }

  private static let powers: [Float] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]
}
