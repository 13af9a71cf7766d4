import ArgumentParser
import Data
import Experiment
import Foundation
import Tensor
import Training

/// `switchyard doctor`: what the program sees of this machine and terminal.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Show what the program finds: processor, BLAS, terminal, data.")

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    let pool = ThreadPool()
    let machine = Machine.current(pool: pool, measured: true)
    let coreSource =
      ProductKernels.inUse != .openBLAS
      ? "by processor; \(ProductKernels.coreVariable) forces OpenBLAS"
      : environment[ProductKernels.coreVariable] == nil
        ? "OpenBLAS's own choice"
        : environment["SWITCHYARD_RESTARTED"] == nil ? "set by you" : "set by switchyard at start"
    let level = ProcessorFeatures.current.map { "\($0.level)" } ?? "not x86-64"
    print(
      """
      switchyard  \(switchyardVersion)
      processor   \(machine.processor), \(machine.cores) cores, vectors: \(level)
      BLAS core   \(machine.blasCore) (\(coreSource))
      sgemm       \(String(format: "%.0f", machine.sgemmGflops)) GFLOP/s, 2048³ on \(pool.threads) threads
      terminal    \(environment["TERM"] ?? "none"), locale \(environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? "C"), \
      COLORTERM \(environment["COLORTERM"] ?? "not set")\(environment["NO_COLOR"].map { $0.isEmpty ? "" : ", NO_COLOR" } ?? "")
      """)
    for corpus in CorpusCatalog.all {
      let folder = CorpusLibrary.standard.folder(of: corpus)
      print("data        \(corpus.name): \(folder ?? "missing; bring it with: switchyard data fetch \(corpus.name)")")
    }
  }
}
