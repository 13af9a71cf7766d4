internal import ArgumentParser
internal import Models
internal import Tensor

/// `switchyard probe encoder`
struct EncoderProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoder", abstract: "Run a BERT encoder, plain or with levels, forward and backward.")

  @Option(help: "A safetensors file with the spec in its metadata, weights and inputs.")
  var input: String
  @Option(help: "The safetensors file to write.")
  var output: String

  func run() throws {
    let file = try Safetensors(path: input)
    do {
      try EncoderProbe.run(file).write(to: output)
    } catch let error as ProbeError {
      throw ProbeError("\(input): \(error.message)")
    }
  }
}
