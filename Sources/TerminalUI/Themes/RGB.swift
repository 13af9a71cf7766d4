internal import Foundation

/// A colour of a theme file, before it is fitted to a terminal.
public struct RGB: Hashable, Sendable {
  /// Red, 0 to 255.
  public var red: UInt8
  /// Green, 0 to 255.
  public var green: UInt8
  /// Blue, 0 to 255.
  public var blue: UInt8

  /// Makes a colour from its parts.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  /// Reads `#rrggbb`.
  public init?(hex: String) {
    guard hex.utf8.count == 7, hex.first == "#", hex.dropFirst().allSatisfy(\.isHexDigit),
      let value = UInt32(hex.dropFirst(), radix: 16)
    else { return nil }
    self.init(UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255))
  }

  /// The colour of an index as xterm shows it; 0–15 differ between terminals, these are xterm's.
  public init(index: UInt8) {
    let cube: [UInt8] = [0, 95, 135, 175, 215, 255]
    switch Int(index) {
    case 0..<16: self = RGB.ansi[Int(index)]
    case 16..<232:
      let value = Int(index) - 16
      self.init(cube[value / 36], cube[value / 6 % 6], cube[value % 6])
    default:
      let grey = UInt8(8 + 10 * (Int(index) - 232))
      self.init(grey, grey, grey)
    }
  }

  /// `#rrggbb`.
  public var hex: String { String(format: "#%02x%02x%02x", red, green, blue) }

  /// Relative luminance, 0 to 1. Source: WCAG 2.2.
  public var luminance: Double {
    func linear(_ part: UInt8) -> Double {
      let value = Double(part) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Contrast of two colours, 1 to 21. Source: WCAG 2.2.
  public func contrast(with other: RGB) -> Double {
    let (first, second) = (luminance, other.luminance)
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }

  /// The nearest index among the first `count` colours; of 256 only the fixed ones (16 and up) are used, because the
  /// first 16 differ between terminals.
  public func nearest(of count: Int) -> UInt8 {
    let candidates = count >= 256 ? 16..<256 : 0..<min(16, count)
    return UInt8(
      candidates.min { distance(RGB(index: UInt8($0))) < distance(RGB(index: UInt8($1))) } ?? 7)
  }

  /// A colour on the way to another one, `share` of 0 to 1.
  public func mixed(with other: RGB, _ share: Double) -> RGB {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8(max(0, min(255, (Double(a) + (Double(b) - Double(a)) * share).rounded())))
    }
    return RGB(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }

  /// Weighted as the eye does, after "redmean" (CompuPhase).
  private func distance(_ other: RGB) -> Double {
    let mean = (Double(red) + Double(other.red)) / 2
    let (r, g, b) = (
      Double(red) - Double(other.red), Double(green) - Double(other.green), Double(blue) - Double(other.blue)
    )
    return (2 + mean / 256) * r * r + 4 * g * g + (2 + (255 - mean) / 256) * b * b
  }

  private static let ansi: [RGB] = [
    RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0), RGB(0, 0, 238), RGB(205, 0, 205),
    RGB(0, 205, 205), RGB(229, 229, 229), RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0),
    RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
  ]
}
