internal import Experiment
internal import Foundation
internal import TerminalUI

/// The recipe files of some folders.
public enum RecipeShelf {
  /// Reads the recipes, folder by folder; of two with the same place the first counts.
  ///
  /// - Parameter folders: those that do not exist are allowed.
  public static func documents(in folders: [String]) -> [HomeDocument] {
    var seen: Set<String> = []
    return folders.flatMap { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.hasSuffix(".toml") }.sorted().compactMap { name -> HomeDocument? in
        let path = "\(folder)/\(name)"
        guard seen.insert(URL(fileURLWithPath: path).resolvingSymlinksInPath().path).inserted else { return nil }
        return document(path)
      }
    }
  }

  /// No recipe is longer.
  private static let longest = 1 << 20

  private static func document(_ path: String) -> HomeDocument {
    let name = String((path as NSString).lastPathComponent.dropLast(5))
    var document = HomeDocument(path: path, name: name, values: ["file": HomeValue(path)])
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular,
      (attributes?[.size] as? NSNumber)?.intValue ?? 0 <= longest,
      let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else {
      document.fault = "\(path): cannot be read as text"
      return document
    }
    document.text = text
    // What the file says of itself stands in its first comments.
    let comments = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("#") }
      .map { String($0.drop { $0 == "#" || $0 == " " }) }
    do throws(RecipeError) {
      let recipe = try Recipe(toml: text, file: path)
      document.recipe = recipe.toml
      let changes = SessionPreview.changes(of: recipe)
      document.values.merge(values(of: recipe, changes: changes.count)) { $1 }
      let width = changes.map { displayWidth(of: $0.key) }.max() ?? 0
      let keys = changes.map { "\(fitted($0.key, to: width)) = \($0.value)" }
      document.lines = comments + (comments.isEmpty ? [] : [""]) + keys
    } catch {
      document.fault = error.description
      document.lines = comments
    }
    return document
  }

  private static func values(of recipe: Recipe, changes: Int) -> [String: HomeValue] {
    let tokens = [Keys.Run.steps, Keys.Data.sequenceLength, Keys.Data.batchSize].reduce(1) { $0 * Double(recipe[$1]) }
    let data = recipe[Keys.Data.corpora] + recipe[Keys.Data.text]
    return [
      "router": HomeValue(recipe[Keys.MoE.router].rawValue), "experts": .count(recipe[Keys.MoE.experts]),
      "k": .count(recipe[Keys.MoE.k]), "layers": .count(recipe[Keys.Model.layers]),
      "width": .count(recipe[Keys.Model.width]), "steps": .count(recipe[Keys.Run.steps]),
      "tokens": HomeValue(compact(tokens), number: tokens), "data": HomeValue(data.joined(separator: ", ")),
      "changed": .count(changes),
    ]
  }
}
