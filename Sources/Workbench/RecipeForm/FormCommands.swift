internal import TerminalUI

extension CommandID {
  static let formUp: CommandID = "form.up"
  static let formDown: CommandID = "form.down"
  static let formPageUp: CommandID = "form.page.up"
  static let formPageDown: CommandID = "form.page.down"
  static let formFirst: CommandID = "form.first"
  static let formLast: CommandID = "form.last"
  static let previousTable: CommandID = "form.table.previous"
  static let nextTable: CommandID = "form.table.next"
  static let editKey: CommandID = "form.edit"
  static let previousChoice: CommandID = "form.choice.previous"
  static let nextChoice: CommandID = "form.choice.next"
  static let editAxis: CommandID = "form.axis"
  static let resetKey: CommandID = "form.reset"
  static let onlyChanged: CommandID = "form.changed"
  static let filterKeys: CommandID = "form.filter"
  static let saveRecipe: CommandID = "form.save"
  static let startRecipe: CommandID = "form.start"
  static let measureRate: CommandID = "form.measure"
  static let undoEdit: CommandID = "form.undo"
}

/// The keys of the recipe form.
enum FormCommands {
  static let all: [Binding] =
    [
      Commands.help,
      Binding(
        [.character("q"), .ctrl("c")], .quit, "leave", help: "leave; asks where changes are not saved", footerRank: 1),
      Binding([.escape], .close, "back", help: "close, clear the filter, show all keys; never quits"),
      Binding([.enter], .editKey, "edit", help: "type another value; it is checked as you type", footerRank: 3),
      Binding(
        [.character("a")], .editAxis, "axis", help: "vary the key: a,b or start:end:step or log:start:end:count",
        footerRank: 4),
      Binding(
        [.character("S")], .startRecipe, "start", help: "train it, or start the sweep over the axes", footerRank: 5),
      Binding(
        [.left, .character("h")], .previousChoice, "choice", help: "the word before, of a key that takes one of some",
        footerRank: 10),
      Binding([.right, .character("l"), .space], .nextChoice, "choice", help: "the next word"),
      Binding([.character("r"), .delete], .resetKey, "reset", help: "the value it had, and no axis", footerRank: 11),
      Binding([.character("z")], .undoEdit, "undo", help: "take the last change back", footerRank: 12),
      Binding([.character("w")], .saveRecipe, "save", help: "write the recipe to a TOML file", footerRank: 6),
      Binding([.character("c")], .onlyChanged, "changed", help: "only keys that were changed, or all", footerRank: 13),
      Binding(
        [.character("/")], .filterKeys, "filter",
        help: "keys whose name or help matches a regular expression; ! inverts",
        footerRank: 14),
      Binding(
        [.character("m")], .measureRate, "measure", help: "train a few steps to say how long it will take",
        footerRank: 15),
      Binding([.up, .character("k")], .formUp, "key", help: "the key above", footerRank: 20),
      Binding([.down, .character("j")], .formDown, "key", help: "the key below"),
      Binding([.pageUp], .formPageUp, "page", help: "ten keys up"),
      Binding([.pageDown], .formPageDown, "page", help: "ten keys down"),
      Binding([.home, .character("g")], .formFirst, "first", help: "the first key"),
      Binding([.end, .character("G")], .formLast, "last", help: "the last one"),
      Binding([.character("{")], .previousTable, "table", help: "the table before", footerRank: 21),
      Binding([.character("}")], .nextTable, "table", help: "the next table"),
    ] + Commands.shared + [ScheduleCommands.opening] + ScheduleCommands.all
}
