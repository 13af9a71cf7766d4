import Experiment
import Foundation
import Sessions
import TerminalUI
import Workbench

/// Holds the terminal, and goes from scene to scene: whoever leaves one comes back to the scene before it.
final class Navigator {
  /// The screen; one for all scenes.
  let terminal: CursesTerminal
  /// How scenes behave; a theme that was chosen in one holds for all.
  var options: SceneOptions
  /// How scenes are shown, as the command line says.
  let display: ScreenOptions
  /// What the screens remember from one call to the next.
  var preferences: Preferences
  let memory = Memory(folder: StateFolder())
  /// What is printed when the terminal is the user's again.
  var farewell: [String] = []

  /// Takes the screen. A theme that does not exist is an ordinary message before that.
  private init(display: ScreenOptions) throws {
    self.display = display
    let environment = ProcessInfo.processInfo.environment
    options = SceneOptions(themes: .standard)
    var complaint: String?
    preferences = memory.load { complaint = $0 }
    // A remembered theme whose file is gone is passed over; one that was asked for is not.
    if let theme = preferences.theme, (try? options.themes.theme(theme)) != nil { options.theme = theme }
    if let theme = display.theme { options.theme = theme }
    if display.isFrugal { (options.pace, options.isFrugal) = (.lowBandwidth, true) }
    if let rate = display.framesPerSecond {
      options.pace = DrawingPace.Limits(
        picturesPerSecond: rate, restfulPicturesPerSecond: min(rate, options.pace.restfulPicturesPerSecond),
        bytesPerSecond: options.pace.bytesPerSecond)
    }
    options.mouse = display.mouse
    let keys = try KeyFile.load(environment: environment)
    try keys.check(against: KeyTables.all.map(\.bindings))
    options.keys = keys.overrides
    _ = try options.themes.theme(options.theme)
    terminal = try CursesTerminal(
      CursesTerminal.Options(depth: display.noColor ? .mono : nil, glyphs: display.ascii ? .ascii : nil),
      environment: environment)
    if let complaint { farewell.append(sanitized(complaint)) }
  }

  /// Takes the screen, shows what `first` shows, and gives it back.
  static func open(_ display: ScreenOptions, _ first: (Navigator) throws -> Departure) throws {
    let navigator = try Navigator(display: display)
    let theme = navigator.options.theme
    defer {
      navigator.terminal.restore()
      navigator.remember(themeIfNot: theme)
      navigator.report()
      for line in navigator.farewell { print(line) }
    }
    _ = try first(navigator)
  }

  /// Leaves what the screens have measured for whoever asked for it.
  private func report() {
    guard let file = display.report else { return }
    let measured = options.measured
    let report = DisplayReport(measured.latencies, pictures: measured.pictures, bytes: measured.bytes)
    if let data = try? JSONEncoder().encode(report) { try? data.write(to: URL(fileURLWithPath: file)) }
  }

  /// Takes the screen and begins with a destination.
  static func open(_ display: ScreenOptions, at destination: Destination) throws {
    try open(display) { try $0.go(to: destination) }
  }

  /// Shows a scene until it is left for good; what it leads to is shown in between.
  func visit(_ scene: inout some Scene) throws -> Departure {
    recall(&scene)
    defer { remember(scene) }
    while true {
      let departure = try SceneLoop.run(&scene, terminal: terminal, options: &options)
      guard case .go(let destination) = departure else { return departure }
      do {
        let back = try go(to: destination)
        switch back {
        case .quit, .terminated, .terminalLost, .run(.terminated), .run(.terminalLost): return back
        case .back, .go, .run: break
        }
      } catch {
        // What cannot be opened is said where the user is, and nothing is lost.
        _ = scene.take(.printed(["\(error)"]), at: options.now())
      }
    }
  }

  /// Shows a destination until it is left for good.
  func go(to destination: Destination) throws -> Departure {
    switch destination {
    case .home: try showHome()
    case .watch(let session): try watch(session)
    case .replay(let session): try replay(session)
    case .resume(let session): try resume(session)
    case .form(let recipe, let origin): try showForm(of: recipe, origin: origin)
    case .start(let recipe): try start(recipe)
    case .sweep(let file): try showSweep(file)
    case .startSweep(let recipe, let request): try startSweep(of: recipe, request)
    case .compare(let sessions): try compare(sessions)
    case .diff(let one, let other): try showDifferences(one, other)
    }
  }
}
