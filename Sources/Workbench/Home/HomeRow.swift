internal import Experiment
internal import Sessions
internal import TerminalUI

/// A line of a list.
struct HomeRow: Sendable, Equatable {
  /// The file or folder.
  var path: String
  var values: [String: HomeValue]
  /// Index of the theme's series; nil for what has no colour of its own.
  var color: Int?
  var isMarked = false
  var isPinned = false
  /// What a search looks at.
  var searched: String

  /// A recipe, a study or a sweep.
  init(_ document: HomeDocument) {
    path = document.path
    values = document.values
    values["name"] = HomeValue(document.name, role: document.fault == nil ? .text : .bad)
    searched = ([document.name, document.path] + document.values.values.map(\.text)).joined(separator: " ")
  }

  /// A session.
  init(_ entry: LibraryEntry, utcOffset: Int) {
    path = entry.path
    color = entry.color
    (isMarked, isPinned) = (entry.annotation.isMarked, entry.annotation.isPinned)
    values = [
      "name": HomeValue(entry.name), "state": HomeRow.state(entry.condition),
      "size": HomeValue(entry.bytes > 0 ? bytes(entry.bytes) : "", number: Double(entry.bytes)),
      "note": HomeValue(entry.annotation.note),
    ]
    searched = [
      entry.name, entry.fileName, values["state"]?.text ?? "", entry.annotation.note,
    ].joined(separator: " ")
    guard let summary = entry.summary else { return }
    let header = summary.header
    let shape = header.moeLayers.first
    let done = summary.lastStep ?? header.firstStep
    values["step"] = HomeValue(
      done >= header.totalSteps ? grouped(done) : "\(grouped(done))/\(grouped(header.totalSteps))", number: Double(done)
    )
    values["train"] = .measure(summary.lastLoss)
    values["held-out"] = .measure(summary.heldOutLoss)
    values["best"] = .measure(summary.bestHeldOutLoss)
    values["bits"] = .measure(summary.heldOutBits)
    values["score"] = .measure(summary.score)
    values["router"] = HomeValue(shape?.router ?? "dense")
    values["experts"] = .count(shape?.experts)
    values["k"] = .count(shape?.k)
    values["parameters"] = .large(header.totalParameters)
    values["active"] = .large(header.activeParameters)
    values["tokens"] = .large(summary.tokens)
    values["took"] = HomeValue(duration(seconds: summary.seconds), number: summary.seconds)
    values["started"] = .moment(summary.start, utcOffset: utcOffset)
    values["seed"] = HomeValue(String(header.seed), number: Double(header.seed))
    searched +=
      " \(header.name) \(header.workload) \(values["router"]?.text ?? "") k=\(shape?.k ?? 0) seed=\(header.seed)"
  }

  /// How a run stands, in a sign and a word.
  static func state(_ condition: LibraryEntry.Condition) -> HomeValue {
    switch condition {
    case .unread: HomeValue("reading", number: 9, role: .muted)
    case .running: HomeValue("running", number: 0, role: .ok)
    case .killed: HomeValue("killed", number: 4, role: .warn)
    case .damaged: HomeValue("damaged", number: 6, role: .bad)
    case .ended(.completed): HomeValue("completed", number: 1, role: .text)
    case .ended(.stopped): HomeValue("stopped", number: 2, role: .muted)
    case .ended(.terminated): HomeValue("terminated", number: 3, role: .muted)
    case .ended(.failed): HomeValue("failed", number: 5, role: .bad)
    }
  }
}

/// A size in bytes: `831 kB`, `1.1 MB`.
func bytes(_ count: Int) -> String {
  let value = Double(max(0, count))
  if value < 999_500 { return decimal(value / 1e3, 0) + " kB" }
  if value < 999_500_000 { return decimal(value / 1e6, 1) + " MB" }
  return decimal(value / 1e9, 1) + " GB"
}
