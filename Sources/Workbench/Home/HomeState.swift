public import Sessions
public import TerminalUI

/// Everything that home's screen is a function of.
public struct HomeState: Sendable {
  /// Columns and rows.
  public internal(set) var size = Size(0, 0)
  /// Names of the themes to choose from.
  var themes: [String] = []
  /// Name of the theme in use.
  var theme = ""
  /// Whether mouse events are taken.
  var takesMouse = false
  var dialog: SceneDialog<HomeQuestion>?
  /// Commands that the palette was used for, the last one first.
  var recentCommands: [CommandID] = []
  /// A short answer to a key, and until when it is shown.
  var flash: (text: String, until: Double)?

  /// The section that is shown.
  public internal(set) var section = HomeSection.sessions
  var lists: [HomeSection: HomeList] = Dictionary(
    uniqueKeysWithValues: HomeSection.allCases.map { ($0, HomeList($0)) })
  /// All sessions, in no order.
  public internal(set) var entries: [LibraryEntry] = []
  /// Sessions that have still to be read.
  var unread = 0
  /// Recipes, studies and sweeps.
  var documents: [HomeSection: [HomeDocument]] = [:]
  /// What the preview shows of the session under the cursor, once it has been read.
  var preview: SessionPreview?
  /// Whether the list shares the screen with a preview.
  var hasPreview = true
  /// What was deleted and can be brought back, the last first.
  var trash: [SessionTrash.Item] = []
  /// What is to be done with files; whoever holds the state does it and empties the list.
  public var deeds: [HomeDeed] = []
  /// Seconds that local time is ahead of UTC.
  let utcOffset: Int
  private let overrides: [CommandID: [TerminalUI.Key]]

  /// Nothing listed yet.
  /// - Parameters:
  ///   - keys: keys that differ from the standard.
  ///   - utcOffset: seconds that local time is ahead of UTC.
  public init(keys: [CommandID: [TerminalUI.Key]] = [:], utcOffset: Int = 0) {
    overrides = keys
    self.utcOffset = utcOffset
  }

  /// The list that is shown.
  var list: HomeList {
    get { lists[section] ?? HomeList(section) }
    set { lists[section] = newValue }
  }

  /// Files and folders of the rows that are seen, in their order.
  public var visiblePaths: [String] { list.rows.map(\.path) }

  /// The session under the cursor.
  public var currentEntry: LibraryEntry? {
    guard section == .sessions, let path = list.current?.path else { return nil }
    return entries.first { $0.path == path }
  }

  /// The recipe, study or sweep under the cursor.
  var currentDocument: HomeDocument? {
    guard section != .sessions, let path = list.current?.path else { return nil }
    return documents[section]?.first { $0.path == path }
  }

  /// The sessions that are marked, in the order of the list.
  var marked: [String] {
    let known = lists[.sessions]?.all.filter(\.isMarked).map(\.path) ?? []
    let seen = lists[.sessions]?.rows.map(\.path) ?? []
    return seen.filter(known.contains) + known.filter { !seen.contains($0) }
  }

  /// Takes in what is known of the sessions.
  public mutating func show(_ entries: [LibraryEntry], unread: Int = 0) {
    self.unread = unread
    self.entries = entries
    lists[.sessions]?.show(entries.map { HomeRow($0, utcOffset: utcOffset) })
  }

  /// Takes in a section's recipes, studies or sweeps.
  public mutating func show(_ documents: [HomeDocument], in section: HomeSection) {
    self.documents[section] = documents
    lists[section]?.show(documents.map { HomeRow($0) })
  }

  /// Takes in what the preview shows of a session.
  public mutating func show(_ preview: SessionPreview?) { self.preview = preview }

  /// What was deleted and can be brought back, the last first.
  public mutating func show(trash: [SessionTrash.Item]) { self.trash = trash }

  /// The one table of keys, with the user's own.
  public var bindings: KeyBindings {
    KeyBindings(HomeCommands.all).overridingKnown(overrides)
  }

  /// The contexts that get a key, the innermost first.
  public var contexts: [KeyContext] { [.home(section), .global] }
}

/// What becomes of an answer in a dialog of home.
enum HomeQuestion: Sendable, Equatable {
  /// Rows that match; what the filter was before.
  case filter(before: String)
  case rename(session: String)
  case annotate(session: String)
  /// Columns by name.
  case columns([String])
  /// Tables of a session.
  case export(session: String)
  /// A text to read.
  case about
}

/// What home does with files.
public enum HomeDeed: Sendable, Equatable {
  /// Change what is attached to a session.
  case annotate(session: String, Annotation)
  /// Move a session to the trash.
  case delete(session: String)
  /// Write one of its tables into a file of the current folder.
  case export(session: String, ExportTable)
  /// Bring one back.
  case restore(SessionTrash.Item)
}
