/// What widgets paint on: a cell buffer, the theme to paint with, and the area that may be painted.
public struct Canvas: Sendable {
  /// The picture so far.
  public private(set) var buffer: CellBuffer
  /// Where painting has an effect; the rest stays as it is.
  public private(set) var clip: Rect
  /// Colours and glyphs.
  public let theme: Theme

  /// An empty canvas of a size, in the theme's text style.
  public init(_ size: Size, theme: Theme) {
    buffer = CellBuffer(size, fill: theme[.text])
    clip = Rect(size)
    self.theme = theme
  }

  /// The whole canvas.
  public var bounds: Rect { Rect(buffer.size) }

  /// Paints with a smaller clip area; painting outside of it has no effect.
  public mutating func clipped(to area: Rect, _ paint: (inout Canvas) -> Void) {
    let before = clip
    clip = clip.intersection(area)
    paint(&self)
    clip = before
  }

  /// Fills an area with one character, a space by default.
  public mutating func fill(_ area: Rect, _ text: String = " ", style: Style) {
    let cut = area.intersection(clip)
    guard let piece = cellClusters(of: text).first?.pieces.first else { return }
    for y in cut.rows {
      for x in stride(from: cut.x, to: cut.maxX - piece.width + 1, by: piece.width) {
        buffer.put(piece, x: x, y: y, style: style)
      }
    }
  }

  /// Writes one line of text from `(x, y)` to the right and returns the columns it took.
  ///
  /// Control characters are stripped; a character that does not fit whole into `limit` or the clip area is left out.
  /// - Parameter limit: columns that the text may take.
  @discardableResult
  public mutating func text(_ text: String, x: Int, y: Int, style: Style, limit: Int = .max) -> Int {
    guard limit > 0 else { return 0 }
    var used = 0
    for cluster in cellClusters(of: text) {
      if used + cluster.width > limit { break }
      let fits = x + used >= clip.x && x + used + cluster.width <= clip.maxX && clip.rows.contains(y)
      for piece in cluster.pieces {
        if fits { buffer.put(piece, x: x + used, y: y, style: style) }
        used += piece.width
      }
      if x + used >= clip.maxX { break }
    }
    return used
  }

  /// Writes a text into the first row of an area, aligned, with an ellipsis where it had to be cut.
  public mutating func text(_ text: String, in area: Rect, style: Style, alignment: Alignment = .left) {
    guard !area.isEmpty else { return }
    let cut = truncated(text, to: area.width, ellipsis: theme.glyphs.ellipsis)
    let gap = area.width - displayWidth(of: cut)
    let offset =
      switch alignment {
      case .left: 0
      case .right: gap
      case .center: gap / 2
      }
    self.text(cut, x: area.x + offset, y: area.y, style: style)
  }

  /// Writes parts of a line one after another, each in its own style; returns the columns they took.
  @discardableResult
  public mutating func line(_ spans: [Span], x: Int, y: Int, limit: Int = .max) -> Int {
    var used = 0
    for span in spans where used < limit {
      used += text(span.text, x: x + used, y: y, style: span.style, limit: limit - used)
    }
    return used
  }

  /// Changes the style of every cell in an area and leaves the text: selections, cursors.
  public mutating func restyle(_ area: Rect, _ change: (inout Style) -> Void) {
    let cut = area.intersection(clip)
    for y in cut.rows {
      for x in cut.columns { buffer.restyle(x: x, y: y, change) }
    }
  }
}

/// A piece of text in one style.
public struct Span: Hashable, Sendable {
  /// What is written.
  public var text: String
  /// How.
  public var style: Style

  /// Makes a piece.
  public init(_ text: String, _ style: Style) {
    self.text = text
    self.style = style
  }
}
