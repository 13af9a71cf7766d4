internal import ArgumentParser
internal import Models
internal import Tensor

/// `switchyard probe visdit`
struct VisDiTProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "visdit", abstract: "Run one part of C-VisDiT, domain adaptation by visual dispersal.")

  @Option(help: "A safetensors file with the spec in its metadata, which names the part, and its inputs.")
  var input: String
  @Option(help: "The safetensors file to write.")
  var output: String

  func run() throws {
    let file = try Safetensors(path: input)
    do {
      try VisDiTProbe.run(file).write(to: output)
    } catch let error as ProbeError {
      throw ProbeError("\(input): \(error.message)")
    }
  }
}
