import Foundation
public import TOMLReading

/// A sweep's folder, or its `sweep.toml`: what the command line could ask for, kept in a file.
///
///     recipe = "../../small.toml"        # what the trials start from; a path from the file's folder
///     set = ["evaluation.every=20"]      # keys that all trials have otherwise
///     vary = ["optimizer.learning_rate=log:1e-4:1e-2:5", "moe.k=1,2"]
///     seeds = 3                          # run.seed and the two after it
///     method = "grid"                    # or random, asha
///     early_stop = "forecast"            # or none, median, asha
///
/// and `trials`, `same_active_parameters`, `reduction`, `first_rung`, `budget = "2h"` and `jobs`.
public struct SweepFile: Sendable, Equatable {
  /// The recipe's path.
  public let recipe: String
  /// Keys that all trials have otherwise, as `--set` takes them.
  public let settings: [String]
  /// What is asked for.
  public let request: SweepRequest

  /// Whether a path is a sweep's folder or its file.
  public static func isSweep(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return false }
    return isFolder.boolValue || (path as NSString).lastPathComponent == "sweep.toml"
  }

  /// Reads it.
  ///
  /// - Throws: `SweepError` with the file and the key.
  public init(_ path: String) throws {
    let file = (path as NSString).lastPathComponent == "sweep.toml" ? path : path + "/sweep.toml"
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      let exists = FileManager.default.fileExists(atPath: file)
      throw SweepError(file, exists ? "cannot be read as UTF-8 text" : "does not exist: a sweep's folder holds one")
    }
    let table: CheckedTable<SweepError>
    do throws(TOMLMistake) {
      table = CheckedTable(try TOMLText.table(text), file: file)
    } catch {
      throw SweepError("\(file)\(error.line.map { ":\($0)" } ?? "")", error.message)
    }
    try table.allow([
      "recipe", "set", "vary", "seeds", "method", "trials", "early_stop", "same_active_parameters", "reduction",
      "first_rung", "budget", "jobs",
    ])
    let recipe = try table.requiredString("recipe")
    self.recipe =
      recipe.hasPrefix("/")
      ? recipe
      : URL(fileURLWithPath: (file as NSString).deletingLastPathComponent, isDirectory: true)
        .appendingPathComponent(recipe).path
    settings = try table.strings("set") ?? []
    var request = SweepRequest()
    request.vary = try table.strings("vary") ?? []
    request.seeds = try table.integer("seeds")
    request.trials = try table.integer("trials")
    request.reduction = try table.integer("reduction")
    request.firstRung = try table.integer("first_rung")
    request.jobs = try table.integer("jobs")
    request.tolerance = try table.share("same_active_parameters")
    request.method = try Self.word(table, "method")
    request.earlyStop = try Self.word(table, "early_stop")
    if let budget = try table.string("budget") {
      guard let span = TimeSpan(budget) else { throw table.error("budget", "must be such as \"90m\" or \"2h\"") }
      request.budget = span
    }
    self.request = request
  }

  private static func word<Word: RawRepresentable & CaseIterable>(
    _ table: CheckedTable<SweepError>, _ key: String
  ) throws -> Word? where Word.RawValue == String {
    guard let text = try table.string(key) else { return nil }
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw table.error(key, "must be one of \(words), not \"\(text)\"")
    }
    return word
  }
}

extension SweepError: TableFault {
  /// An error of a key in a file.
  public init(file: String, place: String, message: String) {
    self.init([file, place].filter { !$0.isEmpty }.joined(separator: ": "), message)
  }
}
