import Foundation

extension Double {
  /// With so many decimals.
  func fixed(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
