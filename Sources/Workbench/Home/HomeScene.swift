internal import Experiment
public import Foundation
public import Sessions
public import TerminalUI

/// Home on the screen: keeps its lists up to date with what lies on the disk, and does with files what the keys ask for.
public struct HomeScene: Scene {
  /// Where recipes, studies and sweeps come from; they are asked for again now and then.
  public typealias Shelf = (HomeSection) -> [HomeDocument]

  /// What is shown.
  public internal(set) var state: HomeState
  private var index: SessionIndex
  private let trash: SessionTrash
  private let shelf: Shelf
  private let monotonic: () -> Double
  private let exportFolder: String
  /// When folders are looked at again, and documents read again.
  private var nextLook = -Double.infinity
  private var nextShelf: [HomeSection: Double] = [:]
  /// The session that the preview shows, as it was when it was read.
  private var previewed: LibraryEntry?
  private var lastKey = -Double.infinity
  /// Whether the lists have come from somewhere else meanwhile.
  private var isStale = true

  /// Looks at nothing yet.
  /// - Parameters:
  ///   - folders: where sessions lie; the first is the user's own.
  ///   - annotations: names, notes and colours of sessions.
  ///   - exportFolder: where exported tables go.
  ///   - shelf: recipes, studies and sweeps.
  public init(
    folders: [SessionIndex.Folder], annotations: AnnotationStore, keys: [CommandID: [TerminalUI.Key]] = [:],
    utcOffset: Int = 0, exportFolder: String = ".",
    monotonic: @escaping () -> Double = { ProcessInfo.processInfo.systemUptime },
    shelf: @escaping Shelf
  ) {
    state = HomeState(keys: keys, utcOffset: utcOffset)
    index = SessionIndex(folders: folders, store: annotations)
    trash = SessionTrash(of: folders.first?.path ?? ".")
    self.shelf = shelf
    self.monotonic = monotonic
    self.exportFolder = exportFolder
  }

  /// Takes an input in, does with files what it asks for, and says what else is to be done.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    if case .key = input { lastKey = now }
    // Back from another scene, much may have changed.
    if case .resized = input { nextLook = -.infinity }
    let effects = state.take(input, at: now)
    let deeds = state.deeds
    state.deeds = []
    for deed in deeds { carryOut(deed, at: now) }
    return effects
  }

  /// Looks at the folders, reads what has changed, a few files at a time.
  public mutating func gather(at now: Double) -> [Effect]? {
    var hasChanged = false
    if now >= nextLook {
      nextLook = now + HomeScene.interval
      hasChanged = index.look()
      if let complaint = index.complaint { say(complaint, at: now) }
      state.show(trash: trash.items())
    }
    if index.unread > 0 {
      // As long as a picture takes: keys are answered in between.
      let end = monotonic() + 0.03
      repeat { hasChanged = index.read(atMost: 1) || hasChanged } while index.unread > 0 && monotonic() < end
    }
    // Once all are known, so that neighbours do not get the same.
    if hasChanged, index.unread == 0 { index.assignColors() }
    if hasChanged || isStale {
      isStale = false
      hasChanged = true
      state.show(index.entries, unread: index.unread)
    }
    for section in HomeSection.allCases where section != .sessions && now >= nextShelf[section, default: -.infinity] {
      // What is not looked at is read once, for its number in the header.
      guard section == state.section || state.documents[section] == nil else { continue }
      nextShelf[section] = now + HomeScene.shelfInterval
      let documents = shelf(section)
      if documents != state.documents[section] {
        state.show(documents, in: section)
        hasChanged = true
      }
    }
    hasChanged = readPreview(at: now) || hasChanged
    return hasChanged ? [] : nil
  }

  /// Soon while there is something to read, else once a second.
  public var secondsToNext: Double? {
    if index.unread > 0 { return 0 }
    return isPreviewDue ? HomeScene.rest : HomeScene.interval
  }

  /// When a short answer goes.
  public var flashEnd: Double? { state.flash?.until }

  /// The picture of the state.
  public func picture(_ theme: Theme) -> CellBuffer { state.picture(theme) }

  /// Seconds between two looks at the folders.
  private static let interval = 1.0
  private static let shelfInterval = 2.0
  /// Seconds that the cursor rests on a session before its losses are read.
  private static let rest = 0.08

  private var isPreviewDue: Bool {
    guard state.hasPreview, let entry = state.currentEntry, entry.summary != nil else { return false }
    guard let previewed, previewed.path == entry.path else { return true }
    return previewed.summary != entry.summary
  }

  private mutating func readPreview(at now: Double) -> Bool {
    guard isPreviewDue, now >= lastKey + HomeScene.rest, let entry = state.currentEntry else { return false }
    previewed = entry
    state.show(SessionPreview(reading: entry))
    return true
  }

  private mutating func carryOut(_ deed: HomeDeed, at now: Double) {
    do throws(SessionError) {
      switch deed {
      case .annotate(let session, let annotation):
        try index.annotate(session) { $0 = annotation }
        isStale = true
      case .delete(let session):
        let item = try SessionTrash.delete(session)
        say("\(item.name) is in the trash; z brings it back", at: now)
        refresh()
      case .export(let session, let table):
        let stem = ((session as NSString).lastPathComponent as NSString).deletingPathExtension
        let file = "\(stem)-\(table.rawValue).csv"
        try SessionReader(path: session).export(table, as: .csv, toFile: "\(exportFolder)/\(file)")
        say("written: \(file)", at: now)
      case .restore(let item):
        let path = try SessionTrash.restore(item)
        say("\(item.name) is back", at: now)
        refresh()
        state.select(path)
      }
    } catch {
      // The folder is known; a long path would hide what is wrong.
      say("\((error.file as NSString).lastPathComponent): \(error.message)", at: now)
    }
  }

  private mutating func refresh() {
    index.look()
    index.readAll()
    state.show(index.entries, unread: index.unread)
    state.show(trash: trash.items())
  }

  private mutating func say(_ text: String, at now: Double) { state.flash = (sanitized(text), now + 5) }
}

extension HomeState {
  /// Puts the cursor on a session.
  mutating func select(_ path: String) { lists[.sessions]?.select(path) }
}
