internal import Foundation

extension Safetensors {
  /// Writes to a new name, has it put on the disk, and renames it: there is never half a file under `path`.
  ///
  /// - Throws: `SafetensorsError`; a file that was there before is then as it was.
  public func write(to path: String) throws(SafetensorsError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw SafetensorsError(path, "is there already and is not a file")
    }
    let partial = "\(path).\(getpid()).partial"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.systemError(path, "cannot be created") }
    do throws(SafetensorsError) {
      let names = orderedNames
      try Self.put(header(names), descriptor, path)
      for name in names { if let entry = entries[name] { try Self.put(entry.bytes, descriptor, path) } }
      if fsync(descriptor) != 0 { throw Self.systemError(path, "cannot be written") }
    } catch {
      close(descriptor)
      unlink(partial)
      throw error
    }
    if close(descriptor) != 0 || rename(partial, path) != 0 {
      let error = Self.systemError(path, "cannot be written")
      unlink(partial)
      throw error
    }
    Self.syncFolder(of: path)
  }

  /// The bytes of the file.
  public var serialised: [UInt8] {
    let names = orderedNames
    return names.reduce(into: header(names)) { bytes, name in bytes += entries[name]?.bytes ?? [] }
  }

  /// Wide elements first, so that every array begins on a multiple of its element size; then by name.
  private var orderedNames: [String] {
    entries.sorted { a, b in
      a.value.type.size != b.value.type.size ? a.value.type.size > b.value.type.size : a.key < b.key
    }.map(\.key)
  }

  private func header(_ names: [String]) -> [UInt8] {
    var parts: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      parts.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var offset = 0
    for name in names {
      guard let entry = entries[name] else { continue }
      let shape = entry.shape.map(String.init).joined(separator: ",")
      parts.append(
        "\(Self.quoted(name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(offset + entry.bytes.count)]}")
      offset += entry.bytes.count
    }
    var text = Array("{\(parts.joined(separator: ","))}".utf8)
    // Spaces make the data begin on a multiple of 8.
    text += Array(repeating: 32, count: (8 - text.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case _ where scalar.value < 32: out += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  private static func put(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(SafetensorsError) {
    var done = 0
    while done < bytes.count {
      let written = bytes[done...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      if written <= 0 { throw systemError(path, "cannot be written") }
      done += written
    }
  }

  private static func systemError(_ path: String, _ text: String) -> SafetensorsError {
    SafetensorsError(path, "\(text): \(String(cString: strerror(errno)))")
  }

  /// Puts the new name itself on the disk; a failure costs nothing but that.
  private static func syncFolder(of path: String) {
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    if descriptor >= 0 {
      _ = fsync(descriptor)
      close(descriptor)
    }
  }
}
