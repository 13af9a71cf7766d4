internal import Foundation

/// How an axis maps values to places.
public enum AxisScale: String, Hashable, Sendable, CaseIterable {
  /// Equal differences are equally long.
  case linear
  /// Equal ratios are equally long; values of 0 and below have no place.
  case log

  /// A value's coordinate before it is fitted to a length; `nil` if it has no place.
  func coordinate(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch self {
    case .linear: return value
    case .log: return value > 0 ? log10(value) : nil
    }
  }

  func value(_ coordinate: Double) -> Double { self == .linear ? coordinate : pow(10, coordinate) }
}

/// A labelled place on an axis.
public struct Tick: Hashable, Sendable {
  /// Where.
  public let value: Double
  /// Its number.
  public let label: String
}

/// Round values in a range for an axis with room for at most `count` labels: steps of 1, 2 or 5 times a power of ten, on a
/// logarithmic axis decades and, where there are few, 2 and 5 within them.
public func ticks(_ range: ClosedRange<Double>, scale: AxisScale, atMost count: Int) -> [Tick] {
  guard count > 0, range.lowerBound.isFinite, range.upperBound.isFinite else { return [] }
  if range.lowerBound == range.upperBound {
    return [Tick(value: range.lowerBound, label: tickLabel(range.lowerBound, step: 0))]
  }
  if scale == .log, range.lowerBound > 0 {
    let values = logTicks(range, atMost: count)
    if values.count >= 2 { return values }
  }
  // Try the finest step first and coarser ones until the labels fit.
  let span = range.upperBound - range.lowerBound
  guard span.isFinite, span > 0 else { return [] }
  let finest = max(-330, floor(log10(span / Double(count))) - 1)
  for exponent in Int(finest)...310 {
    for factor in [1.0, 2, 5] {
      let step = factor * pow(10, Double(exponent))
      guard step > 0, step.isFinite else { continue }
      let first = (range.lowerBound / step).rounded(.up)
      let last = (range.upperBound / step).rounded(.down)
      guard last - first + 1 <= Double(count), abs(first) < 1e15, abs(last) < 1e15 else { continue }
      guard last >= first else { return [] }
      return (0...Int(last - first)).map { index in
        // Rounding may carry a step just over the end that it was counted within.
        let value = min(max((first + Double(index)) * step, range.lowerBound), range.upperBound)
        return Tick(value: value, label: tickLabel(value, step: step))
      }
    }
  }
  return []
}

private func logTicks(_ range: ClosedRange<Double>, atMost count: Int) -> [Tick] {
  let low = Int(floor(log10(range.lowerBound)))
  let high = Int(ceil(log10(range.upperBound)))
  for factors in [[1.0, 2, 3, 4, 5, 6, 7, 8, 9], [1.0, 2, 5], [1.0, 3], [1.0]] {
    var values: [Double] = []
    for exponent in low...high {
      for factor in factors {
        let value = factor * pow(10, Double(exponent))
        if range.contains(value) { values.append(value) }
      }
    }
    if factors.count == 1, values.count > count {
      let stride = (values.count + count - 1) / count
      values = values.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    }
    if values.count <= count { return values.map { Tick(value: $0, label: tickLabel($0, step: $0)) } }
  }
  return []
}

/// A tick's number with as many decimals as its step needs.
func tickLabel(_ value: Double, step: Double) -> String {
  if value == 0 { return "0" }
  let magnitude = abs(value)
  if magnitude >= 1e7 { return compact(value) }
  if magnitude < 1e-4 { return String(format: "%.0e", value).replacingOccurrences(of: "e-0", with: "e-") }
  if step == 0 { return magnitude >= 1000 ? decimal(value, 0) : String(format: "%.4g", value) }
  let places = max(0, min(8, Int(-floor(log10(abs(step)) + 1e-9))))
  return decimal(value, places)
}
