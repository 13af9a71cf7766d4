internal import ArgumentParser
internal import Models
internal import Tensor

/// `switchyard probe …`: runs one part of the program on a file's values and writes all that it computed.
struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "Run one layer on the values of a file and write everything it computes.",
    subcommands: [MoE.self, EncoderProbeCommand.self, ViTProbeCommand.self, VisDiTProbeCommand.self])

  /// `switchyard probe moe`
  struct MoE: FileProbe {
    static let configuration = CommandConfiguration(
      commandName: "moe", abstract: "Run a mixture-of-experts layer forward and backward.")

    @Option(help: "A safetensors file with the spec in its metadata, weights and inputs.")
    var input: String
    @Option(help: "The safetensors file to write.")
    var output: String

    func probe(_ contents: Safetensors) throws -> Safetensors { try MoEProbe.run(contents) }
  }
}
