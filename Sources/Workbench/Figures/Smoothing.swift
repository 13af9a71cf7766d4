/// An exponential moving average that starts unbiased and steps over numbers that are not finite.
///
/// The weight of the past is `factor` (0 leaves the values alone, 0.99 is very smooth). The average is divided by the
/// weight collected so far, as Adam does, so that the first values are not drawn towards 0. A value that is not finite
/// stays in the result as a gap and leaves the average untouched.
public func smoothed(_ values: [Double], factor: Double) -> [Double] {
  guard factor > 0 else { return values }
  let factor = min(factor, 0.999)
  var average = 0.0
  var weight = 0.0
  return values.map { value in
    guard value.isFinite else { return value }
    average = factor * average + (1 - factor) * value
    weight = factor * weight + (1 - factor)
    return average / weight
  }
}
