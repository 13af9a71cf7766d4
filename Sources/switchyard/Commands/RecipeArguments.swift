import ArgumentParser
import Experiment
import Foundation
import Sessions

/// The recipe to work on: a file, and keys set on the command line.
struct RecipeArguments: ParsableArguments {
  @Argument(
    help: "A recipe: a file, the name of one that came with the program, or a session whose recipe is meant.",
    completion: .recipe)
  var recipe: String

  @Option(
    name: .customLong("set"), help: ArgumentHelp("Give a key another value; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  /// Reads the file and applies the settings.
  func load() throws -> Recipe {
    try Self.load(recipe, settings: settings)
  }

  /// Reads a recipe file, or one that came with the program and is named, and applies settings of the form
  /// `table.key=value`.
  static func load(_ given: String, settings: [String]) throws -> Recipe {
    if given.hasSuffix(".sqlite") { return try recorded(given, settings: settings) }
    let text: String
    let isFile = FileManager.default.fileExists(atPath: given)
    let path = isFile ? given : ShippedFolders.file(given, in: "recipes", extension: "toml") ?? given
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      let exists = FileManager.default.fileExists(atPath: path)
      throw CommandError("\(path): \(exists ? "cannot be read as UTF-8 text" : "no such recipe file")")
    }
    var recipe = try Recipe(toml: text, file: path)
    recipe = try recipe.applying(sets: settings)
    return recipe.withAbsolutePaths
  }

  /// The recipe of a recorded run, with which it is done again.
  private static func recorded(_ path: String, settings: [String]) throws -> Recipe {
    guard let header = try SessionReader(path: path).state().header else {
      throw CommandError("\(path): the session does not say with which recipe it ran")
    }
    return try Recipe(toml: header.recipe, file: path).applying(sets: settings)
  }
}

/// Something wrong with a command's arguments: one line that says what to do.
struct CommandError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
