internal import Experiment
internal import Foundation
internal import Sessions
public import TerminalUI

/// The screen of a comparison: joins session files, which may still grow, and the state that is shown.
public struct CompareScene: Scene {
  private var state: CompareState
  private var followers: [SessionFollower] = []

  /// Reads nothing yet.
  ///
  /// - Parameters:
  ///   - sessions: paths of session files; the first is the baseline.
  ///   - library: paths of sessions that could be added.
  ///   - looks: the lasting looks of sessions, by path.
  ///   - keys: keys that differ from the standard.
  public init(
    sessions: [String], library: [String] = [], looks: [String: Int] = [:],
    keys: [CommandID: [TerminalUI.Key]] = [:]
  ) {
    state = CompareState(sessions: sessions, library: library, looks: looks, keys: keys)
    follow()
  }

  /// Takes an input in.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    let effects = state.take(input, at: now)
    follow()
    return effects
  }

  /// Reads a piece of each session that is due; a session that cannot be read is left out.
  public mutating func gather(at now: Double) -> [Effect]? {
    var hasNews = false
    for index in followers.indices {
      let path = followers[index].path
      do throws(SessionError) {
        guard let events = try followers[index].read(at: now) else { continue }
        state.arrived(events, from: path, isRead: followers[index].isRead)
      } catch {
        state.failed(path, error.message)
      }
      hasNews = true
    }
    follow()
    return hasNews ? [] : nil
  }

  /// Seconds until a session is worth a look.
  public var secondsToNext: Double? {
    followers.compactMap(\.due).min().map { max(0, $0 - Date().timeIntervalSince1970) }
  }

  /// When a short answer disappears.
  public var flashEnd: Double? { state.flash?.until }
  /// The picture of the state.
  public func picture(_ theme: Theme) -> CellBuffer { state.picture(theme) }

  /// Follows what is in the comparison, and nothing else.
  private mutating func follow() {
    let paths = state.comparison.runs.map(\.path)
    followers.removeAll { !paths.contains($0.path) }
    for path in paths where !followers.contains(where: { $0.path == path }) {
      followers.append(SessionFollower(path: path))
    }
  }
}
