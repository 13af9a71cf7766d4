internal import Experiment
internal import Foundation
public import Sweeps
internal import TerminalUI

/// Where the values of a sweep's axis lie, from 0 to 1: words and truth values evenly in the order of the axis, numbers by
/// their size, by their logarithm where the axis was given so or its values span more than two decades.
public struct AxisCoordinate: Sendable, Equatable {
  /// The axis.
  public let axis: Axis
  /// Words in their order; empty for numbers.
  public let words: [String]
  /// Smallest and largest number; nil for words, and without any value.
  public let range: ClosedRange<Double>?
  /// Whether numbers are placed by their logarithm.
  public let isLogarithmic: Bool

  /// The values that an axis has, and those of trials, which may have been added by hand.
  public init(_ axis: Axis, trials: [SweepTrial]) {
    self.axis = axis
    let settings = trials.compactMap { trial in trial.settings.first { $0.key == axis.key } }
    let listed = (axis.list ?? []).map { Setting(axis.key, $0) }
    if axis.key.kind == .integer || axis.key.kind == .number {
      words = []
      var numbers = (listed + settings).compactMap { Self.number($0) }
      if case .interval(let lower, let upper, _) = axis.values { numbers += [lower, upper] }
      let (low, high) = (numbers.min(), numbers.max())
      range = if let low, let high { low...high } else { nil }
      isLogarithmic = axis.text.hasPrefix("log") || (low ?? 0) > 0 && (high ?? 0) > 100 * (low ?? 0)
    } else {
      var words: [String] = []
      for word in (listed + settings).map(\.word) where !words.contains(word) { words.append(word) }
      self.words = words
      (range, isLogarithmic) = (nil, false)
    }
  }

  /// The number that stands for a value: itself, or a word's place in the list.
  public func position(_ setting: Setting) -> Double? {
    words.isEmpty ? Self.number(setting) : words.firstIndex(of: setting.word).map(Double.init)
  }

  /// Where a trial lies on the axis.
  public func share(_ trial: SweepTrial) -> Double? {
    guard let setting = trial.settings.first(where: { $0.key == axis.key }), let position = position(setting) else {
      return nil
    }
    return share(position)
  }

  /// Where a position lies.
  public func share(_ position: Double) -> Double? {
    if !words.isEmpty { return words.count == 1 ? 0.5 : position / Double(words.count - 1) }
    guard let range else { return nil }
    return Self.share(position, of: range, isLogarithmic: isLogarithmic)
  }

  /// Where a number lies in a range; 0.5 in a range of one number.
  static func share(_ number: Double, of range: ClosedRange<Double>, isLogarithmic: Bool) -> Double? {
    guard range.lowerBound < range.upperBound else { return 0.5 }
    func place(_ number: Double) -> Double { isLogarithmic ? log(number) : number }
    let share = (place(number) - place(range.lowerBound)) / (place(range.upperBound) - place(range.lowerBound))
    return share.isFinite ? share : nil
  }

  private static func number(_ setting: Setting) -> Double? {
    switch setting.value {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}
