import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// What texts of a session may hold, and what every screen has to bear.
enum HostileScreens {
  /// Steers terminals, turns the direction of writing, takes no or two columns.
  static let evil = "\u{1B}]0;x\u{7}\u{1B}[2J\u{202E}abc\u{200B}\r\n\t\u{9B}31m漢字"

  /// Draws a workbench at every size after all keys: as large as the window, and without what steers a terminal.
  ///
  /// - Parameters:
  ///   - more: events that arrive before.
  ///   - keys: presses, separated by spaces, one after another; two Escapes follow at each size.
  ///   - isASCII: whether nothing else may be drawn.
  static func draw(
    _ start: WorkbenchState, more: [Event], sizes: [Size], keys: [String], _ theme: Theme, isASCII: Bool = false
  ) throws {
    var state = start
    let stamped = more.enumerated().map { Stamped(sequence: 9000 + $0, time: 0, event: $1) }
    _ = state.update(.arrived(stamped, restarted: false), at: 0)
    for size in sizes {
      _ = state.update(.resized(size), at: 0)
      for keys in keys {
        try Screens.press(keys, &state)
        let picture = state.picture(theme)
        #expect(picture.size == size)
        let bad = picture.text.unicodeScalars.first {
          $0 != "\n" && ($0.value < 32 || (0x7F..<0xA0).contains($0.value) || $0.properties.generalCategory == .format)
        }
        #expect(bad == nil, "\(keys): U+\(String(bad?.value ?? 0, radix: 16))")
        guard isASCII else { continue }
        let foreign = picture.text.split(separator: "\n").first { !$0.unicodeScalars.allSatisfy { $0.isASCII } }
        #expect(foreign == nil, "\(keys)")
      }
      try Screens.press("esc esc", &state)
    }
  }
}
