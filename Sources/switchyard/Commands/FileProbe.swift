internal import ArgumentParser
internal import Models
internal import Tensor

/// A command that runs one part of the program on a file's values and writes all that it computed.
protocol FileProbe: ParsableCommand {
  /// The file with the spec and its inputs.
  var input: String { get }
  /// The file to write.
  var output: String { get }

  /// What the part computes from the file's contents.
  ///
  /// - Throws: `ProbeError` naming what is wrong with the contents.
  func probe(_ contents: Safetensors) throws -> Safetensors
}

extension FileProbe {
  func run() throws {
    let contents = try Safetensors(path: input)
    do {
      try probe(contents).write(to: output)
    } catch let error as ProbeError {
      throw ProbeError("\(input): \(error.message)")
    }
  }
}
