internal import ArgumentParser
internal import Models
internal import Tensor

/// `switchyard probe encoder`
struct EncoderProbeCommand: FileProbe {
  static let configuration = CommandConfiguration(
    commandName: "encoder", abstract: "Run a BERT encoder, plain or with levels, forward and backward.")

  @Option(help: "A safetensors file with the spec in its metadata, weights and inputs.")
  var input: String
  @Option(help: "The safetensors file to write.")
  var output: String

  func probe(_ contents: Safetensors) throws -> Safetensors { try EncoderProbe.run(contents) }
}
