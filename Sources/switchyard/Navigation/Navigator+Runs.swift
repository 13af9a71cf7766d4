import Experiment
import Foundation
import Sessions
import TerminalUI
import Training
import Workbench

extension Navigator {
  /// Trains a recipe and shows it.
  func start(_ text: String) throws -> Departure {
    let recipe = try Recipe(toml: text, file: "recipe")
    let file = try SessionLibrary().newPath(name: recipe[Keys.Run.name])
    return try show {
      let assembly = try RunAssembly(recipe: recipe, progress: $0)
      return LiveRun.begin(
        assembly, plan: Trainer.Plan(lastStep: recipe[Keys.Run.steps]), recorder: try SessionRecorder(creating: file))
    }
  }

  /// Takes up a stopped run from its last checkpoint and shows it.
  func resume(_ session: String) throws -> Departure {
    try show { try LiveRun.resume(session, steps: nil, progress: $0) }
  }

  /// Plays a recorded run.
  func replay(_ session: String) throws -> Departure {
    let source = try ReplaySource(path: session, now: { ProcessInfo.processInfo.systemUptime })
    var scene = try RunScene(source, options: options, session: fromHere(session))
    return try visit(&scene)
  }

  /// A path as a command line in this folder would name it.
  private func fromHere(_ path: String) -> String {
    let folder = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
  }

  /// Shows what takes time before a run's first step, then the run.
  private func show(_ make: @escaping (_ progress: @escaping (String) -> Void) throws -> LiveRun) throws -> Departure {
    let preparation = Preparation(make)
    var scene = ProgressScene(title: "Getting the run ready", preparation)
    let departure = try visit(&scene)
    switch departure {
    case .back: break
    default:
      // Whoever leaves before the first step leaves nothing behind that could be taken up.
      preparation.abandon { $0.control.send(.stop(.stopped)) }
      return departure
    }
    return try show(try preparation.result())
  }

  /// Shows a live run, and after the user has left sees it to the end that was asked for.
  func show(_ run: LiveRun) throws -> Departure {
    let start = Date()
    let told = run.bus.subscribe()
    var scene: RunScene
    let departure: Departure
    do {
      scene = try RunScene(
        LiveSource(queue: run.events, control: run.control), options: options,
        session: fromHere(run.session.path))
      departure = try visit(&scene)
    } catch {
      run.control.send(.stop(.stopped))
      _ = run.finish()
      throw error
    }
    if departure == .run(.kill) {
      terminal.restore()
      // Without a checkpoint, as asked; what is recorded stays, as after kill -9.
      _exit(130)
    }
    if departure == .terminalLost || departure == .terminated { run.control.send(.stop(.terminated)) }
    _ = run.finish()
    var printer = PlainPrinter(every: .max)
    _ = printer.lines(for: told.drain())
    farewell.append(printer.summary(session: run.session.relativePath, seconds: Date().timeIntervalSince(start)))
    return departure
  }
}
