public import TerminalUI

/// The tables of keys of all screens, for a user's own keys.
public enum KeyTables {
  /// Each screen with all that it can ever bind.
  public static var all: [(screen: String, bindings: KeyBindings)] {
    [
      ("run and replay", WorkbenchState.table(PanelCatalog.all)),
      ("tokenizers", KeyBindings(InspectorCommands.all(sides: 2))),
    ]
  }
}
