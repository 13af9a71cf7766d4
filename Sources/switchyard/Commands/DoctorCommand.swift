import ArgumentParser
import Foundation

/// `switchyard doctor`: what the program sees of this machine and terminal.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Show what the program finds: processor, BLAS, terminal, sessions, data; and what to do about it.",
    discussion: """
      --bundle packs what a report of a fault needs: this report, versions, recipes and logs of the latest sessions. It \
      holds no data and no weights, and of the environment only variables that steer the program; what is in it is listed.
      """)

  @Option(help: "Pack a report of a fault into this file.", completion: .file(extensions: ["tar.gz", "tgz"]))
  var bundle: String?

  @Flag(help: "Measure from key to picture, and bytes a second, while a small run trains; about half a minute.")
  var latency = false

  func run() throws {
    if latency { return try LatencyProbe.printAll() }
    let environment = ProcessInfo.processInfo.environment
    var report = DoctorReport()
    report.addMachine(environment)
    report.addTerminal(environment)
    report.addFiles(environment)
    guard let bundle else { return print(report.text) }
    let packed = BugReport(report, environment: environment)
    try packed.write(bundle)
    print("\(bundle) holds:")
    for file in packed.files {
      print("  \(PlainPrinter.printable(file.name))  \(Quantity.bytes(file.text.utf8.count))")
    }
    print("look through it before you send it: recipes and logs name your files")
  }
}
