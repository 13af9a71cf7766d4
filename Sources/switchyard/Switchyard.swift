import ArgumentParser
import Foundation
import TerminalUI
import Training
import Workbench

/// The program: a workbench for routing experiments.
struct Switchyard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "switchyard",
    abstract: "A terminal workbench for research on routing in neural networks.",
    version: switchyardVersion,
    subcommands: [
      HomeCommand.self, RunCommand.self, ResumeCommand.self, VerifyRunCommand.self, EditCommand.self,
      EvaluateCommand.self, ReplayCommand.self, WatchCommand.self, CompareCommand.self, SessionsCommand.self,
      DescribeCommand.self,
      DataCommand.self, TasksCommand.self, TokenizerCommand.self, BenchCommand.self, StudyCommand.self,
      SweepCommand.self,
      SweepsCommand.self, ProbeCommand.self,
      DoctorCommand.self, KeysCommand.self,
      ForecastCommand.self, SampleCommand.self, ClusterCommand.self, EmbedCommand.self, EncoderBenchCommand.self,
    ])

  /// Without a command: home, where there is a terminal for it.
  func run() throws {
    guard isatty(STDOUT_FILENO) == 1, isatty(STDIN_FILENO) == 1 else { throw CleanExit.helpRequest(self) }
    try Navigator.open(ScreenOptions(), at: .home)
  }
}

@main
enum Main {
  static func main() {
    ClosedPipe.endsTheProgram()
    // A shell that asks what a word may become should not wait for matrix kernels.
    if CommandLine.arguments.dropFirst().first != "---completion" { BLASRestart.takeBetterCore() }
    do {
      var command = try Switchyard.parseAsRoot()
      try command.run()
    } catch {
      leave(with: error)
    }
  }

  /// Whatever is wrong with what the user gave is said in one line, with exit status 2.
  private static func leave(with error: any Error) -> Never {
    let code = Switchyard.exitCode(for: error)
    if code == .success || error is ExitCode { Switchyard.exit(withError: error) }
    let message = PlainPrinter.printable(
      Switchyard.message(for: error).split(separator: "\n").joined(separator: " "))
    StandardError.write("error: \(message)\n")
    Foundation.exit(2)
  }
}
