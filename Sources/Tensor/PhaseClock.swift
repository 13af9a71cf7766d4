import Foundation

/// Where the seconds of a step go: exactly one phase runs at any moment.
///
/// Entering a phase ends the one before, so the phases add up to the whole.
public final class PhaseClock {
  /// Seconds by phase, in the order in which the phases were first entered.
  public private(set) var seconds: [(name: String, seconds: Double)] = []
  /// The phase that runs now, as an index into `seconds`; −1 before the first.
  package private(set) var current = -1
  private var since = 0.0

  /// A clock without phases; nothing is timed until one is entered.
  public init() {}

  /// Sets all phases to zero and starts with none.
  public func restart() {
    for index in seconds.indices { seconds[index].seconds = 0 }
    current = -1
  }

  /// Ends the present phase and starts another.
  public func enter(_ name: String) {
    if current >= 0, seconds[current].name == name { return }
    if let index = seconds.firstIndex(where: { $0.name == name }) {
      enter(index)
    } else {
      seconds.append((name, 0))
      enter(seconds.count - 1)
    }
  }

  package func enter(_ index: Int) {
    let now = monotonicSeconds()
    if current >= 0 { seconds[current].seconds += now - since }
    current = index
    since = now
  }

  /// Ends the present phase; none runs until the next is entered.
  public func stop() { enter(-1) }
}

/// Seconds of a clock that only runs forward.
public func monotonicSeconds() -> Double {
  Double(DispatchTime.now().uptimeNanoseconds) * 1e-9
}
