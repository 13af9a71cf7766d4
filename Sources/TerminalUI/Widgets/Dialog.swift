/// A question over everything else, with its choices and their keys.
public struct Dialog: Widget {
  /// An answer.
  public struct Choice: Hashable, Sendable {
    /// The key that gives it.
    public var key: Key
    /// What it does.
    public var title: String

    /// Makes an answer.
    public init(_ key: Key, _ title: String) {
      self.key = key
      self.title = title
    }
  }

  /// The frame's title.
  public var title: String
  /// The question.
  public var text: String
  /// The answers.
  public var choices: [Choice]
  /// The answer that Enter gives.
  public var selected: Int

  /// Makes a question.
  public init(_ title: String, _ text: String, choices: [Choice], selected: Int = 0) {
    self.title = title
    self.text = text
    self.choices = choices
    self.selected = selected
  }

  /// Paints the question into the middle of the area; what lies below is covered.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let labels = choices.map { "\($0.key.label(theme.glyphs))  \($0.title)" }
    let longest = labels.map { displayWidth(of: $0) }.max() ?? 0
    let width = min(area.width, max(longest + 8, min(64, max(displayWidth(of: text) + 6, 32))))
    let lines = wrapped(text, to: max(1, width - 6))
    let box = area.centered(Size(width, lines.count + choices.count + 5))
    Overlay(title).draw(in: box, on: &canvas)
    // On a low screen the answers matter more than the question.
    let content = box.inset(left: 3, top: 1, right: 3, bottom: 1)
    let (upper, lower) = content.splitBottom(
      min(content.height, choices.count + (content.height > choices.count ? 1 : 0)))
    for (line, text) in lines.enumerated() where line + 1 < upper.height || upper.height == 1 {
      canvas.text(text, in: upper.row(upper.height > 1 ? line + 1 : line), style: theme[.text])
    }
    for (line, choice) in choices.enumerated() {
      let row = lower.row(line)
      guard !row.isEmpty else { break }
      let used = canvas.text(choice.key.label(theme.glyphs), x: row.x, y: row.y, style: theme[.key])
      canvas.text(choice.title, in: row.inset(left: used + 2), style: theme[.text])
      if line == selected { canvas.highlight(Rect(x: row.x - 1, y: row.y, width: row.width + 2, height: 1)) }
    }
  }
}

/// A cleared, framed area over what lies below: dialogs, menus, help.
public struct Overlay: Widget {
  /// The frame's title.
  public var title: String
  /// Small facts at the right of the upper edge.
  public var detail: String

  /// Makes an area.
  public init(_ title: String, detail: String = "") {
    self.title = title
    self.detail = detail
  }

  /// Clears the area and paints its frame.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    canvas.fill(area, style: canvas.theme[.text])
    Frame(title, detail: detail, isFocused: true).draw(in: area, on: &canvas)
  }
}
