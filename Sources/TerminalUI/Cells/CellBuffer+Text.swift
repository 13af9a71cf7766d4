extension CellBuffer {
  /// The picture's rows as plain text, without spaces at their ends.
  public var rows: [String] {
    (0..<size.height).map { y in
      var row = ""
      for x in 0..<size.width { row += self[x, y].text }
      while row.last == " " { row.removeLast() }
      return row
    }
  }

  /// The picture as plain text, a line a row.
  public var text: String { rows.map { $0 + "\n" }.joined() }

  /// The styles as text: a letter for each style in the order of appearance (`.` is the plain one), and a legend.
  ///
  /// Golden tests compare this beside `text`, so that a lost colour or attribute is seen.
  public var styleLayer: String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    var known: [Style: Character] = [.plain: "."]
    var legend = ""
    var layer = ""
    for y in 0..<size.height {
      var row = ""
      for x in 0..<size.width {
        let style = self[x, y].style
        if known[style] == nil {
          let letter = known.count <= letters.count ? letters[known.count - 1] : "?"
          known[style] = letter
          legend += "\(letter) \(style.description)\n"
        }
        row.append(known[style] ?? "?")
      }
      while row.last == "." { row.removeLast() }
      layer += row + "\n"
    }
    return layer + "--\n" + legend
  }
}

extension Style: CustomStringConvertible {
  /// For tests: `fg 12 on 236 bold`.
  public var description: String {
    func name(_ color: ThemeColor) -> String {
      if case .index(let index) = color { String(index) } else { "default" }
    }
    let words = Attributes.named.filter { attributes.contains($0.attribute) }.map(\.name)
    return (["fg \(name(foreground))", "on \(name(background))"] + words).joined(separator: " ")
  }
}
