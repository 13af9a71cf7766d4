import Experiment
import Foundation
import TerminalUI
import Workbench

/// The full screen: joins a terminal, the themes and a source of events.
enum Screen {
  /// Shows a run until the user leaves; the terminal is then as it was.
  static func show(_ source: any RunSource, display: DisplayOptions) throws -> Outcome {
    let environment = ProcessInfo.processInfo.environment
    let themes = ThemeLibrary(
      folders: ThemeLibrary.standardFolders(
        environment: environment, executable: Bundle.main.executablePath ?? CommandLine.arguments[0],
        current: FileManager.default.currentDirectoryPath))
    var options = Application.Options(themes: themes)
    if let theme = display.theme { options.theme = theme }
    if let rate = display.framesPerSecond { options.framesPerSecond = rate }
    // Before the screen is taken, so that a wrong name is an ordinary message.
    _ = try themes.theme(options.theme)
    let terminal = try CursesTerminal(
      CursesTerminal.Options(depth: display.noColor ? .mono : nil, glyphs: display.ascii ? .ascii : nil),
      environment: environment)
    defer { terminal.restore() }
    return try Application.run(source: source, terminal: terminal, options: options)
  }

  /// Shows a live run, and after the user has left sees it to the end that was asked for.
  static func show(_ run: LiveRun, display: DisplayOptions) throws {
    let start = Date()
    let told = run.bus.subscribe()
    let outcome: Outcome
    do {
      outcome = try show(LiveSource(queue: run.events, control: run.control), display: display)
    } catch {
      run.control.send(.stop(.stopped))
      _ = run.finish()
      throw error
    }
    if outcome == .kill {
      // Without a checkpoint, as asked; what is recorded stays, as after kill -9.
      _exit(130)
    }
    if outcome != .finished { display.progress("finishing the step, writing a checkpoint") }
    _ = run.finish()
    var printer = PlainPrinter(every: .max)
    _ = printer.lines(for: told.drain())
    print(printer.summary(session: run.session.relativePath, seconds: Date().timeIntervalSince(start)))
  }
}
