import Experiment
import Foundation
import TerminalUI
import Workbench

/// The full screen: joins a terminal, the themes and a source of events.
enum Screen {
  /// Shows a run until the user leaves; the terminal is then as it was.
  static func show(_ source: any RunSource, display: DisplayOptions) throws -> Outcome {
    let themes = themes
    var options = Application.Options(themes: themes)
    if let theme = display.theme { options.theme = theme }
    if let rate = display.framesPerSecond { options.framesPerSecond = rate }
    let terminal = try terminal(themes, options.theme, ascii: display.ascii, noColor: display.noColor)
    defer { terminal.restore() }
    return try Application.run(source: source, terminal: terminal, options: options)
  }

  /// Shows tokenizers until the user leaves.
  static func show(_ inspection: Inspection, theme: String?, ascii: Bool, noColor: Bool) throws {
    let themes = themes
    let name = theme ?? "default"
    let terminal = try terminal(themes, name, ascii: ascii, noColor: noColor)
    defer { terminal.restore() }
    try Inspector.run(inspection, terminal: terminal, themes: themes, theme: name)
  }

  private static var themes: ThemeLibrary {
    ThemeLibrary(
      folders: ThemeLibrary.standardFolders(
        environment: ProcessInfo.processInfo.environment,
        executable: Bundle.main.executablePath ?? CommandLine.arguments[0],
        current: FileManager.default.currentDirectoryPath))
  }

  /// Takes the screen. A theme that does not exist is an ordinary message before that.
  private static func terminal(
    _ themes: ThemeLibrary, _ theme: String, ascii: Bool, noColor: Bool
  ) throws -> CursesTerminal {
    _ = try themes.theme(theme)
    return try CursesTerminal(
      CursesTerminal.Options(depth: noColor ? .mono : nil, glyphs: ascii ? .ascii : nil),
      environment: ProcessInfo.processInfo.environment)
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
