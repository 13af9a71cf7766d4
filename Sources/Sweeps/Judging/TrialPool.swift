import Experiment
import Foundation
import Sessions
import Trials

/// Trials that were all trained to their end and can be compared: what early-stop rules are judged on.
public struct TrialPool: Sendable, Equatable {
  /// What tables call it.
  public var name: String
  /// What the trials are compared by.
  public var objective: Objective
  /// Their curves, with the forecast after each evaluation where it was asked for.
  public var curves: [TrialCurve]
  /// Rungs of successive halving for runs of this length.
  public var rungs: Rungs
  /// Sessions that were left out: the file's name and why.
  public private(set) var skipped: [String] = []

  /// All fields, as they are described above.
  public init(name: String, objective: Objective, curves: [TrialCurve], rungs: Rungs) {
    (self.name, self.objective, self.curves, self.rungs) = (name, objective, curves, rungs)
  }

  /// Fewer evaluations than this show a rule nothing.
  public static let fewestEvaluations = 4

  /// Reads the completed trials of a sweep, or all sessions of a folder, such as a study's.
  ///
  /// - Parameters:
  ///   - path: a sweep's file, or a folder.
  ///   - withOutlooks: whether the forecast after each evaluation is made, which takes a while.
  /// - Returns: a pool for each text that at least four trials were evaluated on: losses on other text are no rivals.
  /// - Throws: `SweepError` when there is no such pool.
  public static func pools(_ path: String, withOutlooks: Bool) throws -> [TrialPool] {
    let sessions = try self.sessions(path)
    var groups: [(text: String, members: [LoadedSession.Usable])] = []
    var skipped: [String] = []
    let loaded = concurrentMap(sessions) { LoadedSession.read($0, withOutlooks: withOutlooks) }
    for (session, item) in zip(sessions, loaded) {
      switch item {
      case .refused(let reason): skipped.append("\((session as NSString).lastPathComponent): \(reason)")
      case .usable(let run):
        if let index = groups.firstIndex(where: { $0.text == run.text }) {
          groups[index].members.append(run)
        } else {
          groups.append((run.text, [run]))
        }
      }
    }
    let name = name(of: path)
    let large = groups.filter { $0.members.count >= 4 }
    guard !large.isEmpty else {
      let hint = skipped.first.map { "; \($0)" } ?? ""
      throw SweepError(
        path, "holds no four trials that can be compared: trained to their end and evaluated on the same text\(hint)")
    }
    for group in groups where group.members.count < 4 {
      skipped.append("\(group.members.count) trials on other text (\(group.text))")
    }
    return try large.map { group in
      var pool = try TrialPool(
        name: large.count == 1 ? name : "\(name), \(group.members[0].corpora)", members: group.members)
      pool.skipped = skipped
      return pool
    }
  }

  private init(name: String, members: [LoadedSession.Usable]) throws {
    curves = members.enumerated().map { index, member in
      var curve = member.curve
      curve.trial = index + 1
      return curve
    }
    self.name = name
    objective = Set(members.map(\.tokens)).count > 1 ? .bitsPerByte : .loss
    // Evaluations decide where a rung can be.
    rungs = try Rungs(end: curves[0].steps, reduction: 3, grain: curves[0].points.first?.step ?? 0)
  }

  private static func sessions(_ path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw SweepError(path, "does not exist")
    }
    let file = isFolder.boolValue ? path + "/sweep.sqlite" : path
    if isFolder.boolValue, !FileManager.default.fileExists(atPath: file) { return SessionLibrary(folder: path).paths() }
    let folder = TrialFolder((file as NSString).deletingLastPathComponent)
    return try SweepStore.contents(of: file).trials.filter { $0.state == .completed }.map { folder.session($0.name) }
  }

  /// `rate` of `…/rate/sweep.sqlite`: the last folder's name.
  private static func name(of path: String) -> String {
    let url = URL(fileURLWithPath: path)
    return url.pathExtension == "sqlite" ? url.deletingLastPathComponent().lastPathComponent : url.lastPathComponent
  }
}

/// A session as a pool takes it.
private enum LoadedSession: Sendable {
  case usable(Usable)
  case refused(String)

  struct Usable: Sendable {
    var curve: TrialCurve
    /// What makes losses of two runs comparable: the tokenizer's keys.
    var tokens: String
    /// What makes their held-out text the same: the keys of the data.
    var text: String
    /// Names of the corpora.
    var corpora: String
  }

  static func read(_ path: String, withOutlooks: Bool) -> LoadedSession {
    let run: RecordedRun
    do throws(SessionError) {
      run = try RecordedRun(of: path)
    } catch {
      return .refused(error.message)
    }
    guard let header = run.header, let recipe = try? Recipe(toml: header.recipe, file: path) else {
      return .refused("holds no run")
    }
    let steps = recipe[Keys.Run.steps]
    guard run.evaluations.last?.step == steps else { return .refused("was not trained to its end") }
    let points = run.evaluations.filter { $0.step > 0 }
    guard points.count >= TrialPool.fewestEvaluations else {
      return .refused("has \(points.count) evaluations, at least \(TrialPool.fewestEvaluations) are needed")
    }
    var curve = TrialCurve(
      trial: 0, steps: steps,
      points: points.map {
        TrialCurve.Point(step: $0.step, tokens: $0.tokens, loss: $0.loss, bitsPerByte: $0.bitsPerByte)
      })
    if withOutlooks {
      var outlooks = Outlooks()
      outlooks.update(run, recipe: recipe)
      curve.outlooks = outlooks.values
    }
    func lines(_ keys: [RecipeKey]) -> String { keys.map { "\($0.path) = \(recipe[$0].toml)" }.joined(separator: " ") }
    let data = [
      Keys.Data.corpora.declaration, Keys.Data.weights.declaration, Keys.Data.text.declaration,
      Keys.Data.heldOut.declaration,
    ]
    return .usable(
      Usable(
        curve: curve,
        tokens: lines(RecipeKey.all.filter { $0.table == Keys.Tokenizer.algorithm.declaration.table }),
        text: lines(data),
        corpora: (recipe[Keys.Data.corpora] + recipe[Keys.Data.text]).joined(separator: " and ")))
  }
}
