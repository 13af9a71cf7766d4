internal import ArgumentParser
internal import Models
internal import Tensor

/// `switchyard probe visdit`
struct VisDiTProbeCommand: FileProbe {
  static let configuration = CommandConfiguration(
    commandName: "visdit", abstract: "Run one part of C-VisDiT, domain adaptation by visual dispersal.")

  @Option(help: "A safetensors file with the spec in its metadata, which names the part, and its inputs.")
  var input: String
  @Option(help: "The safetensors file to write.")
  var output: String

  func probe(_ contents: Safetensors) throws -> Safetensors { try VisDiTProbe.run(contents) }
}
