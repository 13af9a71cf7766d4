import Experiment
import Foundation
import TerminalUI
import TestSupport
import Workbench

/// States of a scripted run, and their pictures.
enum Screens {
  /// A moment at which keys are pressed.
  static let noon = 1_700_000_000.0

  /// The events up to and including a step, with what belongs to it.
  static func events(through step: Int, of run: ScriptedRun = ScriptedRun()) -> [Stamped] {
    let events = run.events
    let end = events.firstIndex { if case .step(let next) = $0.event { next.step > step } else { false } }
    return Array(events[..<(end ?? events.count)])
  }

  /// A workbench that has seen the run up to a step and was given keys, separated by spaces.
  static func state(
    _ size: Size = Size(120, 40), through step: Int = 240, keys: String = "", playback: Playback? = nil,
    run: ScriptedRun = ScriptedRun()
  ) throws -> WorkbenchState {
    try state(of: events(through: step, of: run), size, keys: keys, playback: playback)
  }

  /// A workbench that was told events and was given keys, separated by spaces.
  static func state(
    of events: [Stamped], _ size: Size, keys: String, playback: Playback?
  ) throws -> WorkbenchState {
    var state = try WorkbenchState(
      size: size, playback: playback, themes: ["default", "light", "mono"], theme: "default")
    _ = state.update(.arrived(events, restarted: false), at: noon)
    _ = try press(keys, &state)
    return state
  }

  /// Presses keys, separated by spaces, and collects what the workbench wants done.
  @discardableResult
  static func press(_ keys: String, _ state: inout WorkbenchState, at now: Double = noon) throws -> [Effect] {
    try TerminalUI.Key.sequence(keys).flatMap { state.update(.key($0), at: now) }
  }

  /// A theme of the repository.
  static func theme(
    _ name: String = "default", depth: ColorDepth = .indexed, glyphs: Glyphs = .braille
  ) throws -> Theme {
    let folder = root.appendingPathComponent("themes").path
    return Theme(try ThemeLibrary(folders: [folder]).theme(name).definition, depth: depth, glyphs: glyphs)
  }

  /// The repository.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Compares a picture with `Tests/Fixtures/screens/<name>.txt`: the text, a line `==`, the layer of styles.
  ///
  /// With the variable `RECORD_GOLDENS` set the file is written instead; read the difference before it is committed.
  /// - Returns: nil if they are equal, or the first line that differs.
  static func difference(_ picture: CellBuffer, golden name: String) throws -> String? {
    try difference(picture.text + "==\n" + picture.styleLayer, golden: name)
  }

  /// Compares any text with `Tests/Fixtures/screens/<name>.txt`.
  static func difference(_ text: String, golden name: String) throws -> String? {
    let file = root.appendingPathComponent("Tests/Fixtures/screens/\(name).txt")
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return nil
    }
    guard let golden = try? String(contentsOf: file, encoding: .utf8) else {
      return "no golden \(name): run with RECORD_GOLDENS=1 and read what it writes"
    }
    if golden == text { return nil }
    let want = golden.split(separator: "\n", omittingEmptySubsequences: false)
    let have = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line =
      zip(want, have).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(want.count, have.count)
    func row(_ lines: [Substring]) -> Substring { line < lines.count ? lines[line] : "(no line)" }
    return "\(name) line \(line + 1):\n  golden \(row(want))\n  drawn  \(row(have))"
  }
}
