internal import Foundation
public import TerminalUI

/// Compares a picture with `Tests/Goldens/<target>/<name>.txt`, where the target is the test's folder: the text, a line `==`, and the layer of styles.
///
/// With the variable `UPDATE_GOLDENS` set the file is written instead; read the difference before it is committed.
/// - Returns: `nil` if they are equal, or what differs: the first line of both.
public func screenDifference(_ buffer: CellBuffer, golden name: String, file: String = #filePath) -> String? {
  let target = URL(fileURLWithPath: file).deletingLastPathComponent()
  let path = target.deletingLastPathComponent()
    .appendingPathComponent("Goldens/\(target.lastPathComponent)/\(name).txt")
  let text = buffer.text + "==\n" + buffer.styleLayer
  if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
    try? FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
    do { try text.write(to: path, atomically: true, encoding: .utf8) } catch { return "\(path.path): \(error)" }
    return nil
  }
  guard let golden = try? String(contentsOf: path, encoding: .utf8) else {
    return "there is no golden \(name).txt; run the test with UPDATE_GOLDENS=1 and read what it writes"
  }
  if golden == text { return nil }
  let (want, have) = (
    golden.split(separator: "\n", omittingEmptySubsequences: false),
    text.split(separator: "\n", omittingEmptySubsequences: false)
  )
  let line = zip(want, have).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(want.count, have.count)
  func row(_ lines: [Substring]) -> String { line < lines.count ? String(lines[line]) : "(no line)" }
  return "\(name).txt line \(line + 1):\n  golden \(row(want))\n  drawn  \(row(have))\n\nwhole:\n\(buffer.text)"
}

/// Paints on a canvas in the built-in theme and returns the picture.
public func painted(
  _ size: Size, theme: Theme = .builtIn(), _ paint: (inout Canvas) -> Void
) -> CellBuffer {
  var canvas = Canvas(size, theme: theme)
  paint(&canvas)
  return canvas.buffer
}

/// The repository's folder of themes.
public func themeFolder(file: String = #filePath) -> String {
  URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("themes").path
}
