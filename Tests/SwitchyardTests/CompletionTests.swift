import Foundation
import Testing

/// Shell completions, as the shells see them.
@Suite struct CompletionTests {
  private let program: Program

  init() throws { program = try Program() }

  /// What bash offers for the last word of a command line.
  private func offered(_ words: String...) throws -> [String] {
    let script = try program.folder.write(
      try program.run("--generate-completion-script", "bash").output, to: "completions.bash")
    let line = words.joined(separator: " ")
    let bash = """
      switchyard() { "\(Program.binary.path)" "$@"; }
      source "\(script)"
      COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " ")))
      COMP_CWORD=\(words.count - 1)
      COMP_LINE='\(line)'
      COMP_POINT=\(line.utf8.count)
      _switchyard switchyard '\(words[words.count - 1])' '\(words[words.count - 2])'
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash", "--norc", "--noprofile", "-c", bash]
    process.currentDirectoryURL = program.folder.url
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func everyShellHasAScript(_ shell: String) throws {
    let result = try program.run("--generate-completion-script", shell)
    #expect(result.status == 0 && result.errors.isEmpty)
    for word in ["switchyard", "replay", "sessions", "tensorboard", "capacity-factor"] {
      #expect(result.output.contains(word), "\(shell): \(word)")
    }
  }

  @Test func commandsAndOptionsAreOffered() throws {
    #expect(try offered("switchyard", "ses").contains("sessions"))
    #expect(try offered("switchyard", "sessions", "export", "--form").contains("--format"))
    #expect(Set(try offered("switchyard", "sessions", "export", "--format", "")).isSuperset(of: ["csv", "jsonl"]))
  }

  @Test func sessionsAreOfferedByNameAndByFile() throws {
    let folder = program.folder.url.appendingPathComponent("sessions")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["sessions/witch.sqlite", "with-file.sqlite", "with-text.txt"] {
      _ = try program.folder.write("", to: name)
    }
    let words = try offered("switchyard", "sessions", "show", "wi")
    // One of the library, those that ship, and a file here; but no other file.
    #expect(words.contains("witch") && words.contains("with-balance-loss") && words.contains("with-file.sqlite"))
    #expect(!words.contains("with-text.txt"))
    #expect(try offered("switchyard", "sessions", "show", "sessions/w") == ["sessions/witch.sqlite"])
  }

  @Test func recipesAreOfferedByNameAndByFile() throws {
    _ = try program.folder.write("", to: "first-own.toml")
    let words = try offered("switchyard", "run", "first-")
    #expect(words.contains("first-light") && words.contains("first-own.toml"))
  }
}
