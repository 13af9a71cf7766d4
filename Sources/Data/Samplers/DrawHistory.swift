import Synchronization

/// Makes a chain of draws, each of which needs what the ones before it left, answer like a function of the position.
///
/// The chain is replayed from the nearest snapshot before the draws asked for; draws in order cost one step each.
final class DrawHistory<State: Sendable>: Sendable {
  private static var interval: Int { 1 << 16 }

  private struct Memory {
    /// The states before draws 0, interval, 2 · interval, …
    var snapshots: [State]
    /// Where the chain was left last.
    var position = 0
    var state: State
  }

  private let memory: Mutex<Memory>
  private let step: @Sendable (inout State, _ position: Int) -> WindowAddress

  /// - Parameter step: makes the draw at a position and changes the state; it must depend on nothing else.
  init(start: State, step: @escaping @Sendable (inout State, _ position: Int) -> WindowAddress) {
    memory = Mutex(Memory(snapshots: [start], state: start))
    self.step = step
  }

  func draw(_ range: Range<Int>) -> [WindowAddress] {
    precondition(range.lowerBound >= 0)
    return memory.withLock { memory in
      let block = min(range.lowerBound / Self.interval, memory.snapshots.count - 1)
      var (position, state) = (block * Self.interval, memory.snapshots[block])
      if memory.position <= range.lowerBound, memory.position > position {
        (position, state) = (memory.position, memory.state)
      }
      var drawn: [WindowAddress] = []
      drawn.reserveCapacity(range.count)
      while position < range.upperBound {
        if position == memory.snapshots.count * Self.interval { memory.snapshots.append(state) }
        let address = step(&state, position)
        if position >= range.lowerBound { drawn.append(address) }
        position += 1
      }
      (memory.position, memory.state) = (position, state)
      return drawn
    }
  }
}
