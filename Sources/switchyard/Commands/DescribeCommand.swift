import ArgumentParser
import Experiment
import Foundation
import Models
import Training

/// `switchyard describe`: what recipes make, before anything runs.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Print parameters, FLOPs and memory of a recipe's model, or compare several.",
    discussion: """
      With several recipes, one line for each and how its parameters and FLOPs compare with the first's: the members of \
      a comparison should match. --set applies to all of them.
      """)

  @Argument(help: "Recipes: files, or names of those that came with the program.", completion: .recipe)
  var recipes: [String]

  @Option(
    name: .customLong("set"), help: ArgumentHelp("Give a key another value; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  func run() throws {
    let loaded = try recipes.map { try RecipeArguments.load($0, settings: settings) }
    let lines = loaded.count == 1 ? try RecipeDescription(loaded[0]).lines : try comparison(loaded)
    for line in lines { print(line) }
  }

  private func comparison(_ loaded: [Recipe]) throws -> [String] {
    // Work a token compares between decoders alone.
    if loaded.contains(where: { $0[Keys.Run.workload] != .languageModel }) {
      return Array(try loaded.flatMap { try RecipeDescription($0).lines + [""] }.dropLast())
    }
    let members = try loaded.map { ($0[Keys.Run.name], try RecipeDescription($0)) }
    let width = max(6, members.map(\.0.count).max() ?? 0)
    func pad(_ text: String, _ length: Int) -> String {
      String(repeating: " ", count: max(0, length - text.count)) + text
    }
    let first = members[0].1.size
    var lines = [
      "recipe".padding(toLength: width, withPad: " ", startingAt: 0) + pad("parameters", 14) + pad("active", 14)
        + pad("FLOP/token", 12) + "   against \(members[0].0)"
    ]
    for (name, member) in members {
      let size = member.size
      func percent(_ value: Double, _ base: Double) -> String { String(format: "%+.2f %%", 100 * (value / base - 1)) }
      lines.append(
        name.padding(toLength: width, withPad: " ", startingAt: 0) + pad(Quantity.count(size.totalParameters), 14)
          + pad(Quantity.count(size.activeParameters), 14) + pad(Quantity.short(size.flopsPerToken), 12) + "   "
          + percent(Double(size.totalParameters), Double(first.totalParameters)) + " in all, "
          + percent(Double(size.activeParameters), Double(first.activeParameters)) + " active, "
          + percent(size.flopsPerToken, first.flopsPerToken) + " FLOP")
    }
    let tokenizers = loaded.map { "\($0[Keys.Tokenizer.algorithm].rawValue) \($0.tokenizerVocabulary)" }
    if Set(tokenizers).count > 1 {
      lines.append("tokenizers: \(zip(members, tokenizers).map { "\($0.0) \($1)" }.joined(separator: ", "))")
      lines.append("FLOP and losses a token do not compare between tokenizers; compare their losses in bits a byte")
    }
    return lines
  }
}
