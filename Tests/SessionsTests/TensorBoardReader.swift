import Foundation

/// TensorBoard's own loader from PyPI, in a Python environment of its own.
///
/// `make tensorboard` makes it as `.venv-tensorboard` in the project's folder. Where that is missing a test makes one in
/// the user's cache folder, once; where it cannot (no Python, no network) the test is skipped and says why.
enum TensorBoardReader {
  /// The environment's Python; nil where there is none and none can be made.
  static let python: String? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let environment = ProcessInfo.processInfo.environment
    let home = environment["HOME"] ?? NSHomeDirectory()
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.cache"
    let folders = [root.appendingPathComponent(".venv-tensorboard").path, cache + "/switchyard/venv-tensorboard"]
    if let ready = folders.first(where: { works("\($0)/bin/python") }) { return "\(ready)/bin/python" }
    let folder = folders[1]
    // Made under another name and moved, so that half of one is never taken for a whole one.
    try? FileManager.default.removeItem(atPath: folder)
    guard run("/usr/bin/env", ["python3", "-m", "venv", folder]) != nil,
      run(
        "\(folder)/bin/python",
        [
          "-m", "pip", "install", "-q", "--disable-pip-version-check", "--retries", "1", "--timeout", "30",
          "tensorboard",
        ])
        != nil, works("\(folder)/bin/python")
    else {
      try? FileManager.default.removeItem(atPath: folder)
      return nil
    }
    return "\(folder)/bin/python"
  }()

  /// What the loader finds in the folder of an event file.
  static func read(_ path: String) throws -> Contents {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/tensorboard/read.py").path
    let folder = (path as NSString).deletingLastPathComponent
    let output = python.flatMap { run($0, [script, folder, path]) }
    return try JSONDecoder().decode(Contents.self, from: Data((output ?? "").utf8))
  }

  /// As `read.py` writes it.
  struct Contents: Decodable {
    var version: Double
    var records: Int
    var first: String
    var scalars: [String: [Scalar]]
    var histograms: [String: [Histogram]]
    var texts: [String: [Text]]
    var settings: [String: String]

    struct Scalar: Decodable {
      var step: Int
      var value: Float?
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        step = try list.decode(Int.self)
        value = Float(try list.decode(String.self))
      }
    }
    struct Histogram: Decodable {
      var step: Int
      var counts: [Double]
      var limits: [Double]
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        step = try list.decode(Int.self)
        counts = try list.decode([Double].self)
        limits = try list.decode([Double].self)
      }
    }
    struct Text: Decodable {
      var step: Int
      var text: String
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        step = try list.decode(Int.self)
        text = try list.decode(String.self)
      }
    }
  }

  private static func works(_ python: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: python)
      && run(python, ["-c", "import tensorboard.backend.event_processing.event_accumulator"]) != nil
  }

  /// What a program prints; nil where it fails.
  private static func run(_ program: String, _ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return nil }
    let output = try? pipe.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: output ?? Data(), as: UTF8.self) : nil
  }
}
