import Experiment
import Foundation
import Sessions

/// An archive for a report of a fault: what the doctor found, and of the latest sessions recipe, log and alerts. No data,
/// no weights, no losses, and of the environment only variables that are listed here.
struct BugReport {
  /// Variables that steer the program and give nothing away.
  static let variables = [
    "COLORTERM", "COLUMNS", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LINES", "NO_COLOR", "OMP_NUM_THREADS",
    "OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "SHELL", "SWITCHYARD_DATA", "SWITCHYARD_RESTARTED",
    "SWITCHYARD_THEMES", "TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
    "XDG_STATE_HOME",
  ]
  /// Variables of which only is said whether they are set: their values name machines.
  static let presences = ["SSH_CONNECTION", "STY", "TMUX"]
  /// Sessions that are told of.
  static let sessions = 5

  /// The files of the archive, by name.
  private(set) var files: [(name: String, text: String)] = []

  init(_ report: DoctorReport, environment: [String: String]) {
    files.append(("doctor.txt", report.text + "\n"))
    let values = Self.variables.compactMap { name in environment[name].map { "\(name)=\($0)" } }
    let present = Self.presences.filter { environment[$0] != nil }.map { "\($0) is set" }
    files.append(("environment.txt", (values + present).map { $0 + "\n" }.joined()))
    let paths = SessionLibrary().paths().map { ($0, Self.changed($0)) }.sorted { $0.1 > $1.1 }.prefix(Self.sessions)
    for (path, _) in paths {
      let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
      let (recipe, log) = Self.told(path)
      if let recipe { files.append(("sessions/\(name).toml", recipe)) }
      files.append(("sessions/\(name).log", log))
    }
    for index in files.indices { files[index].text = DoctorReport.tilde(files[index].text, environment) }
    let list = files.map { "\($0.name)  \($0.text.utf8.count) bytes\n" }.joined()
    files.insert(("CONTENTS.txt", list), at: 0)
  }

  /// Packs the files with the system's tar.
  ///
  /// - Throws: `CommandError`.
  func write(_ path: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-report-\(UUID().uuidString)")
    let root = folder.appendingPathComponent("switchyard-report")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(
        at: root.appendingPathComponent("sessions"), withIntermediateDirectories: true)
      for file in files {
        try Data(file.text.utf8).write(to: root.appendingPathComponent(file.name))
      }
    } catch {
      throw CommandError("\(folder.path): cannot be written: \(error.localizedDescription)")
    }
    let packed = folder.appendingPathComponent("report.tar.gz")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "tar", "--owner=0", "--group=0", "--numeric-owner", "-C", folder.path, "-czf", packed.path, "switchyard-report",
    ]
    process.standardError = FileHandle.nullDevice
    try? process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0, let bytes = try? Data(contentsOf: packed) else {
      throw CommandError("the report cannot be packed: tar and gzip are needed")
    }
    var replacement = FileReplacement()
    try replacement.stage(bytes, for: path)
    try replacement.commit()
  }

  private static func changed(_ path: String) -> Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
  }

  /// The recipe of a session, and its log, alerts, changes and ends; a session that cannot be read says why.
  private static func told(_ path: String) -> (recipe: String?, log: String) {
    var recipe: String?
    var lines: [String] = []
    do throws(SessionError) {
      let reader = try SessionReader(path: path)
      let check = try reader.verify()
      lines.append("\(check.events) events, \(check.steps) steps")
      lines += check.problems.map { "fault: \($0)" }
      var printer = PlainPrinter(every: .max)
      try reader.forEach { stamped in
        switch stamped.event {
        case .started(let header):
          recipe = header.recipe
          lines += printer.lines(for: [stamped])
        case .alert, .control, .log, .finished: lines += printer.lines(for: [stamped])
        default: break
        }
      }
    } catch {
      lines.append(PlainPrinter.printable("\(error)"))
    }
    return (recipe, lines.map { $0 + "\n" }.joined())
  }
}
