/// A scale of looks from low to high.
public enum Ramp: Hashable, Sendable {
  /// From nothing to much.
  case sequential
  /// From negative over neutral to positive.
  case diverging
}

/// One level of a ramp.
public struct RampStep: Hashable, Sendable {
  /// The glyph that says the level without colour.
  public let glyph: String
  /// The glyph in the level's colour. Where there are enough colours the background has the same one, so that the screen
  /// shows a solid cell and copied text still says the level.
  public let style: Style
}

extension Theme {
  /// Levels of a ramp, low to high. Neighbouring levels differ in colour, glyph or both while the theme has as many.
  public func ramp(_ ramp: Ramp, levels: Int) -> [RampStep] {
    let stops = ramp == .sequential ? sequentialStops : divergingStops
    let base = self[.text]
    return (0..<max(0, levels)).map { level in
      let share = levels > 1 ? Double(level) / Double(levels - 1) : 1
      let distance = ramp == .sequential ? share : abs(share * 2 - 1)
      let glyph = rampGlyphs[Int((distance * Double(rampGlyphs.count - 1)).rounded())]
      guard !stops.isEmpty else {
        let sign = ramp == .diverging && share < 0.5 ? Attributes.reverse : []
        return RampStep(glyph: glyph, style: base.adding(sign))
      }
      let color = stops[Int((share * Double(stops.count - 1)).rounded())]
      let background = depth == .indexed ? color : base.background
      return RampStep(glyph: glyph, style: Style(foreground: color, background: background))
    }
  }
}
