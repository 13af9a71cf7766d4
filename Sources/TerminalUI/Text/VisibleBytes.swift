/// Bytes as text in which nothing is hidden: line ends, tabs, control characters, marks without a letter and bytes that
/// are no UTF-8 are written out.
public func visibleText(of bytes: some Collection<UInt8>, glyphs: Glyphs) -> String {
  func escaped(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { "\\x" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
  guard let text = String(validating: bytes, as: UTF8.self) else { return escaped(bytes) }
  return text.unicodeScalars.map { scalar in
    switch scalar {
    case "\n": glyphs.isUnicode ? "↵" : "\\n"
    case "\t": glyphs.isUnicode ? "⇥" : "\\t"
    case "\r": "\\r"
    case _
    where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || displayWidth(of: String(scalar)) == 0
      || (!glyphs.isUnicode && !scalar.isASCII):
      escaped(String(scalar).utf8)
    default: String(scalar)
    }
  }.joined()
}
