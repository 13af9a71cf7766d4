import Foundation
import Tensor

/// Starts the program anew, once, where OpenBLAS is used and has chosen kernels far below what the processor can do.
///
/// `OPENBLAS_CORETYPE` is read while the library is loaded, so setting it in a running program is too late.
enum BLASRestart {
  private static let coreVariable = ProductKernels.coreVariable
  /// Set before the restart, so that there is never a second.
  private static let guardVariable = "SWITCHYARD_RESTARTED"

  static func takeBetterCore() {
    let environment = ProcessInfo.processInfo.environment
    guard ProductKernels.inUse == .openBLAS,
      let core = core(environment: environment, inUse: BLAS.openBLASCoreName, processor: .current)
    else { return }
    setenv(coreVariable, core, 1)
    setenv(guardVariable, "1", 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
    arguments.append(nil)
    // By its own name first: through the link the process would be called `exe` in lists of processes.
    if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      execv(path, arguments)
    }
    execv("/proc/self/exe", arguments)
    // Only reached when that failed: slower, but everything works.
    unsetenv(coreVariable)
  }

  /// The core type to restart with, or nil to go on as it is.
  static func core(environment: [String: String], inUse: String, processor: ProcessorFeatures?) -> String? {
    guard environment[coreVariable] == nil, environment[guardVariable] == nil, let processor else { return nil }
    return BLASCore.better(than: inUse, on: processor)
  }
}
