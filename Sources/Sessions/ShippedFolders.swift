import Foundation

/// Where recipes, sessions and themes lie that came with the program, whatever the current folder is.
public enum ShippedFolders {
  /// The folders of this name beside the executable and in the four folders above it, as they are and under
  /// `share/switchyard`: the first serves a build in the project's folder, the second an installed program.
  public static func named(_ name: String, executable: String = executable) -> [String] {
    var folders: [String] = []
    var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
    for _ in 0..<5 {
      folders += [folder.appendingPathComponent("share/switchyard/\(name)").path]
      folders += [folder.appendingPathComponent(name).path]
      if folder.path == "/" { break }
      folder.deleteLastPathComponent()
    }
    return folders.filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
  }

  /// The file of this name in such a folder, with or without its extension and the folder's name; nil where there is
  /// none.
  public static func file(_ given: String, in folder: String, extension ending: String) -> String? {
    let name = given.hasPrefix(folder + "/") ? String(given.dropFirst(folder.count + 1)) : given
    guard !name.isEmpty, !name.hasPrefix("/"), !name.hasPrefix(".") else { return nil }
    for place in named(folder) {
      for candidate in ["\(place)/\(name)", "\(place)/\(name).\(ending)"] where candidate.hasSuffix(".\(ending)") {
        if FileManager.default.fileExists(atPath: candidate) { return candidate }
      }
    }
    return nil
  }

  /// Names of the files with this extension in such folders, without it, sorted.
  public static func names(in folder: String, extension ending: String) -> [String] {
    let files = named(folder).flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
    return Set(files.filter { $0.hasSuffix(".\(ending)") }.map { String($0.dropLast(ending.count + 1)) }).sorted()
  }

  /// The program's file.
  public static var executable: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }
}
