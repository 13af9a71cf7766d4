public import TerminalUI

/// The tables of keys of all screens, for a user's own keys.
public enum KeyTables {
  /// Each screen with all that it can ever bind.
  public static var all: [(screen: String, bindings: KeyBindings)] {
    [
      ("run and replay", WorkbenchState.wholeTable),
      ("tokenizers", KeyBindings(InspectorCommands.all(sides: 2))),
      ("home", KeyBindings(HomeCommands.all)),
      ("recipes side by side", KeyBindings(DiffState.commands)),
      ("recipe form", KeyBindings(FormCommands.all)),
      ("sweep", KeyBindings(SweepCommands.all)),
      ("comparison", KeyBindings(CompareCommands.all)),
    ]
  }
}

extension KeyBindings {
  /// The table with the user's own keys, as far as they are of its commands: others are those of other scenes.
  func overridingKnown(_ keys: [CommandID: [TerminalUI.Key]]) -> KeyBindings {
    let known = Set(bindings.map(\.command))
    return (try? overriding(keys.filter { known.contains($0.key) })) ?? self
  }
}
