import Experiment
import Foundation
import Sessions
import TerminalUI
import TestSupport
import Testing
import Workbench

/// A terminal on which time passes only while somebody waits, and pictures cost what they are said to.
private final class TimedTerminal: Terminal {
  var size = Size(120, 40)
  let depth = ColorDepth.indexed
  let glyphs = Glyphs.braille
  var now = 1_700_000_000.0
  var cost: DrawCost
  /// When pictures were drawn.
  var moments: [Double] = []
  /// What happens when, the earliest first.
  var script: [(at: Double, event: TerminalEvent)]
  private let end: Double

  init(cost: DrawCost, seconds: Double, script: [(at: Double, event: TerminalEvent)] = []) {
    self.cost = cost
    let start = now
    self.script = script.map { ($0.at + start, $0.event) }
    end = start + seconds
  }

  func draw(_ buffer: CellBuffer) -> DrawCost {
    moments.append(now)
    now += cost.seconds
    return cost
  }
  func wait(milliseconds: Int) -> TerminalEvent {
    if now >= end { return .signal(.terminate) }
    let until = now + Double(milliseconds) / 1000
    if let next = script.first, next.at <= until {
      now = max(now, next.at)
      return script.removeFirst().event
    }
    now = until
    return .timeout
  }
  var waker: Waker { Waker {} }
  func bell() {}
  func notify(_ text: String) {}
  func redraw() {}
  func suspend() {}
  func setMouse(_ on: Bool) {}
  func capturedOutput() -> [String] { [] }
  func restore() {}
}

/// A scene in which something happens every few milliseconds.
private struct BusyScene: Scene {
  var exports: [ScreenExport] = []
  var told: [String] = []
  var size = Size(0, 0)
  mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    switch input {
    case .key(.character("E")): return exports.map { .export($0) }
    case .signal: return [.leave(.terminated)]
    case .printed(let lines): told += lines
    case .resized(let size): self.size = size
    default: break
    }
    return []
  }
  mutating func gather(at now: Double) -> [Effect]? { [] }
  var secondsToNext: Double? { 0.01 }
  func picture(_ theme: Theme) -> CellBuffer { CellBuffer(size) }
}

@Suite struct SceneLoopTests {
  private func run(
    _ terminal: TimedTerminal, pace: DrawingPace.Limits = .standard, scene: BusyScene = BusyScene(),
    folder: String = "/nowhere"
  ) throws -> (scene: BusyScene, measured: DisplayMeasure) {
    var options = SceneOptions()
    options.now = { terminal.now }
    options.pace = pace
    options.exportFolder = folder
    var scene = scene
    #expect(try SceneLoop.run(&scene, terminal: terminal, options: &options) == .terminated)
    return (scene, options.measured)
  }

  @Test(arguments: [(DrawingPace.Limits.standard, 8_000.0), (.lowBandwidth, 1_500)], [200, 1_500, 6_000])
  func aRunThatGoesOnStaysInItsBudget(_ limits: (DrawingPace.Limits, Double), _ bytes: Int) throws {
    let terminal = TimedTerminal(cost: DrawCost(bytes: bytes), seconds: 100)
    let measured = try run(terminal, pace: limits.0).measured
    #expect(measured.bytes == bytes * terminal.moments.count && measured.pictures == terminal.moments.count)
    // The longest wait lets a screen show that it lives, whatever that costs.
    let allowed = max(limits.1 * 100, Double(bytes) * 100 / (limits.1 < 4_000 ? 8 : 5))
    #expect(Double(measured.bytes) <= allowed + Double(2 * bytes))
    #expect(Double(terminal.moments.count) <= limits.0.restfulPicturesPerSecond * 100 + 2)
    #expect(terminal.moments.count >= (limits.1 < 4_000 ? 12 : 19))
  }

  @Test func aKeyIsAnsweredWithinAPictureOfTheRate() throws {
    let keys = (1...40).map { (at: Double($0) * 0.237, event: TerminalEvent.key(.character("j"))) }
    let terminal = TimedTerminal(cost: DrawCost(bytes: 5_000, seconds: 0.002), seconds: 10, script: keys)
    let latencies = try run(terminal).measured.latencies
    #expect(latencies.count == 40)
    #expect((latencies.quantile(1) ?? 1) < 0.05, "\(latencies.quantile(1) ?? -1)")
  }

  @Test func manyKeysAtOnceAreTimedFromTheFirst() throws {
    let keys = (0..<30).map { (at: 1 + Double($0) * 0.001, event: TerminalEvent.key(.character("j"))) }
    let terminal = TimedTerminal(cost: DrawCost(bytes: 100), seconds: 3, script: keys)
    let latencies = try run(terminal).measured.latencies
    // Four are answered at once, the others together.
    #expect(latencies.count <= 5 && (latencies.quantile(1) ?? 1) <= 0.051)
  }

  @Test func whatIsSavedIsToldAndWhatCannotBeToo() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-save-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = [0.5, 1.5].map { (at: $0, event: TerminalEvent.key(.character("E"))) }
    var scene = BusyScene()
    scene.exports = [
      ScreenExport(.text, name: "a"),
      ScreenExport(.csv, name: "a", table: DataTable(columns: ["x"], rows: [[.integer(3)]])),
    ]
    let terminal = TimedTerminal(cost: DrawCost(), seconds: 3, script: script)
    let told = try run(terminal, scene: scene, folder: folder.path).scene.told
    #expect(told == ["saved a.txt", "saved a.csv", "saved a-2.txt", "saved a-2.csv"])
    #expect(try String(contentsOf: folder.appendingPathComponent("a.csv"), encoding: .utf8) == "x\n3\n")
    let again = TimedTerminal(cost: DrawCost(), seconds: 3, script: script)
    let failed = try run(again, scene: scene, folder: folder.path + "/gone").scene.told
    #expect(failed.count == 4 && failed.allSatisfy { $0.contains("nothing can be written") })
  }

  @Test func thePanelWithTheFocusIsOffered() throws {
    var state = try Screens.state(keys: "2 E")
    let text = state.picture(try Screens.theme()).text
    #expect(text.contains("experts as CSV") && text.contains("the screen as text"))
    let effects = try Screens.press("down down enter", &state)
    guard case .export(let wish)? = effects.first else {
      Issue.record("no export: \(effects)")
      return
    }
    #expect(wish.form == .csv && wish.table?.columns.contains("dropped") == true && wish.table?.rows.count == 8)
    #expect(wish.name.contains("experts") && wish.area != nil)
    // A view without data has its picture only.
    var view = try Screens.state(keys: "3 v E")
    #expect(!view.picture(try Screens.theme()).text.contains("as CSV"))
    #expect(try Screens.press("esc", &view).isEmpty)
  }
}
