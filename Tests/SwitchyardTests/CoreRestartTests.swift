import Foundation
import Testing

/// Where it uses OpenBLAS, the program takes better kernels at start, once, and leaves a user's own choice alone.
@Suite struct CoreRestartTests {
  private let program: Program

  init() throws { program = try Program() }

  private func core(_ environment: [String: String]) throws -> String {
    let result = try program.run("doctor", environment: environment)
    #expect(result.status == 0, "\(result.errors)")
    let line = try #require(result.lines.first { $0.hasPrefix("BLAS core") })
    return line.dropFirst("BLAS core".count).trimmingCharacters(in: .whitespaces)
  }

  @Test func aUsersOwnChoiceIsRespected() throws {
    guard ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] == nil else { return }
    #expect(try core(["OPENBLAS_CORETYPE": "Prescott"]) == "Prescott (set by you)")
  }

  @Test func aRestartedProgramNeverRestartsAgain() throws {
    // With the guard set nothing is changed, whatever the library chose.
    let own = try core(["SWITCHYARD_RESTARTED": "1"])
    #expect(own.hasSuffix("(OpenBLAS's own choice)") || own.hasPrefix("own-avx512 (by processor"))
  }
}
