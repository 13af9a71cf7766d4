import Foundation

/// Numbers as people read them.
enum Quantity {
  /// Whole, with thousands separated: `11,534,336`.
  static func count(_ value: Int) -> String {
    var digits = String(abs(value))
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// Three digits and a decimal prefix: `4.21 M`.
  static func short(_ value: Double) -> String {
    let units = ["", " k", " M", " G", " T", " P", " E"]
    guard value.isFinite else { return "\(value)" }
    var index = 0
    var rest = value
    while abs(rest) >= 999.5, index < units.count - 1 {
      rest /= 1000
      index += 1
    }
    let digits = index == 0 && rest == rest.rounded() ? 0 : abs(rest) >= 99.5 ? 0 : abs(rest) >= 9.95 ? 1 : 2
    return String(format: "%.\(digits)f", rest) + units[index]
  }

  /// Bytes in binary units: `184 MiB`.
  static func bytes(_ value: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var index = 0
    var rest = Double(value)
    while rest >= 1023.5, index < units.count - 1 {
      rest /= 1024
      index += 1
    }
    return String(format: index == 0 || rest >= 99.5 ? "%.0f" : "%.1f", rest) + " " + units[index]
  }

  /// `4:07`, `1:02:45`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
    let whole = Int(seconds.rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
  }
}
