public import Experiment
import Foundation

/// In which keys the recipes of two runs differ, and what came of it.
public struct RecipeComparison: Sendable, Equatable {
  /// A key with its value in both recipes.
  public struct KeyRow: Sendable, Equatable {
    /// The key.
    public var key: RecipeKey
    /// Its value in the first run, as TOML.
    public var left: String
    /// Its value in the second run, as TOML.
    public var right: String
    /// Its default, as TOML.
    public var standard: String
  }

  /// A figure of both runs.
  public struct FigureRow: Sendable, Equatable {
    /// What it is: `parameters`, `held-out`.
    public var name: String
    /// In the first run; `–` where it is not known.
    public var left: String
    /// In the second run.
    public var right: String
  }

  /// What the runs are called.
  public var names: (left: String, right: String) { (pair[0], pair[1]) }
  /// The keys that differ, in the order of a recipe file.
  public let keys: [KeyRow]
  /// Number of keys that are equal.
  public let equalKeys: Int
  /// Figures worth comparing, also those that are equal.
  public let figures: [FigureRow]
  /// What should be known besides, one line each.
  public let remarks: [String]
  private let pair: [String]

  /// Compares what two sessions started with.
  ///
  /// - Throws: `SessionError` for a session that cannot be read, or whose recipe another version wrote.
  public init(_ left: LibraryEntry, _ right: LibraryEntry) throws(SessionError) {
    let sides = [left, right]
    var recipes: [Recipe] = []
    var summaries: [SessionSummary] = []
    for side in sides {
      guard let summary = side.summary else {
        if case .damaged(let reason) = side.condition { throw SessionError(file: side.path, message: reason) }
        throw SessionError(file: side.path, message: "holds no run yet")
      }
      do throws(RecipeError) {
        recipes.append(try Recipe(toml: summary.header.recipe, file: side.path))
      } catch {
        throw SessionError(file: side.path, message: "its recipe cannot be read by this version: \(error.message)")
      }
      summaries.append(summary)
    }
    pair = sides.map(\.name)
    keys = recipes[0].differences(from: recipes[1]).map {
      KeyRow(key: $0.key, left: $0.value.toml, right: $0.other.toml, standard: $0.key.standard.toml)
    }
    equalKeys = RecipeKey.all.count { key in recipes.contains { key.applies(to: $0[Keys.Run.workload]) } } - keys.count
    func row(_ name: String, _ text: (SessionSummary) -> String) -> FigureRow {
      FigureRow(name: name, left: text(summaries[0]), right: text(summaries[1]))
    }
    func number(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "–" }
    var figures = [
      row("steps") { "\($0.lastStep ?? 0) of \($0.header.totalSteps)" },
      row("tokens") { "\($0.tokens)" },
      row("parameters") { "\($0.header.totalParameters)" },
      row("active") { "\($0.header.activeParameters)" },
      row("train loss") { number($0.lastLoss) },
      row("held-out loss") { number($0.heldOutLoss) },
      row("best held-out") { number($0.bestHeldOutLoss) },
      row("bits a byte") { number($0.heldOutBits) },
      row("seconds") { String(format: "%.0f", $0.seconds) },
      row("machine") { "\($0.header.machine.threads) threads, \($0.header.machine.blasCore)" },
      row("version") { $0.header.version },
    ]
    if summaries.contains(where: { $0.header.trainedParameters != nil }) {
      figures.append(row("trained") { $0.header.trainedParameters.map { "\($0)" } ?? "–" })
    }
    if summaries.contains(where: { $0.score != nil }) { figures.append(row("score") { number($0.score) }) }
    self.figures = figures
    var remarks: [String] = []
    let vocabularies = Set(summaries.map(\.header.vocabulary))
    if vocabularies.count > 1 || keys.contains(where: { $0.key.table == "tokenizer" }) {
      remarks.append("losses are in nats a token, which do not compare between tokenizers; bits a byte do")
    }
    for (side, summary) in zip(sides, summaries) where summary.header.firstStep > 0 {
      let step = summary.header.firstStep
      remarks.append("\(side.name) was taken up after step \(step); the recipe is that of its latest stretch")
    }
    self.remarks = remarks
  }
}
