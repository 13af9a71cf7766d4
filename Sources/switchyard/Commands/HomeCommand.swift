import ArgumentParser
import Foundation
import Sessions
import Workbench

/// `switchyard home`, and `switchyard` alone: the list of everything.
struct HomeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "home", abstract: "List sessions, recipes, studies and sweeps, and open them.",
    discussion: "The same as `switchyard` alone on a terminal.")

  @OptionGroup var display: DisplayOptions

  func run() throws {
    guard display.isScreen else {
      throw CommandError("home needs a terminal; `switchyard sessions list` prints the sessions")
    }
    try Navigator.open(display.screen, at: .home)
  }
}

/// `switchyard watch`: a second, read-only look at a run that another process trains.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Follow a run that another process trains, without touching it.")

  @Argument(help: "A session: a file, or a name in the folder of sessions.", completion: .session)
  var session: String

  @OptionGroup var display: DisplayOptions

  func run() throws {
    let path = try SessionLibrary().path(of: session)
    guard display.isScreen else { return try PlainReplay.follow(path) }
    try Navigator.open(display.screen, at: .watch(session: path))
  }
}
