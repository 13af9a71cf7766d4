extension MoEOptions {
  /// Slots that one expert offers to one device, C; nil without limit.
  ///
  /// The small number only undoes rounding of the product: 1.1 · 2 · 25 / 5 is 11, not 12.
  ///
  /// - Parameter tokensPerDevice: n = N / G.
  public func capacity(tokensPerDevice: Int) -> Int? {
    guard let capacityFactor else { return nil }
    let slots = capacityFactor * Double(k) * Double(tokensPerDevice) / Double(experts)
    // Beyond this every count is the same; it keeps the conversion from trapping.
    return max(1, Int(min((slots - 0.000001).rounded(.up), 1e15)))
  }
}
