import ArgumentParser
import Sweeps
import Trials

/// Where trials run, by the word of the command line.
enum ExecutorChoice: String, ExpressibleByArgument, CaseIterable {
  /// Processes on this machine.
  case local

  /// The executor.
  ///
  /// - Parameter folder: where the trials' files lie.
  func make(_ folder: TrialFolder) throws -> any Executor {
    switch self {
    case .local: LocalExecutor(program: try thisProgram(), folder: folder)
    }
  }
}
