import Experiment

/// A session as a list shows it.
public struct LibraryEntry: Sendable, Equatable, Identifiable {
  /// Whether the run is under way, how it ended, or why nothing is known of it.
  public enum Condition: Sendable, Equatable {
    /// Listed, but not read yet.
    case unread
    /// A process writes it now.
    case running
    /// It has ended as it says.
    case ended(Ending)
    /// It has no end and nobody writes it: the process was killed, or the power went.
    case killed
    /// It cannot be read, and why.
    case damaged(String)
  }

  /// How a run ended.
  public enum Ending: String, Sendable, Equatable, CaseIterable {
    /// All steps are done.
    case completed
    /// The user asked for it.
    case stopped
    /// A signal asked for it.
    case terminated
    /// Something went wrong.
    case failed
  }

  /// The session file.
  public var path: String
  /// Whether it came with the program and lies in a folder that is not the user's.
  public var isShipped: Bool
  /// Bytes on the disk, with write-ahead log and checkpoints.
  public var bytes: Int
  /// How the run stands.
  public var condition: Condition
  /// What is in it; nil when it was not or could not be read.
  public var summary: SessionSummary?
  /// Whether there is a checkpoint from which it can go on.
  public var hasCheckpoint: Bool
  /// What the user has attached to it.
  public var annotation: Annotation

  /// All fields, as they are described above.
  public init(
    path: String, isShipped: Bool = false, bytes: Int = 0, condition: Condition = .unread,
    summary: SessionSummary? = nil, hasCheckpoint: Bool = false, annotation: Annotation = Annotation()
  ) {
    self.path = path
    self.isShipped = isShipped
    self.bytes = bytes
    self.condition = condition
    self.summary = summary
    self.hasCheckpoint = hasCheckpoint
    self.annotation = annotation
  }

  /// The path.
  public var id: String { path }

  /// The file's name without `.sqlite`.
  public var fileName: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".sqlite") ? String(name.dropLast(7)) : name
  }

  /// What lists call it: the name that the user gave, or the file's.
  public var name: String { annotation.name.isEmpty ? fileName : annotation.name }

  /// Under which the annotation is kept: moment and seed of the run, so that it survives when the file is renamed or
  /// moved. A file that cannot be read goes by its path.
  public var key: String {
    guard let summary else { return "file:\(path)" }
    return "\(String(summary.start.bitPattern, radix: 16))-\(String(summary.header.seed, radix: 16))"
  }

  /// The lasting colour, an index of the theme's series: the chosen one, or one that follows from the key.
  public var color: Int {
    if let color = annotation.color { return color }
    // FNV-1a: the same on every machine and in every process, which `Hasher` is not.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int((hash >> 32) % 8)
  }
}
