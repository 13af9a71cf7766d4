/// How far Float results may lie from a reference in Double.
public struct Tolerance: Sendable {
  /// Of a difference over the largest absolute value of the reference.
  public var relative: Double
  /// Of a difference, where the reference is small throughout.
  public var absolute: Double

  /// The defaults suit values; gradients against differences need more room.
  public init(relative: Double = 1e-5, absolute: Double = 1e-7) {
    self.relative = relative
    self.absolute = absolute
  }

  /// The worst difference as a line, or nil when all are within the tolerance. NaN never is.
  public func violation(_ what: String, _ values: [Float], _ reference: [Double]) -> String? {
    guard values.count == reference.count else {
      return "\(what): \(values.count) values, reference has \(reference.count)"
    }
    let scale = reference.reduce(0) { max($0, abs($1)) }
    let allowed = relative * scale + absolute
    var worst: (index: Int, difference: Double)?
    for (index, (value, expected)) in zip(values, reference).enumerated() {
      let difference = abs(Double(value) - expected)
      if difference <= allowed { continue }
      if worst == nil || !(difference <= worst!.difference) { worst = (index, difference) }
    }
    return worst.map {
      "\(what)[\($0.index)] = \(values[$0.index]), expected \(reference[$0.index]), off by \($0.difference), allowed \(allowed)"
    }
  }
}
