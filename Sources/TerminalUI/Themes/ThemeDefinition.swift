/// A theme as its file says it, before it is fitted to a terminal's colours.
public struct ThemeDefinition: Hashable, Sendable {
  /// Whether the theme is made for a dark or a light background.
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// Light text on a dark background.
    case dark
    /// Dark text on a light background.
    case light
    /// On the terminal's own background, whatever it is.
    case any
  }

  /// One way to show a colour; a palette entry is a list of them, best first.
  public enum Candidate: Hashable, Sendable {
    /// `"#rrggbb"`.
    case rgb(RGB)
    /// `0` … `255`.
    case index(UInt8)
    /// `"red"`, `"bright-red"`: 0 … 15.
    case named(UInt8)
    /// `"default"`: the terminal's own colour.
    case terminal
    /// `"bold"`: what tells it apart without colours.
    case attribute(Attributes)
  }

  /// What a role looks like; what is missing comes from the role's parent and, for the background, from `text`.
  public struct Look: Hashable, Sendable {
    /// A palette name for the text's colour.
    public var foreground: String?
    /// A palette name for the background.
    public var background: String?
    /// Attributes at every depth.
    public var attributes: Attributes = []
  }

  /// The format's version; 1.
  public var version = 1
  /// The name that menus and `--theme` know.
  public var name = ""
  /// The theme that fills the gaps.
  public var inherits: String?
  /// The background it is made for.
  public var mode: Mode?
  /// The glyphs it wishes for.
  public var glyphs: Glyphs?
  /// Colours by name.
  public var palette: [String: [Candidate]] = [:]
  /// Looks by role.
  public var roles: [Role: Look] = [:]
  /// Palette names of the series' colours.
  public var series: [String] = []
  /// A glyph for each series.
  public var seriesGlyphs: [String] = []
  /// Stops from low to high.
  public var sequential: [[Candidate]] = []
  /// Stops from negative over neutral to positive.
  public var diverging: [[Candidate]] = []
  /// Glyphs from low to high, where there are too few colours.
  public var rampGlyphs: [String] = []

  /// Makes an empty definition.
  public init() {}

  /// This definition with the gaps filled from another one.
  public func filled(from parent: ThemeDefinition) -> ThemeDefinition {
    var result = self
    result.inherits = nil
    result.mode = mode ?? parent.mode
    result.glyphs = glyphs ?? parent.glyphs
    result.palette = parent.palette.merging(palette) { _, own in own }
    result.roles = parent.roles.merging(roles) { _, own in own }
    if series.isEmpty { result.series = parent.series }
    if seriesGlyphs.isEmpty { result.seriesGlyphs = parent.seriesGlyphs }
    if sequential.isEmpty { result.sequential = parent.sequential }
    if diverging.isEmpty { result.diverging = parent.diverging }
    if rampGlyphs.isEmpty { result.rampGlyphs = parent.rampGlyphs }
    return result
  }
}
