/// Where values live that no derivative reads.
///
/// Two arenas take turns, so that what one layer hands to the next outlives the layer, and no longer.
final class TransientMemory {
  private let arenas = [Arena(), Arena()]
  private var current = 0
  /// Whether results of operations go here at the moment.
  var isOn = false

  func floats(_ count: Int) -> UnsafeMutablePointer<Float> { arenas[current].floats(count) }

  /// Goes over to the other arena and takes back what it held.
  func turn() {
    current = 1 - current
    arenas[current].reset()
  }

  /// Takes everything back.
  func reset() {
    isOn = false
    for arena in arenas { arena.reset() }
  }

  var peakBytes: Int { arenas.reduce(0) { $0 + $1.peakBytes } }
}

extension Tape {
  /// Runs operations whose results stay until `begin` only if a derivative will read them.
  ///
  /// Otherwise they last until `turnTransients` has been called twice. What an operation keeps beside its result stays
  /// in any case. The caller knows who reads a result: a linear layer reads its input for the derivative of its weight
  /// alone, a norm for any derivative, a sum for none.
  ///
  /// - Parameter readers: the results are kept if one of these needs a gradient.
  public func keeping<Result>(forAny readers: [Tensor], _ body: () -> Result) -> Result {
    let before = transients.isOn
    transients.isOn = !readers.contains { $0.needsGradient }
    defer { transients.isOn = before }
    return body()
  }

  /// Between two layers: transient values of the layer before last may be overwritten from now on.
  public func turnTransients() { transients.turn() }

  /// Bytes of values that stay until `begin`: results that derivatives read, and what operations keep besides.
  public var keptBytes: Int { arena.usedBytes }
}
