import Experiment
import Foundation
import Sessions

/// Images a second without merging that recorded runs have measured, looked for once a model and size. `lock` guards
/// everything.
final class MeasuredRates: @unchecked Sendable {
  private let lock = NSLock()
  private var known: [String: Double?] = [:]

  /// Sessions that are looked at, the latest first: more would keep the user waiting.
  private static let most = 24

  /// The rate of the latest session of the same transformer on pictures of the same size; nil without one.
  func plainRate(_ recipe: Recipe) -> Double? {
    let key = Self.model(recipe)
    if let found = lock.withLock({ known[key] }) { return found }
    func written(_ path: String) -> Date {
      (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date ?? .distantPast
    }
    let sessions = SessionLibrary().paths().map { (path: $0, date: written($0)) }.sorted { $0.date > $1.date }
    let rate = sessions.prefix(Self.most).lazy.map(\.path).compactMap { Self.rate(of: $0, model: key) }.first
    lock.withLock { known[key] = .some(rate) }
    return rate
  }

  /// What the speed without merging follows from.
  private static func model(_ recipe: Recipe) -> String {
    let keys: [RecipeKey] = [
      Keys.Vision.weights.declaration, Keys.Vision.file.declaration, Keys.Vision.width.declaration,
      Keys.Vision.depth.declaration, Keys.Vision.heads.declaration, Keys.Vision.patch.declaration,
      Keys.Vision.inner.declaration, Keys.Vision.blocks.declaration, Keys.Images.size.declaration,
    ]
    return keys.map { recipe[$0].toml }.joined(separator: " ")
  }

  private static func rate(of session: String, model key: String) -> Double? {
    guard let reader = try? SessionReader(path: session),
      let first = try? reader.events(limit: 1).first, case .started(let header) = first.event,
      header.workload == Recipe.Workload.tokenMerging.rawValue,
      let recipe = try? Recipe(toml: header.recipe, file: session), model(recipe) == key
    else { return nil }
    return (try? reader.latestEvaluation())?.flatMap { $0.figure("plain_images_per_second") }
  }
}
