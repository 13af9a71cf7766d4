/// Compares floating-point values by their bits, except that any NaN equals any other; −0 differs from 0.
///
/// A diverged loss must not make two equal runs unequal, and "the same" means the same bits here. Which NaN it is says
/// nothing, and SQLite does not keep it.
@propertyWrapper
public struct Exact<Value: BitComparable>: Equatable, Sendable {
  /// The value itself.
  public var wrappedValue: Value

  /// Wraps a value.
  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  /// Whether both have the same bits.
  public static func == (left: Self, right: Self) -> Bool { left.wrappedValue.hasSameBits(as: right.wrappedValue) }
}

/// A value made of floating-point numbers that can be compared by their bits.
public protocol BitComparable: Sendable {
  /// Whether all bits agree.
  func hasSameBits(as other: Self) -> Bool
}

extension Double: BitComparable {
  /// Whether all 64 bits agree, or both are NaN.
  public func hasSameBits(as other: Double) -> Bool { bitPattern == other.bitPattern || (isNaN && other.isNaN) }
}

extension Float: BitComparable {
  /// Whether all 32 bits agree, or both are NaN.
  public func hasSameBits(as other: Float) -> Bool { bitPattern == other.bitPattern || (isNaN && other.isNaN) }
}

extension Array: BitComparable where Element: BitComparable {
  /// Whether the lengths and all bits agree.
  public func hasSameBits(as other: [Element]) -> Bool {
    count == other.count && zip(self, other).allSatisfy { $0.hasSameBits(as: $1) }
  }
}
