/// Horizontal bars of several parts, with a capacity line, a fair-share line and a text at the right of each bar.
///
/// The last drawn cell of a plain part is cut in eighths; parts differ in shape as well as in colour.
public struct Bars: Widget {
  /// A piece of a bar.
  public struct Part: Hashable, Sendable {
    /// Its length, in the unit of `scale`.
    public var value: Double
    /// Its colour and pattern.
    public var role: Role

    /// Makes a piece.
    public init(_ value: Double, _ role: Role) {
      self.value = value
      self.role = role
    }
  }

  /// One bar.
  public struct Bar: Hashable, Sendable {
    /// Its name, right-aligned at the left.
    public var label: String
    /// What lies below the capacity line, from the left: kept, filled.
    public var parts: [Part]
    /// What lies beyond the capacity line: dropped, rectified. Drawn to the right of the line, wherever the parts end.
    public var overflow: [Part]
    /// The texts at the right.
    public var tail: [Span]
    /// The label's look.
    public var role: Role

    /// Makes a bar.
    public init(_ label: String, _ parts: [Part], overflow: [Part] = [], tail: [Span] = [], role: Role = .text) {
      self.label = label
      self.parts = parts
      self.overflow = overflow
      self.tail = tail
      self.role = role
    }
  }

  /// The bars, the first at the top.
  public var bars: [Bar]
  /// The value at the right end of the longest possible bar; `nil` takes the largest bar.
  public var scale: Double?
  /// Slots an expert has; `nil` draws no line.
  public var capacity: Double?
  /// An equal share; `nil` draws no line.
  public var fair: Double?
  /// The bar that is chosen.
  public var selected: Int?
  /// The first bar shown.
  public var offset: Int
  /// Whether a row above the bars names the lines.
  public var showsScale: Bool

  /// Makes a chart of bars.
  public init(
    _ bars: [Bar], scale: Double? = nil, capacity: Double? = nil, fair: Double? = nil, selected: Int? = nil,
    offset: Int = 0, showsScale: Bool = true
  ) {
    self.bars = bars
    self.scale = scale
    self.capacity = capacity
    self.fair = fair
    self.selected = selected
    self.offset = offset
    self.showsScale = showsScale
  }
}
