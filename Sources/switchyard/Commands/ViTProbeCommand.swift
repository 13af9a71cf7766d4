internal import ArgumentParser
internal import Models
internal import Tensor

/// `switchyard probe vit`
struct ViTProbeCommand: FileProbe {
  static let configuration = CommandConfiguration(
    commandName: "vit", abstract: "Run a vision transformer with token merging forward and backward.")

  @Option(help: "A safetensors file with the spec in its metadata, images and weights.")
  var input: String
  @Option(help: "The safetensors file to write.")
  var output: String
  @Option(help: "A safetensors file with the weights that the input does not hold.")
  var weights: String?

  func probe(_ contents: Safetensors) throws -> Safetensors {
    try ViTProbe.run(contents, weights: weights.map { try Safetensors(path: $0) })
  }
}
