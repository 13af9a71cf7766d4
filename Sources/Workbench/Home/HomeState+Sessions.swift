internal import Sessions
internal import TerminalUI

extension HomeState {
  /// What is done with the session under the cursor, or with those that are marked.
  mutating func obeyForSession(_ command: CommandID, at now: Double) -> [Effect] {
    switch command {
    case .homeCompare:
      let runs = marked
      guard !runs.isEmpty else {
        say("mark runs with Space first", at: now)
        return []
      }
      return [.leave(.go(.compare(sessions: runs)))]
    case .homeDiff: return diff(at: now)
    case .homeUnmark:
      for path in marked { attach(to: path) { $0.isMarked = false } }
      return []
    case .homeRestore:
      guard let item = trash.first else {
        say("the trash is empty", at: now)
        return []
      }
      deeds.append(.restore(item))
      return []
    default: break
    }
    guard let entry = currentEntry else { return [] }
    let path = entry.path
    switch command {
    case .homeMark:
      attach(to: path) { $0.isMarked.toggle() }
      list.move(by: 1)
    case .homePin: attach(to: path) { $0.isPinned.toggle() }
    case .homeColor: attach(to: path) { $0.color = (entry.color + 1) % 8 }
    case .homeRename:
      dialog = .prompt(
        .rename(session: path),
        Prompt(Question("Rename", text: entry.annotation.name, hint: "empty: the file's name, \(entry.fileName)")))
    case .homeAnnotate:
      dialog = .prompt(
        .annotate(session: path),
        Prompt(Question("Note", text: entry.annotation.note, hint: "a remark beside \(entry.name); empty: none")))
    case .homeExport:
      guard entry.summary != nil else {
        say("there is nothing to export", at: now)
        return []
      }
      dialog = .choice(
        .export(session: path), Choice(title: "Export as CSV", names: ExportTable.allCases.map(\.rawValue)))
    case .homeDelete:
      if entry.condition == .running {
        say("is running; stop it first", at: now)
      } else if entry.isShipped {
        say("came with the program and stays", at: now)
      } else {
        deeds.append(.delete(session: path))
      }
    default: break
    }
    return []
  }

  /// Recipes side by side: of the two marked, or of the marked one and the one under the cursor.
  private mutating func diff(at now: Double) -> [Effect] {
    var pair = marked
    if pair.count == 1, let path = list.current?.path, path != pair[0] { pair.append(path) }
    guard pair.count == 2 else {
      say(
        pair.count > 2 ? "\(pair.count) runs are marked; two can be compared key by key" : "mark two runs with Space",
        at: now)
      return []
    }
    return [.leave(.go(.diff(pair[0], pair[1])))]
  }

  /// Changes what is attached to a session, here at once and in its file soon.
  mutating func attach(to path: String, _ change: (inout Annotation) -> Void) {
    guard let index = entries.firstIndex(where: { $0.path == path }) else { return }
    var annotation = entries[index].annotation
    change(&annotation)
    entries[index].annotation = annotation
    deeds.append(.annotate(session: path, annotation))
    show(entries, unread: unread)
  }
}
