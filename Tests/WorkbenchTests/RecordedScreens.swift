import TerminalUI
import TestSupport
import Testing
import Workbench

extension Screens {
  /// Compares a screen in all colours with the goldens `NAME-80x24`, `NAME-120x35` and `NAME-200x60`.
  static func expectAsRecorded(_ name: String, _ state: (Size) throws -> WorkbenchState) throws {
    let theme = try theme()
    for size in [Size(80, 24), Size(120, 35), Size(200, 60)] {
      let difference = try difference(
        CompactGolden([("256", try state(size).picture(theme))]).text, golden: "\(name)-\(size.width)x\(size.height)")
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  /// Draws screens in 16 colours, in none and in ASCII, where nothing else may be drawn; `recorded` ones are compared with
  /// the goldens `FOLDER/NAME-16`, `-mono` and `-ascii`.
  static func expectInEveryTerminal(
    _ folder: String, _ shots: [(name: String, state: () throws -> WorkbenchState)], recorded: Set<String>
  ) throws {
    for (name, kind, depth, glyphs) in [
      ("16", "tty16", ColorDepth.sixteen, Glyphs.block), ("mono", "mono", .mono, .braille),
      ("ascii", "mono", .mono, .ascii),
    ] {
      let theme = try theme(kind, depth: depth, glyphs: glyphs)
      for shot in shots {
        let picture = try shot.state().picture(theme)
        if glyphs == .ascii {
          let strange = picture.text.unicodeScalars.first { !$0.isASCII }
          #expect(strange == nil, "\(shot.name): \(strange.map(String.init) ?? "")")
        }
        guard recorded.contains(shot.name) else { continue }
        let difference = try difference(
          CompactGolden([(name, picture)]).text, golden: "\(folder)/\(shot.name)-\(name)")
        #expect(difference == nil, "\(difference ?? "")")
      }
    }
  }
}
