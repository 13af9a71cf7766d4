public import Experiment
import Foundation

/// All combinations of the values of some axes.
public struct SearchSpace: Sendable, Equatable {
  /// What is varied; the last one changes fastest.
  public let axes: [Axis]

  /// - Throws: `SweepError` when a key is given twice, or none.
  public init(_ axes: [Axis]) throws {
    self.axes = axes
    if axes.isEmpty { throw SweepError(Axis.origin, "name at least one key to vary, such as moe.router=topk,mask") }
    for (index, axis) in axes.enumerated() where axes[..<index].contains(where: { $0.key == axis.key }) {
      throw SweepError(Axis.origin, "\(axis.key.path) is given twice; write all its values in one list")
    }
  }

  /// Number of combinations; nil with an interval.
  public var count: Int? {
    var count = 1
    for axis in axes {
      guard let list = axis.list else { return nil }
      let (product, isTooMany) = count.multipliedReportingOverflow(by: list.count)
      if isTooMany { return .max }
      count = product
    }
    return count
  }

  /// The combination with this number: mixed radix, the last axis changes fastest. Only for spaces without an interval.
  public func point(_ number: Int) -> [RecipeValue] {
    var rest = number
    var values: [RecipeValue] = []
    for axis in axes.reversed() {
      guard let list = axis.list else { preconditionFailure("\(axis.key.path) is an interval") }
      values.append(list[rest % list.count])
      rest /= list.count
    }
    return values.reversed()
  }

  /// Values, axis by axis, with their keys.
  func settings(_ values: [RecipeValue]) -> [Setting] { zip(axes, values).map { Setting($0.key, $1) } }

  /// A combination drawn at random, each axis by itself and evenly: over the values of a list, over an interval, over the
  /// logarithm in a logarithmic one.
  public func draw(using random: inout some RandomNumberGenerator) -> [RecipeValue] {
    axes.map { axis in
      switch axis.values {
      case .list(let list): return list[Int.random(in: list.indices, using: &random)]
      case .interval(let lower, let upper, let isLogarithmic):
        if axis.key.kind == .integer, !isLogarithmic {
          return .integer(Int.random(in: Int(lower)...Int(upper), using: &random))
        }
        let share = Double.random(in: 0...1, using: &random)
        let number = isLogarithmic ? lower * pow(upper / lower, share) : lower + share * (upper - lower)
        let tidy = Double(String(format: "%.6g", number)) ?? number
        let inside = min(max(tidy, lower), upper)
        return axis.key.kind == .integer ? .integer(Int(inside.rounded())) : .number(inside)
      }
    }
  }
}
