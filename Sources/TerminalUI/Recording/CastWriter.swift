internal import Foundation

/// Writes an asciinema recording, version 2: a line with a JSON object, then one line `[seconds, "o", text]` for each
/// thing that was sent to the terminal. Source: docs.asciinema.org/manual/asciicast/v2.
public struct CastWriter {
  private let output: (String) throws -> Void
  private var latest = 0.0

  /// Writes the first line.
  ///
  /// - Parameters:
  ///   - size: columns and rows.
  ///   - title: what players show above.
  ///   - timestamp: when what is shown happened, in seconds since 1970; nil leaves it out.
  ///   - output: takes lines in order, each with its end.
  public init(
    size: Size, title: String, timestamp: Int?, output: @escaping (String) throws -> Void
  ) throws {
    self.output = output
    let moment = timestamp.map { ", \"timestamp\": \($0)" } ?? ""
    try output(
      "{\"version\": 2, \"width\": \(size.width), \"height\": \(size.height)\(moment), "
        + "\"title\": \(Self.quoted(sanitized(title))), \"env\": {\"TERM\": \"xterm-256color\"}}\n")
  }

  /// Writes what the terminal was sent.
  ///
  /// - Parameter time: seconds since the beginning; never earlier than the line before.
  public mutating func send(_ text: String, at time: Double) throws {
    latest = max(latest, time)
    try output("[\(String(format: "%.3f", latest)), \"o\", \(Self.quoted(text))]\n")
  }

  /// A JSON string (RFC 8259).
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: quoted += String(format: "\\u%04x", scalar.value)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
