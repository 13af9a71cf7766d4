internal import Foundation
public import TerminalUI

/// How the screens behave.
public struct SceneOptions {
  /// Most pictures a second; 2 to 5 are kind to a slow line.
  public var framesPerSecond: Double
  /// Where themes are found.
  public var themes: ThemeLibrary
  /// Name of the theme to begin with.
  public var theme: String
  /// Keys that differ from the standard.
  public var keys: [CommandID: [TerminalUI.Key]]
  /// Whether the mouse is taken at the start; off leaves text selection to the terminal.
  public var mouse: Bool
  /// Seconds that local time is ahead of UTC.
  public var utcOffset: Int
  /// Seconds since 1970; tests hand in a clock of their own.
  public var now: () -> Double

  /// Twenty pictures a second in the default theme, with the system's clock.
  public init(themes: ThemeLibrary = ThemeLibrary(folders: []), theme: String = "default") {
    framesPerSecond = 20
    self.themes = themes
    self.theme = theme
    keys = [:]
    mouse = false
    utcOffset = TimeZone.current.secondsFromGMT()
    now = { Date().timeIntervalSince1970 }
  }
}
