internal import Foundation

/// Finds themes by name in folders.
public struct ThemeLibrary: Sendable {
  /// The folders that are searched, in this order; the first that has a name wins.
  public let folders: [String]

  /// Makes a library of folders; those that do not exist are allowed.
  public init(folders: [String]) { self.folders = folders }

  /// The folders that are searched by default: `SWITCHYARD_THEMES` (with colons), the user's configuration, `themes`
  /// beside the executable and in the four folders above it, `themes` in the current folder.
  public static func standardFolders(environment: [String: String], executable: String, current: String) -> [String] {
    var folders = (environment["SWITCHYARD_THEMES"] ?? "").split(separator: ":").map(String.init)
    if let configuration = environment["XDG_CONFIG_HOME"] ?? environment["HOME"].map({ $0 + "/.config" }) {
      folders.append(configuration + "/switchyard/themes")
    }
    var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
    for _ in 0..<5 where folder.path != "/" {
      folders.append(folder.appendingPathComponent("themes").path)
      folder.deleteLastPathComponent()
    }
    folders.append(current + "/themes")
    var seen: Set<String> = []
    return folders.filter { seen.insert($0).inserted }
  }

  /// Names of the themes that there are, `default` first, then by alphabet.
  public var names: [String] {
    var names: Set<String> = ["default"]
    for folder in folders {
      for file in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where file.hasSuffix(".toml") {
        names.insert(String(file.dropLast(5)))
      }
    }
    return ["default"] + names.subtracting(["default"]).sorted()
  }

  /// A theme with its parents' parts filled in.
  /// - Returns: the definition and what its file says in vain.
  /// - Throws: `TerminalUIError` for a name that is not there, a file that is no theme, or parents in a circle.
  public func theme(_ name: String) throws(TerminalUIError) -> ThemeFile {
    var chain: [String] = []
    var definition: ThemeDefinition?
    var warnings: [String] = []
    var next: String? = name
    while let current = next {
      if chain.contains(current) {
        throw TerminalUIError("themes inherit in a circle: \((chain + [current]).joined(separator: " → "))")
      }
      chain.append(current)
      let file = try read(current)
      definition = definition?.filled(from: file.definition) ?? file.definition
      warnings += file.warnings
      next = file.definition.inherits
    }
    guard let definition else { throw TerminalUIError("there is no theme '\(sanitized(name))'") }
    warnings += definition.missingColors.map { "theme \(name): palette has no colour '\($0)'" }
    return ThemeFile(definition: definition, warnings: warnings)
  }

  private func read(_ name: String) throws(TerminalUIError) -> ThemeFile {
    let isName = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) }
    for folder in isName ? folders : [] {
      let path = folder + "/" + name + ".toml"
      guard FileManager.default.fileExists(atPath: path) else { continue }
      guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
        throw TerminalUIError("\(path): cannot be read as text: check its permissions and encoding (UTF-8)")
      }
      return try ThemeFile(text, origin: path)
    }
    if name == "default" { return try ThemeFile(embeddedDefaultTheme, origin: "the built-in theme") }
    throw TerminalUIError("there is no theme '\(sanitized(name))': there are \(names.joined(separator: ", "))")
  }
}

extension ThemeDefinition {
  /// Palette names that roles and series use and the palette does not have.
  var missingColors: [String] {
    let used = roles.values.flatMap { [$0.foreground, $0.background].compactMap(\.self) } + series
    return Set(used).filter { palette[$0] == nil }.sorted()
  }
}

extension Theme {
  /// The built-in theme: for tests, and where no theme file is found.
  public static func builtIn(depth: ColorDepth = .indexed, glyphs: Glyphs = .braille) -> Theme {
    let definition = (try? ThemeFile(embeddedDefaultTheme, origin: "the built-in theme"))?.definition
    return Theme(definition ?? ThemeDefinition(), depth: depth, glyphs: glyphs)
  }
}
