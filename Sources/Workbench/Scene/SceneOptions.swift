internal import Foundation
public import TerminalUI

/// How the screens behave.
public struct SceneOptions {
  /// How often pictures are drawn and how many bytes they may take.
  public var pace: DrawingPace.Limits
  /// Whether the line is slow: what moves without saying much is left out.
  public var isFrugal: Bool
  /// Where themes are found.
  public var themes: ThemeLibrary
  /// Name of the theme to begin with.
  public var theme: String
  /// Keys that differ from the standard, in any scene.
  public var keys: [CommandID: [TerminalUI.Key]]
  /// Whether the mouse is taken at the start; off leaves text selection to the terminal.
  public var mouse: Bool
  /// Seconds that local time is ahead of UTC.
  public var utcOffset: Int
  /// Where files of what is on the screen are written.
  public var exportFolder: String
  /// What the screens have measured of themselves so far.
  public var measured = DisplayMeasure()
  /// Seconds since 1970; tests hand in a clock of their own.
  public var now: () -> Double

  /// Twenty pictures a second in the default theme, with the system's clock.
  public init(themes: ThemeLibrary = ThemeLibrary(folders: []), theme: String = "default") {
    pace = .standard
    isFrugal = false
    self.themes = themes
    self.theme = theme
    keys = [:]
    mouse = false
    exportFolder = FileManager.default.currentDirectoryPath
    utcOffset = TimeZone.current.secondsFromGMT()
    now = { Date().timeIntervalSince1970 }
  }
}

/// What screens cost: times from a key to its picture, pictures, bytes.
public struct DisplayMeasure: Sendable, Equatable {
  /// Seconds from a key to the end of writing the picture that answers it.
  public var latencies = LatencyRing()
  /// Pictures drawn.
  public var pictures = 0
  /// Bytes that they took.
  public var bytes = 0

  /// Nothing drawn yet.
  public init() {}
}
