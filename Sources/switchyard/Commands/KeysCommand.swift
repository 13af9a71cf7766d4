import ArgumentParser
import Foundation
import TerminalUI
import Workbench

/// `switchyard keys`: the table of keys, as a file to start from.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Print all commands and their keys, as a file for keys of your own.",
    discussion: """
      Save what it prints as $XDG_CONFIG_HOME/switchyard/keys.toml (or ~/.config/switchyard/keys.toml) and take the # from \
      the lines that you change. The screens read the file when they open.
      """)

  @Flag(help: "Check your own file instead, and say where it is.")
  var check = false

  func run() throws {
    guard check else {
      print(KeyFile.template(KeyTables.all), terminator: "")
      return
    }
    let environment = ProcessInfo.processInfo.environment
    let file = try KeyFile.load(environment: environment)
    try file.check(against: KeyTables.all.map(\.bindings))
    let path = KeyFile.standardPath(environment: environment) ?? "no folder for it: set HOME"
    print(file == .none ? "no file of keys: \(path)" : "\(path): \(file.overrides.count) commands have keys of yours")
  }
}
