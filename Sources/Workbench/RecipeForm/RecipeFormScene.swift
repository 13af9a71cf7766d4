public import Experiment
internal import Foundation
public import TerminalUI

/// The form of a recipe: edits it, shows what it costs, marks axes of a sweep, saves and starts.
public struct RecipeFormScene: Scene {
  private var state: RecipeFormState
  private let costs: RecipeCosts
  private let measurement = Measurement()

  /// A form that begins with a recipe.
  ///
  /// - Parameters:
  ///   - origin: a file, a session's name.
  ///   - costs: what a recipe costs.
  ///   - options: how scenes behave.
  public init(_ recipe: Recipe, origin: String, costs: RecipeCosts, options: SceneOptions) {
    state = RecipeFormState(recipe, origin: origin, costs: costs)
    state.keys = options.keys
    self.costs = costs
  }

  /// See `Scene`.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    let effects = state.take(input, at: now)
    for order in state.takeOrders() {
      switch order {
      case .save(let text, let path, let replacing): save(text, to: path, replacing: replacing, at: now)
      case .measure(let recipe, let threads): measurement.begin(recipe, threads: threads, costs)
      }
    }
    return effects
  }

  /// See `Scene`.
  public mutating func gather(at now: Double) -> [Effect]? {
    guard let result = measurement.take() else { return nil }
    state.measured(result, at: now)
    return []
  }

  /// See `Scene`.
  public var flashEnd: Double? { state.flash?.until }
  /// See `Scene`.
  public func onArrival(_ wake: @escaping @Sendable () -> Void) { measurement.onArrival(wake) }
  /// See `Scene`.
  public func picture(_ theme: Theme) -> CellBuffer { state.picture(theme) }

  private mutating func save(_ text: String, to path: String, replacing: Bool, at now: Double) {
    let file = (path as NSString).expandingTildeInPath
    if !replacing, FileManager.default.fileExists(atPath: file) { return state.askToReplace(path) }
    do {
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      state.saved(to: path, fault: nil, at: now)
    } catch {
      state.saved(to: path, fault: "\(path): cannot be written: \(error.localizedDescription)", at: now)
    }
  }
}

/// A rate that is measured on a thread of its own. `lock` guards everything.
private final class Measurement: @unchecked Sendable {
  private let lock = NSLock()
  private var result: Result<Double, any Error>?
  private var wake: (@Sendable () -> Void)?

  func begin(_ recipe: Recipe, threads: Int, _ costs: RecipeCosts) {
    let thread = Thread { [self] in
      let result = Result { try costs.measure(recipe, threads) }
      let wake = lock.withLock {
        self.result = result
        return self.wake
      }
      wake?()
    }
    // Training needs a large stack.
    thread.stackSize = 16 << 20
    thread.name = "measurement"
    thread.start()
  }

  func take() -> Result<Double, any Error>? {
    lock.withLock {
      defer { result = nil }
      return result
    }
  }

  func onArrival(_ wake: @escaping @Sendable () -> Void) { lock.withLock { self.wake = wake } }
}
