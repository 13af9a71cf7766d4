/// A theme fitted to a terminal: every role, series and ramp as the terminal can show it.
public struct Theme: Hashable, Sendable {
  /// The name that menus and `--theme` know.
  public let name: String
  /// The colours it was fitted to.
  public let depth: ColorDepth
  /// The glyphs to draw with.
  public let glyphs: Glyphs
  /// The background it is made for.
  public let mode: ThemeDefinition.Mode

  private let looks: [Role: Style]
  private let seriesStyles: [SeriesStyle]
  let sequentialStops: [ThemeColor]
  let divergingStops: [ThemeColor]
  let rampGlyphs: [String]

  /// A line's or run's lasting look.
  public struct SeriesStyle: Hashable, Sendable {
    /// Its colour.
    public let style: Style
    /// Its mark in legends and tables.
    public let glyph: String
  }

  /// Fits a theme to a terminal.
  /// - Parameters:
  ///   - definition: what the file says, gaps filled.
  ///   - depth: the terminal's colours.
  ///   - glyphs: what the terminal can print at best; the theme may wish for less.
  public init(_ definition: ThemeDefinition, depth: ColorDepth, glyphs: Glyphs = .braille) {
    name = definition.name
    self.depth = depth
    mode = definition.mode ?? .any
    self.glyphs =
      Glyphs.allCases[
        max(
          Glyphs.allCases.firstIndex(of: glyphs) ?? 0,
          Glyphs.allCases.firstIndex(of: definition.glyphs ?? .braille) ?? 0)
      ]
    var fitting = ThemeFitting(definition, depth: depth)
    looks = fitting.looks()
    let base = looks[.text] ?? .plain
    let marks = glyphs.isUnicode ? definition.seriesGlyphs : ["o", "x", "+", "*", "#", "@", "%", "&"]
    seriesStyles = definition.series.enumerated().map { index, name in
      var style = fitting.style(named: name)
      style.background = base.background
      return SeriesStyle(style: style, glyph: marks.isEmpty ? "o" : marks[index % marks.count])
    }
    sequentialStops = fitting.ramp(definition.sequential)
    divergingStops = fitting.ramp(definition.diverging)
    rampGlyphs =
      self.glyphs.isUnicode && !definition.rampGlyphs.isEmpty
      ? definition.rampGlyphs : self.glyphs.isUnicode ? ["·", "░", "▒", "▓", "█"] : [".", ":", "+", "x", "#"]
  }

  /// The look of a role, or of the nearest parent that has one.
  public subscript(_ role: Role) -> Style {
    var next: Role? = role
    while let current = next {
      if let look = looks[current] { return look }
      next = current.parent
    }
    return .plain
  }

  /// The look of the `index`-th series; after the last one they start again.
  public func series(_ index: Int) -> SeriesStyle {
    guard !seriesStyles.isEmpty else { return SeriesStyle(style: self[.text], glyph: glyphs.isUnicode ? "●" : "o") }
    let count = seriesStyles.count
    return seriesStyles[((index % count) + count) % count]
  }

  /// Colours that tell series apart at this depth.
  public var seriesCount: Int { seriesStyles.count }

  /// What fills the part of a bar that has this role, so that shape alone tells the parts apart.
  public func pattern(_ role: Role) -> String {
    switch role {
    case .filled: glyphs.isUnicode ? "▓" : "+"
    case .rectified: glyphs.isUnicode ? "▒" : "="
    case .dropped: glyphs.isUnicode ? "▚" : "x"
    case .padded: glyphs.slot
    default: glyphs.isUnicode ? "█" : "#"
    }
  }
}
