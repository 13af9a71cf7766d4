internal import Sessions
internal import Sweeps
public import TerminalUI

/// The live screen of a sweep: follows its file, and records what is decided by hand in it.
///
/// The sweep is run by a process of its own, started from here or anywhere else: leaving, or losing the screen, does not
/// touch it.
public struct SweepScene: Scene {
  private var state: SweepState
  private let watch: SweepWatch
  private let path: String
  private let run: (String) throws -> Void

  /// Opens a sweep's file.
  /// - Parameters:
  ///   - isOurs: whether the process that runs it was started from here.
  ///   - options: how scenes behave.
  ///   - run: starts a process that runs the sweep in a file.
  /// - Throws: `SessionError` for what is no sweep, or damaged.
  public init(file: String, isOurs: Bool, options: SceneOptions, run: @escaping (String) throws -> Void) throws {
    path = file
    watch = try SweepWatch(file)
    state = SweepState(file: file, watch.snapshot, isOurs: isOurs, utcOffset: options.utcOffset)
    state.keys = options.keys
    self.run = run
  }

  /// See `Scene`.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    let effects = state.take(input, at: now)
    carryOut(at: now)
    return effects
  }

  /// See `Scene`.
  public mutating func gather(at now: Double) -> [Effect]? {
    guard let snapshot = watch.news() else { return nil }
    return state.arrived(snapshot, at: now)
  }

  /// See `Scene`.
  public var flashEnd: Double? { state.flash?.until }
  /// See `Scene`.
  public func onArrival(_ wake: @escaping @Sendable () -> Void) { watch.onArrival(wake) }
  /// See `Scene`.
  public func picture(_ theme: Theme) -> CellBuffer { state.picture(theme) }

  private mutating func carryOut(at now: Double) {
    let orders = state.takeOrders()
    guard !orders.isEmpty else { return }
    do {
      var store: SweepStore?
      defer { store?.close() }
      for order in orders {
        switch order {
        case .decide(let action, let trial, let value, let reason):
          let open = try store ?? SweepStore(path)
          store = open
          try open.decide(action, author: "user", trial: trial, value: value, reason: reason)
        case .run: try run(path)
        case .stop:
          if !SweepDriver.stop(path) { state.say("the process that runs the sweep cannot be reached", at: now) }
        }
      }
    } catch {
      state.say("\(error)", at: now)
    }
  }
}
