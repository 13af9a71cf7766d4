internal import Foundation
public import TerminalUI

/// A field of a list: what is shown, and what it is sorted by.
public struct HomeValue: Sendable, Equatable {
  /// What is shown; empty where nothing is known.
  public var text: String
  /// What it is sorted by; nil sorts by the text.
  public var number: Double?
  /// Its look.
  public var role: Role

  /// A field.
  public init(_ text: String, number: Double? = nil, role: Role = .text) {
    self.text = text
    self.number = number
    self.role = role
  }

  /// A whole number with thousands separators.
  public static func count(_ number: Int?) -> HomeValue {
    HomeValue(number.map { grouped($0) } ?? "", number: number.map { Double($0) })
  }

  /// A large number in a few columns.
  public static func large(_ number: Int?) -> HomeValue {
    HomeValue(number.map { compact(Double($0)) } ?? "", number: number.map { Double($0) })
  }

  /// A number with three decimals.
  public static func measure(_ number: Double?) -> HomeValue {
    HomeValue(number.map { decimal($0, 3) } ?? "", number: number)
  }

  /// A day and time.
  public static func moment(_ time: Double, utcOffset: Int) -> HomeValue {
    HomeValue(calendarTime(time, offset: utcOffset), number: time)
  }

  /// Whether this stands before another, the smaller first; what is not known stands last whichever way it is sorted.
  func precedes(_ other: HomeValue, isDescending: Bool) -> Bool? {
    switch (number, other.number) {
    case (let left?, let right?):
      if left.isNaN || right.isNaN { return left.isNaN == right.isNaN ? nil : right.isNaN }
      return left == right ? nil : (left < right) != isDescending
    case (nil, nil):
      if text.isEmpty || other.text.isEmpty { return text.isEmpty == other.text.isEmpty ? nil : other.text.isEmpty }
      let order = text.compare(other.text, options: [.caseInsensitive, .numeric])
      return order == .orderedSame ? nil : (order == .orderedAscending) != isDescending
    case (_, nil): return true
    case (nil, _): return false
    }
  }
}

/// A moment as `2026-11-21 12:04`; `–` for what is no moment.
func calendarTime(_ time: Double, offset: Int) -> String {
  guard time.isFinite, abs(time) < 1e11 else { return "–" }
  let seconds = Int(time.rounded(.down)) + offset
  // Days since 0000-03-01 of the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
  let days = Int((Double(seconds) / 86_400).rounded(.down)) + 719_468
  let era = Int((Double(days) / 146_097).rounded(.down))
  let day = days - era * 146_097
  let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
  let ofYear = day - (365 * year + year / 4 - year / 100)
  let month = (5 * ofYear + 2) / 153
  let date = ofYear - (153 * month + 2) / 5 + 1
  let shown = month < 10 ? month + 3 : month - 9
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  let whole = year + era * 400 + (shown <= 2 ? 1 : 0)
  return "\(whole)-\(two(shown))-\(two(date)) " + String(clock(time, offset: offset).prefix(5))
}
