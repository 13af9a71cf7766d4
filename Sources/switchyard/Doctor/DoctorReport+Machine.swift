import Data
import Experiment
import Foundation
import Sessions
import Tensor
import TerminalUI
import Training

extension DoctorReport {
  /// The program, the machine and what it multiplies matrices with.
  ///
  /// - Parameter measured: whether the rate of sgemm is measured, which takes about a second.
  mutating func addMachine(_ environment: [String: String], measured: Bool = true) {
    let pool = ThreadPool()
    let machine = Machine.current(pool: pool, measured: measured)
    add("switchyard", switchyardVersion)
    add("system", Self.system)
    let level = ProcessorFeatures.current.map { "\($0.level)" } ?? "not x86-64"
    add("processor", "\(machine.processor), \(machine.cores) cores, vectors: \(level)")
    let source =
      ProductKernels.inUse != .openBLAS
      ? "by processor; \(ProductKernels.coreVariable) forces OpenBLAS"
      : environment[ProductKernels.coreVariable] == nil
        ? "OpenBLAS's own choice"
        : environment["SWITCHYARD_RESTARTED"] == nil ? "set by you" : "set by switchyard at start"
    let better = ProcessorFeatures.current.flatMap { processor in
      ProductKernels.inUse == .openBLAS ? BLASCore.better(than: machine.blasCore, on: processor) : nil
    }
    add(
      "BLAS core", "\(machine.blasCore) (\(source))",
      advice: better.map { "slower than it need be here: unset \(ProductKernels.coreVariable), or set it to \($0)" })
    if measured {
      add("sgemm", String(format: "%.0f GFLOP/s, 2048³ on %d threads", machine.sgemmGflops, pool.threads))
    }
    add("threads", "\(pool.threads) for training (run.threads of a recipe changes that)")
    if let memory = Self.memory { add("memory", memory) }
    add(
      "libraries",
      "OpenBLAS \(BLAS.openBLASVersion), SQLite \(SQLiteLibrary.version), \(TerminalFacts.libraryVersion), "
        + "zlib \(Gzip.libraryVersion)")
  }

  /// `Debian GNU/Linux 12 (bookworm), Linux 6.1.0, x86_64`
  private static var system: String {
    let release = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8))?.split(separator: "\n") ?? []
    let name = release.first { $0.hasPrefix("PRETTY_NAME=") }?.dropFirst(12).filter { $0 != "\"" }
    var names = utsname()
    uname(&names)
    func text(_ field: some Any) -> String {
      withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    return "\(name ?? "unknown system"), \(text(names.sysname)) \(text(names.release)), \(text(names.machine))"
  }

  /// `23.4 GiB, 18.2 GiB of it free`
  private static var memory: String? {
    guard let table = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else { return nil }
    func kibibytes(_ name: String) -> Int? {
      table.split(separator: "\n").first { $0.hasPrefix(name + ":") }?.split(separator: " ").dropFirst().first
        .flatMap { Int($0) }
    }
    guard let all = kibibytes("MemTotal"), let free = kibibytes("MemAvailable") else { return nil }
    return "\(Quantity.bytes(all * 1024)), \(Quantity.bytes(free * 1024)) of it free"
  }
}
