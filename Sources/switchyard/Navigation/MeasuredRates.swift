import Data
import Experiment
import Foundation
import Sessions
import Training
import Workbench

/// How fast models are here without merging, as recorded runs tell it; looked for once for each model, size and number
/// of threads. `lock` guards everything.
final class MeasuredRates: @unchecked Sendable {
  private let lock = NSLock()
  private var known: [SpeedConditions: MergeCost.PlainSpeed?] = [:]

  /// Sessions that are looked at, the latest first: more would keep the user waiting.
  private static let most = 24

  /// - Parameter plainGflops: of an image without merging.
  func speed(_ recipe: Recipe, plainGflops: Double) -> MergeCost.PlainSpeed? {
    let wanted = recipe[Keys.Run.threads]
    let conditions = SpeedConditions(
      recipe, processor: Machine.processorName,
      threads: wanted > 0 ? wanted : ProcessInfo.processInfo.activeProcessorCount,
      hasPretrained: PretrainedModel.vitS14.folder() != nil)
    if let found = lock.withLock({ known[conditions] }) { return found }
    func written(_ path: String) -> Date {
      (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date ?? .distantPast
    }
    let sessions = SessionLibrary().paths().map { (path: $0, date: written($0)) }.sorted { $0.date > $1.date }
    let runs = sessions.prefix(Self.most).lazy.compactMap { Self.run($0.path) }
    let speed = conditions.speed(plainGflops: plainGflops, among: runs)
    lock.withLock { known[conditions] = .some(speed) }
    return speed
  }

  /// The header and the last evaluation of a session; nil for one that cannot be read.
  private static func run(_ session: String) -> (header: Header, evaluation: Evaluation?)? {
    guard let reader = try? SessionReader(path: session), let first = try? reader.events(limit: 1).first,
      case .started(let header) = first.event
    else { return nil }
    return (header: header, evaluation: try? reader.latestEvaluation())
  }
}
