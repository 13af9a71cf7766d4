import Experiment
import Foundation

/// The sessions of some folders, kept up to date at little cost: a file is read again only when its size or time has
/// changed, and a few at a time, so that hundreds do not keep anybody waiting.
public struct SessionIndex: Sendable {
  /// A folder with sessions.
  public struct Folder: Sendable, Equatable {
    /// Where it is.
    public var path: String
    /// Whether its sessions came with the program.
    public var isShipped: Bool

    /// A folder; it need not exist.
    public init(_ path: String, isShipped: Bool = false) {
      self.path = path
      self.isShipped = isShipped
    }
  }

  /// The sessions, folder by folder, by file name.
  public private(set) var entries: [LibraryEntry] = []
  /// One line about annotations that cannot be read; nil when all is well.
  public private(set) var complaint: String?

  private let folders: [Folder]
  private let store: AnnotationStore
  private var annotations: [String: Annotation] = [:]
  private var annotationStamp: FileStamp?
  /// Size and time of the session and its write-ahead log when it was read.
  private var stamps: [String: [FileStamp]] = [:]
  private var waiting: [String] = []

  /// Looks at nothing yet.
  ///
  /// - Parameters:
  ///   - folders: of two names for the same folder the first counts.
  ///   - store: names, notes and colours of sessions.
  public init(folders: [Folder], store: AnnotationStore) {
    var seen: Set<String> = []
    self.folders = folders.filter { seen.insert(URL(fileURLWithPath: $0.path).resolvingSymlinksInPath().path).inserted }
    self.store = store
  }

  /// Number of sessions that `read` has still to read.
  public var unread: Int { waiting.count }

  /// Looks which files there are, which have changed, and which runs are under way. Reads none of them.
  ///
  /// - Returns: whether the entries have changed.
  @discardableResult
  public mutating func look() -> Bool {
    let before = entries
    loadAnnotations()
    let known = Dictionary(entries.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    var found: [LibraryEntry] = []
    waiting = []
    for folder in folders {
      for path in SessionLibrary(folder: folder.path).paths() {
        var entry = known[path] ?? LibraryEntry(path: path, isShipped: folder.isShipped)
        if stamps[path] != Self.stamp(path) {
          waiting.append(path)
        } else if entry.condition == .running || entry.condition == .killed {
          entry.condition = Self.condition(path, entry.summary)
        }
        found.append(entry)
      }
    }
    entries = found
    let paths = Set(found.map(\.path))
    stamps = stamps.filter { paths.contains($0.key) }
    annotate()
    return entries != before
  }

  /// Reads sessions that are new or have changed, the first of the list first.
  ///
  /// - Parameter count: how many at most.
  /// - Returns: whether any was read.
  @discardableResult
  public mutating func read(atMost count: Int) -> Bool {
    let paths = waiting.prefix(count)
    guard !paths.isEmpty else { return false }
    waiting.removeFirst(paths.count)
    for path in paths {
      guard let index = entries.firstIndex(where: { $0.path == path }) else { continue }
      // Before it is read: what is written meanwhile is read the next time.
      stamps[path] = Self.stamp(path)
      entries[index] = Self.read(entries[index])
      entries[index].annotation = annotations[entries[index].key] ?? Annotation()
    }
    return true
  }

  /// Reads everything that waits: for lists that are printed once.
  public mutating func readAll() { while read(atMost: 64) {} }

  /// Changes what is attached to a session.
  ///
  /// - Throws: `SessionError` when it cannot be kept.
  public mutating func annotate(_ path: String, _ change: (inout Annotation) -> Void) throws(SessionError) {
    guard let index = entries.firstIndex(where: { $0.path == path }) else { return }
    annotations[entries[index].key] = try store.update(entries[index].key, change)
    annotationStamp = store.stamp
    annotate()
  }

  /// Gives every run that has no colour of its own the one that is least in use, the oldest run first, for good: what is
  /// deleted or comes later changes no other run's colour.
  ///
  /// - Parameter count: number of colours.
  /// - Returns: whether any was given. Where it cannot be kept, the colours stay those that follow from the runs.
  @discardableResult
  public mutating func assignColors(of count: Int = 8) -> Bool {
    let open = entries.filter { $0.summary != nil && $0.annotation.color == nil }
    guard !open.isEmpty, count > 0 else { return false }
    let sorted = open.sorted { ($0.summary?.start ?? 0, $0.path) < ($1.summary?.start ?? 0, $1.path) }
    var uses = [Int](repeating: 0, count: count)
    for entry in entries { if let color = entry.annotation.color, color < count { uses[color] += 1 } }
    let changed = try? store.updateAll { annotations in
      for entry in sorted where annotations[entry.key]?.color == nil {
        let color = uses.indices.min { (uses[$0], $0) < (uses[$1], $1) } ?? 0
        uses[color] += 1
        annotations[entry.key, default: Annotation()].color = color
      }
    }
    guard let changed else { return false }
    annotations = changed
    annotationStamp = store.stamp
    annotate()
    return true
  }

  private mutating func loadAnnotations() {
    let stamp = store.stamp
    guard stamp != annotationStamp else { return }
    annotationStamp = stamp
    (annotations, complaint) = store.load()
  }

  private mutating func annotate() {
    for index in entries.indices where entries[index].condition != .unread {
      entries[index].annotation = annotations[entries[index].key] ?? Annotation()
    }
  }

  fileprivate static func read(_ before: LibraryEntry) -> LibraryEntry {
    var entry = before
    let path = entry.path
    entry.bytes = bytes(of: path)
    entry.hasCheckpoint = !checkpoints(of: path).isEmpty
    do throws(SessionError) {
      entry.summary = try SessionReader(path: path).summary()
      entry.condition = condition(path, entry.summary)
    } catch {
      entry.summary = nil
      // A run that has just begun has no header yet.
      entry.condition = SessionLock.isHeld(path) ? .running : .damaged(error.message)
    }
    return entry
  }

  private static func condition(_ path: String, _ summary: SessionSummary?) -> LibraryEntry.Condition {
    if SessionLock.isHeld(path) { return .running }
    guard let finish = summary?.finish else { return .killed }
    return .ended(LibraryEntry.Ending(rawValue: finish.reason.rawValue) ?? .failed)
  }

  private static func stamp(_ path: String) -> [FileStamp] { [FileStamp(path), FileStamp(path + "-wal")] }

  private static func checkpoints(of path: String) -> [String] {
    let folder = SessionLibrary.checkpointFolder(ofSession: path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".safetensors") }.map { "\(folder)/\($0)" }
  }

  private static func bytes(of path: String) -> Int {
    ([path, path + "-wal"] + checkpoints(of: path)).reduce(0) { $0 + max(0, FileStamp($1).bytes) }
  }
}

extension LibraryEntry {
  /// The entry of one session, read now.
  /// - Parameter annotations: where what is attached to sessions is kept.
  public init(reading path: String, annotations: AnnotationStore) {
    self = SessionIndex.read(LibraryEntry(path: path))
    annotation = annotations.load().annotations[key] ?? Annotation()
  }
}
