import ArgumentParser
import Experiment
import Workbench

/// `switchyard edit`: a recipe in a form.
struct EditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Edit a recipe in a form, vary its keys, and start it.",
    discussion: """
      Every key with its help, default and bounds, checked as you type. `a` varies a key: the form then says how many \
      trials there are and what they cost. `S` starts the run or the sweep, `w` saves the recipe.
      """)

  @OptionGroup var arguments: RecipeArguments
  @OptionGroup var display: DisplayOptions

  func run() throws {
    let recipe = try arguments.load()
    guard display.isScreen else {
      throw CommandError("edit needs a terminal; `switchyard run` and `switchyard sweep` take --set and --vary")
    }
    try Navigator.open(display.screen, at: .form(recipe: recipe.toml, origin: arguments.recipe))
  }
}
