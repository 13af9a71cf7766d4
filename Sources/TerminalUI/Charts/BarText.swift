/// A bar of one row as text, to stand between numbers: whole and cut cells, then spaces up to the width.
///
/// - Parameters:
///   - share: 0 to 1; what lies outside is cut, and what is there at all is never invisible.
///   - width: cells of a whole bar, and of the text.
public func barText(_ share: Double, width: Int, glyphs: Glyphs) -> String {
  guard width > 0 else { return "" }
  let length = share.isFinite ? min(1, max(0, share)) * Double(width) : 0
  let eighths = length > 0 ? max(1, Int(length * 8 + 0.5)) : 0
  let full = glyphs.eighths[7]
  let rest = eighths % 8 > 0 ? glyphs.eighths[eighths % 8 - 1] : ""
  let text = String(repeating: full, count: eighths / 8) + rest
  if length > 0, text.isEmpty { return fitted(glyphs.isUnicode ? full : "-", to: width) }
  return fitted(text, to: width)
}
