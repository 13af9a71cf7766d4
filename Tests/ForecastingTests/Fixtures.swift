import Forecasting
import Foundation

/// The runs below `Tests/Fixtures/forecast`, with what an independent program found for them.
struct ForecastCase: Decodable {
  struct Run: Decodable {
    var fit_until: Int
    var horizon: Int
    var skip: Int?
    var warmup: Int?
    var total: Int?
    /// Sum of squares of the law over positions at each checkpoint.
    var sse: [Double]
    /// For a0, a1, a2: the true value and how far a fit may lie from it.
    var truth: [[String: [Double]]]?
    var a2_knot: Bool
    var a2_sse: Double
    var baselines: [[String: Double]]
    var mae: Double
    var slack: Double

    var plan: ForecastPlan {
      ForecastPlan(fitUntil: fit_until, horizon: horizon, skip: skip ?? 0, warmup: warmup ?? 0, total: total)
    }
  }

  struct Coverage: Decodable {
    var files: [String]
    var fit_until: Int
    var horizon: Int
    var true_mean: [String: Double]
    var minimum: Double
    var mean_width: Double
  }

  var csv: String?
  var runs: [Run]?
  var coverage: Coverage?

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/forecast")

  static func read(_ name: String) throws -> ForecastCase {
    try JSONDecoder().decode(
      ForecastCase.self, from: Data(contentsOf: folder.appendingPathComponent("\(name)/case.json")))
  }

  static func table(_ name: String, _ file: String = "losses.csv") throws -> LossTable {
    try LossTable(csv: Data(contentsOf: folder.appendingPathComponent("\(name)/\(file)")), file: file)
  }
}

/// Runs made by a formula.
enum SyntheticRun {
  /// Losses that follow the law over positions with parameters given as functions of tokens.
  static func table(
    tokens: [Int], positions: Int = 16, rate: ((Int) -> Double)? = nil,
    _ law: (Double) -> (a0: Double, a1: Double, a2: Double)
  ) throws -> LossTable {
    try LossTable(
      tokens.map { tokens in
        let (a0, a1, a2) = law(Double(tokens))
        return LossTable.Checkpoint(
          tokens: tokens, losses: (1...positions).map { a0 / (1 + a1 * Double($0)) + a2 }, learningRate: rate?(tokens))
      })
  }

  /// Losses that are the same at all positions but for a fixed pattern.
  static func table(tokens: [Int], rate: ((Int) -> Double)? = nil, mean: (Double) -> Double) throws -> LossTable {
    try table(tokens: tokens, rate: rate) { (0.5, 1, mean($0)) }
  }
}
