/// One user-perceived character, cut into what single cells can hold.
///
/// A cell holds one spacing scalar and the marks that combine with it; a character with several spacing scalars
/// (joined emoji, conjuncts) takes several cells but is never cut in two.
public struct CellCluster: Hashable, Sendable {
  /// The cells' texts, each with its width of 1 or 2.
  public private(set) var pieces: [Piece] = []
  /// Columns of all pieces.
  public var width: Int { pieces.reduce(0) { $0 + $1.width } }

  /// The text and width of one cell.
  public struct Piece: Hashable, Sendable {
    /// A spacing scalar and at most four marks (what a terminal cell takes).
    public var text: String
    /// 1 or 2 columns.
    public var width: Int
  }

  init(_ character: Character) {
    if character == "\r\n" {
      pieces = [Piece(text: " ", width: 1)]
      return
    }
    var marks = 0
    for scalar in character.unicodeScalars {
      if isDropped(scalar) { continue }
      let shown = plainForm(of: scalar)
      let width = displayWidth(of: shown)
      if width > 0 {
        // A skin tone after its base would show as a second picture.
        if !pieces.isEmpty, (0x1F3FB...0x1F3FF).contains(scalar.value) { continue }
        pieces.append(Piece(text: String(shown), width: width))
        marks = 0
      } else if !pieces.isEmpty, marks < 4 {
        pieces[pieces.count - 1].text.unicodeScalars.append(shown)
        marks += 1
      }
    }
  }
}

/// The text as cells hold it: control characters, bidirectional overrides and invisible format characters are gone,
/// tabs and line ends are spaces.
public func cellClusters(of text: some StringProtocol) -> [CellCluster] {
  var result: [CellCluster] = []
  result.reserveCapacity(text.utf8.count)
  for character in text {
    let cluster = CellCluster(character)
    if !cluster.pieces.isEmpty { result.append(cluster) }
  }
  return result
}

/// The text without anything that could steer a terminal or be invisible; for text from data that leaves the screen too.
public func sanitized(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  return cellClusters(of: text).map { $0.pieces.map(\.text).joined() }.joined()
}

/// C0 and C1 controls and DEL.
func isControl(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value < 0x20 || (scalar.value >= 0x7F && scalar.value < 0xA0)
}

private func isDropped(_ scalar: Unicode.Scalar) -> Bool {
  let value = scalar.value
  if value >= 0x20 && value < 0x7F { return false }
  if value == 0x09 || value == 0x0A || value == 0x0D { return false }
  if isControl(scalar) || value == 0xAD { return true }
  if value < 0x300 { return false }
  // Variation selectors change a glyph's width on some terminals and not on others.
  if (0xFE00...0xFE0F).contains(value) || value >= 0xE0000 { return true }
  switch scalar.properties.generalCategory {
  case .format, .control, .surrogate, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: return true
  default: return false
  }
}

private func plainForm(of scalar: Unicode.Scalar) -> Unicode.Scalar {
  switch scalar.value {
  case 0x09, 0x0A, 0x0D: return " "
  case 0x1F1E6...0x1F1FF:  // flags: terminals disagree on their width, the letters say the same
    return Unicode.Scalar(UInt8(0x41 + scalar.value - 0x1F1E6))
  default: return scalar
  }
}
