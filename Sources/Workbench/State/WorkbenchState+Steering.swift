internal import Experiment
internal import TerminalUI

extension WorkbenchState {
  /// What steers a live run; nil for commands that have nothing to do with it.
  mutating func steer(_ command: CommandID, at now: Double) -> [Effect]? {
    let state = history.state
    switch command {
    case .pause:
      let isPaused = state.status == .paused
      say(isPaused ? "resuming" : "pausing after this step", at: now)
      return [.send(isPaused ? .resume : .pause)]
    case .singleStep:
      say("one step", at: now)
      return [.send(.singleStep)]
    case .undo:
      guard let last = state.undoStack.last else {
        say("nothing to undo", at: now)
        return []
      }
      say("\(last.key) back to \(last.before)", at: now)
      return [.send(.undo())]
    case .undoEarlier:
      askForUndo(at: now)
      return []
    case .note:
      dialog = .prompt(
        .note, Prompt(Question("Note", hint: "a remark on the time line, at step \(grouped(state.step))")))
      return []
    case .change:
      let names = state.changeableValues.map(\.key.path)
      if names.isEmpty {
        say("nothing in this run can be changed", at: now)
      } else {
        let values = names.map { state.value(of: $0) ?? "" }
        dialog = .choice(.change(names), Choice(title: "Change while running", names: names, details: values))
      }
      return []
    default: return nil
    }
  }

  /// What moves a replay; nil for commands that have nothing to do with it.
  mutating func replay(_ command: CommandID) -> [Effect]? {
    guard let playback = shared.playback else { return nil }
    func move(_ order: PlaybackCommand) -> [Effect] {
      // Whoever moves the replay wants to see where it stands, not where the cursor was.
      shared.selection.step = nil
      return [.playback(order)]
    }
    switch command {
    case .play: return move(.togglePlay)
    case .stepBack: return move(.step(-1))
    case .stepForth: return move(.step(1))
    case .jumpBack: return move(.jump(seconds: -10))
    case .jumpForth: return move(.jump(seconds: 10))
    case .faster: return [.playback(.faster)]
    case .slower: return [.playback(.slower)]
    case .loop: return [.playback(.toggleLoop)]
    case .first: return move(.seek(1))
    case .follow: return move(.seek(playback.lastStep))
    case .previousMark: return move(.seek(playback.marks.last { $0 < playback.step } ?? 1))
    case .nextMark: return move(.seek(playback.marks.first { $0 > playback.step } ?? playback.lastStep))
    default: return nil
    }
  }
}
