import TerminalUI
import Workbench

extension Navigator {
  /// Gives a scene back what it remembered when it was left the last time.
  func recall<Shown: Scene>(_ scene: inout Shown) {
    guard var remembering = scene as? any RememberingScene else { return }
    guard let memory = preferences.scenes[type(of: remembering).memoryName] else { return }
    remembering.memory = memory
    if let recalled = remembering as? Shown { scene = recalled }
  }

  /// Keeps what a scene wants to remember.
  func remember(_ scene: some Scene) {
    guard let remembering = scene as? any RememberingScene else { return }
    preferences.scenes[type(of: remembering).memoryName] = remembering.memory
  }

  /// Writes what is remembered, if it has changed. The theme is the user's own only when it was chosen on the screen.
  func remember(themeIfNot theme: String) {
    let before = memory.load()
    if options.theme != theme { preferences.theme = options.theme }
    guard preferences != before else { return }
    memory.save(preferences) { farewell.append(sanitized($0)) }
  }
}
