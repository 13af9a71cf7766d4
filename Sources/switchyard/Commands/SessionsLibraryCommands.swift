import ArgumentParser
import Experiment
import Foundation
import Sessions
import TerminalUI

extension SessionsCommand {
  /// `switchyard sessions rename SESSION NAME`
  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a session a name for lists.",
      discussion: "The file keeps its name. Without a NAME, lists show the file's again.")
    @OptionGroup var place: SessionFolderOption
    @Argument(help: "A session's path or name.") var session: String
    @Argument(help: "What lists shall call it.") var name: String?

    func run() throws {
      let name = try annotate(session, in: place) { $0.name = oneLine(self.name ?? "") }.name
      print(sanitized(name.isEmpty ? "\(session) goes by its file's name" : "\(session) is called \(name)"))
    }
  }

  /// `switchyard sessions annotate SESSION NOTE`
  struct Annotate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Attach a remark to a session.",
      discussion: "The session itself is not changed. Without a NOTE it goes.")
    @OptionGroup var place: SessionFolderOption
    @Argument(help: "A session's path or name.") var session: String
    @Argument(help: "The remark.") var note: String?

    func run() throws {
      let note = try annotate(session, in: place) { $0.note = oneLine(self.note ?? "") }.note
      print(sanitized(note.isEmpty ? "\(session): no remark" : "\(session): \(note)"))
    }
  }

  /// `switchyard sessions pin SESSION`
  struct Pin: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Keep sessions at the top of lists.")
    @OptionGroup var place: SessionFolderOption
    @Argument(help: "Paths or names of sessions.") var sessions: [String]
    @Flag(help: "Let them go again.") var off = false

    func run() throws {
      for session in sessions {
        _ = try annotate(session, in: place) { $0.isPinned = !off }
        print(sanitized("\(session): \(off ? "not pinned" : "pinned")"))
      }
    }
  }

  /// `switchyard sessions trash SESSION…`
  struct Trash: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Move sessions and their checkpoints to the trash.",
      discussion: """
        The trash is the folder .trash beside the sessions; `switchyard sessions restore` brings them back. Removing that \
        folder frees the disk for good.
        """)
    @OptionGroup var place: SessionFolderOption
    @Argument(help: "Paths or names of sessions.") var sessions: [String]

    func run() throws {
      // All or none: a name that does not exist must not leave half of the work done.
      let paths = try sessions.map { session throws(SessionError) in try place.library.path(of: session) }
      for path in paths {
        let item = try SessionTrash.delete(path)
        print(sanitized("\(path) is in the trash; `switchyard sessions restore \(item.name)` brings it back"))
      }
    }
  }

  /// `switchyard sessions restore [SESSION]`
  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring deleted sessions back; without a name, list what is in the trash.")
    @OptionGroup var place: SessionFolderOption
    @Argument(help: "Names of sessions; of several with one name the last deleted.") var sessions: [String] = []

    func run() throws {
      let folder = place.library.folder
      var items = SessionTrash(of: folder).items()
      if sessions.isEmpty {
        print(sanitized(items.isEmpty ? "the trash of \(folder) is empty" : "in the trash of \(folder):"))
        for item in items { print(sanitized("  \(item.name)")) }
      }
      for session in sessions {
        let name = (session as NSString).lastPathComponent
        guard let index = items.firstIndex(where: { $0.name == name || $0.name + ".sqlite" == name }) else {
          throw SessionError(file: session, message: "is not in the trash of \(folder)")
        }
        print(sanitized("\(try SessionTrash.restore(items.remove(at: index))) is back"))
      }
    }
  }

  /// `switchyard sessions diff A B`
  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show in which keys the recipes of two sessions differ, and how the runs ended.")
    @OptionGroup var place: SessionFolderOption
    @Argument(help: "A session's path or name.") var left: String
    @Argument(help: "Another session's path or name.") var right: String

    func run() throws {
      let store = AnnotationStore(folder: StateFolder())
      let paths = [try place.library.path(of: left), try place.library.path(of: right)]
      let comparison = try RecipeComparison(
        LibraryEntry(reading: paths[0], annotations: store), LibraryEntry(reading: paths[1], annotations: store))
      var rows = [["key", comparison.names.left, comparison.names.right, "default"]]
      rows += comparison.keys.map { [$0.key.path, $0.left, $0.right, $0.standard] }
      if comparison.keys.isEmpty { rows.append(["no key differs", "", "", ""]) }
      rows.append(["", "", "", ""])
      rows += comparison.figures.map { [$0.name, $0.left, $0.right, ""] }
      print(aligned(rows.map { $0.map(sanitized) }, right: []))
      for line in comparison.remarks { print(sanitized(line)) }
    }
  }

}

extension LibraryEntry.Condition {
  /// A word or two for a list.
  var words: String {
    switch self {
    case .unread: "not read"
    case .running: "running"
    case .ended(let ending): ending.rawValue
    case .killed: "killed"
    case .damaged(let reason): "damaged: \(reason)"
    }
  }
}

/// Changes what is attached to a session, wherever that is kept.
private func annotate(
  _ session: String, in place: SessionFolderOption, _ change: (inout Annotation) -> Void
) throws -> Annotation {
  let store = AnnotationStore(folder: StateFolder())
  let entry = LibraryEntry(reading: try place.library.path(of: session), annotations: store)
  return try store.update(entry.key, change)
}

/// A name or remark as it may stand in a list: one line, nothing in it that steers a terminal.
private func oneLine(_ text: String) -> String { String(sanitized(text).prefix(400)) }
