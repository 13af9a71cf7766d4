internal import Foundation

/// An integer with thousands separators: `1,240`.
public func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return number < 0 ? "-" + text : text
}

/// A number with so many decimals and thousands separators; `NaN`, `inf` and `-inf` by name.
public func decimal(_ value: Double, _ places: Int) -> String {
  guard value.isFinite else { return value.isNaN ? "NaN" : (value < 0 ? "-inf" : "inf") }
  guard abs(value) < 1e15 else { return String(format: "%.3g", value) }
  let text = String(format: "%.\(max(0, places))f", abs(value))
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  let whole = grouped(Int(parts[0]) ?? 0)
  let shown = parts.count > 1 ? whole + "." + parts[1] : whole
  return value < 0 && text.contains(where: { ("1"..."9").contains($0) }) ? "-" + shown : shown
}

/// A number in at most about six columns with k, M, G or T: `41.2k`, `3.08M`.
public func compact(_ value: Double) -> String {
  guard value.isFinite else { return decimal(value, 0) }
  let magnitude = abs(value)
  let steps: [(Double, String)] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
  for (unit, suffix) in steps where magnitude >= unit * 0.99995 {
    let scaled = value / unit
    return String(format: abs(scaled) < 9.995 ? "%.2f" : abs(scaled) < 99.95 ? "%.1f" : "%.0f", scaled) + suffix
  }
  if magnitude == magnitude.rounded() { return String(format: "%.0f", value) }
  if magnitude >= 0.01 { return String(format: "%.3g", value) }
  return String(format: "%.2g", value)
}

/// Seconds as `0:07`, `1:12`, `2:05:09` or `3d 04h`.
public func duration(seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
  let total = Int(seconds.rounded())
  let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
  if hours >= 48 { return String(format: "%dd %02dh", hours / 24, hours % 24) }
  if hours > 0 { return String(format: "%d:%02d:%02d", hours, minutes, rest) }
  return String(format: "%d:%02d", minutes, rest)
}
