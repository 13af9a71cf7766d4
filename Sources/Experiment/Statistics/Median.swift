extension [Double] {
  /// The middle value, of an even number the mean of the two in the middle; NaN without any.
  public var median: Double {
    if isEmpty { return .nan }
    let sorted = sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}
