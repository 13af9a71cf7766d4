/// Where a text stands in a field that is wider than it.
public enum Alignment: Hashable, Sendable {
  /// At the left edge.
  case left
  /// At the right edge; numbers stand here.
  case right
  /// In the middle.
  case center
}

/// The text cut at a character's border to at most `width` columns; a cut text ends in `ellipsis`.
public func truncated(_ text: String, to width: Int, ellipsis: String = "…") -> String {
  guard width > 0 else { return "" }
  let clusters = cellClusters(of: text)
  if clusters.reduce(0, { $0 + $1.width }) <= width { return joined(clusters) }
  let mark = displayWidth(of: ellipsis) <= width ? ellipsis : ""
  var room = width - displayWidth(of: mark)
  var kept: [CellCluster] = []
  for cluster in clusters {
    guard cluster.width <= room else { break }
    room -= cluster.width
    kept.append(cluster)
  }
  return joined(kept) + mark
}

/// The text cut or padded with spaces to exactly `width` columns.
public func fitted(_ text: String, to width: Int, alignment: Alignment = .left, ellipsis: String = "…") -> String {
  let cut = truncated(text, to: width, ellipsis: ellipsis)
  let gap = max(0, width - displayWidth(of: cut))
  let left =
    switch alignment {
    case .left: 0
    case .right: gap
    case .center: gap / 2
    }
  return String(repeating: " ", count: left) + cut + String(repeating: " ", count: gap - left)
}

/// The text in lines of at most `width` columns, broken at spaces where possible.
public func wrapped(_ text: String, to width: Int) -> [String] {
  guard width > 0 else { return [] }
  var lines: [String] = []
  for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
    var line = ""
    var used = 0
    for word in paragraph.split(separator: " ", omittingEmptySubsequences: true) {
      var clusters = cellClusters(of: word)[...]
      let length = clusters.reduce(0) { $0 + $1.width }
      if used > 0, used + 1 + length > width {
        lines.append(line)
        (line, used) = ("", 0)
      } else if used > 0 {
        line += " "
        used += 1
      }
      while let cluster = clusters.first {
        clusters.removeFirst()
        if used + cluster.width > width, used > 0 {
          lines.append(line)
          (line, used) = ("", 0)
        }
        line += joined([cluster])
        used += cluster.width
      }
    }
    lines.append(line)
  }
  return lines
}

private func joined(_ clusters: [CellCluster]) -> String {
  var text = ""
  for cluster in clusters {
    for piece in cluster.pieces { text += piece.text }
  }
  return text
}
