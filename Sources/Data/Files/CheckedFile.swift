import Foundation

/// Files of a cache: the first line is the hash of the rest, and none is ever half there.
///
/// A file is written under another name and then renamed.
package enum CheckedFile {
  /// The contents of a file; nil if there is none, or if it is damaged.
  package static func read(_ file: String) -> [UInt8]? {
    guard let bytes = try? FileReading.contents(of: file), let end = bytes.firstIndex(of: 10) else { return nil }
    let contents = Array(bytes[(end + 1)...])
    return check(contents).elementsEqual(bytes[...end]) ? contents : nil
  }

  /// Writes a file and makes its folder where there is none. - Returns: whether that went well.
  package static func write(_ contents: [UInt8], to file: String) -> Bool {
    let partial = "\(file).\(UUID().uuidString).partial"
    do {
      try FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Foundation.Data(check(contents) + contents).write(to: URL(fileURLWithPath: partial))
    } catch {
      unlink(partial)
      return false
    }
    if rename(partial, file) == 0 { return true }
    unlink(partial)
    return false
  }

  /// Whether there is such a file.
  package static func exists(_ file: String) -> Bool { FileReading.exists(file) }

  /// A folder of this name in `$XDG_CACHE_HOME/switchyard`, else in `~/.cache/switchyard`.
  package static func standardFolder(_ name: String) -> String {
    let home = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (home ?? NSHomeDirectory() + "/.cache") + "/switchyard/" + name
  }

  private static func check(_ contents: some Collection<UInt8>) -> [UInt8] {
    Array("\(String(StableHash.hash(Array(contents)), radix: 16))\n".utf8)
  }
}
