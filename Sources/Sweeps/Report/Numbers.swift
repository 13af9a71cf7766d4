import Foundation

extension Double {
  /// With so many decimals.
  func fixed(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}

extension [Double] {
  /// The middle value, or the mean of the two in the middle; NaN without any.
  var median: Double {
    if isEmpty { return .nan }
    let sorted = sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}
