import Foundation

/// What a user may ask of a running trainer. Read between steps.
public enum Command: Sendable, Equatable {
  case pause
  case resume
  /// Does one step, then pauses.
  case singleStep
  /// Ends after the current step; a checkpoint is written and the session closed.
  case stop(Finish.Reason)
  /// Gives a changeable recipe key a new value, written as in TOML.
  case set(key: String, value: String)
  /// Takes back the last change that has not been taken back; of one key where it is named.
  case undo(key: String? = nil)
  /// Makes a shadow copy that trains beside the run for so many steps with other values of changeable keys.
  case startTwin(changes: [RecipeSetting], steps: Int)
  /// Lets the two go on for as many steps again.
  case extendTwin
  /// Ends the twin: one of the two goes on.
  case endTwin(TwinChoice)
  /// Measures on the probe batch what other choices of the router would have cost.
  case counterfactual
  /// Puts a note on the time line.
  case note(String)
}

/// A recipe key and the value that it is to have, written as in TOML.
public struct RecipeSetting: Sendable, Equatable {
  /// The key's path.
  public var key: String
  /// Its value.
  public var value: String

  /// All fields, as they are described above.
  public init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}

/// The way from the keyboard to the trainer: a queue of commands that the trainer empties between steps.
public final class RunControl: @unchecked Sendable {
  // Sendable because all mutable state is touched under `condition` only.
  private let condition = NSCondition()
  private var commands: [Command] = []

  /// No command is waiting.
  public init() {}

  /// Sends a command. May be called from any thread, not from a signal handler.
  public func send(_ command: Command) {
    condition.lock()
    commands.append(command)
    condition.broadcast()
    condition.unlock()
  }

  /// Takes all commands that have arrived, without waiting.
  public func take() -> [Command] {
    condition.withLock {
      defer { commands = [] }
      return commands
    }
  }

  /// Waits for commands, for at most so many seconds, and takes them. A paused trainer calls this.
  public func take(waiting seconds: Double) -> [Command] {
    condition.lock()
    defer { condition.unlock() }
    let deadline = Date(timeIntervalSinceNow: seconds)
    while commands.isEmpty {
      if !condition.wait(until: deadline) { break }
    }
    defer { commands = [] }
    return commands
  }
}
