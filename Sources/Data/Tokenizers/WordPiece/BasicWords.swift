import Foundation

/// Cuts a text into words as BERT's uncased models do: cleaned, without accents, in lower case, punctuation apart.
///
/// Works on Unicode scalars, not on what a reader takes for one character. Source: Devlin et al. 2019,
/// arXiv:1810.04805, and the tokenizer published with it.
enum BasicWords {
  /// Calls `body` with the UTF-8 of every word, in order.
  static func each(of text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    let normal = normalised(text)
    normal.withUnsafeBufferPointer { bytes in
      var index = 0
      var start = 0
      func endWord() {
        if start < index { body(UnsafeBufferPointer(rebasing: bytes[start..<index])) }
      }
      while index < bytes.count {
        let character = TextCharacter.at(index, of: bytes.baseAddress!, end: bytes.count)
        let next = index + character.length
        switch kind(of: character.value) {
        case .space:
          endWord()
          start = next
        case .punctuation:
          endWord()
          body(UnsafeBufferPointer(rebasing: bytes[index..<next]))
          start = next
        case .letter: break
        }
        index = next
      }
      endWord()
    }
  }

  // MARK: - Normalisation

  /// The text cleaned, with spaces about ideographs, decomposed, without accents, in lower case.
  private static func normalised(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    if text.allSatisfy({ $0 < 0x80 }) { return text.compactMap(normalisedASCII) }
    var clean = String.UnicodeScalarView()
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: clean.append(" ")
      case 0, 0xFFFD: continue
      case let value where isIdeograph(value): clean.append(contentsOf: [" ", scalar, " "])
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate: continue
        case .spaceSeparator: clean.append(" ")
        default: clean.append(scalar)
        }
      }
    }
    var bytes: [UInt8] = []
    for scalar in String(clean).decomposedStringWithCanonicalMapping.unicodeScalars {
      if scalar.properties.generalCategory == .nonspacingMark { continue }
      // Scalar by scalar: a capital sigma at the end of a word becomes the ordinary small one.
      bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    }
    return bytes
  }

  private static func normalisedASCII(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x09, 0x0A, 0x0D: 0x20
    case 0x00..<0x20, 0x7F: nil
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    default: byte
    }
  }

  private static func isIdeograph(_ value: UInt32) -> Bool {
    switch value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B820...0x2CEAF,
      0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }

  // MARK: - Cutting

  private enum Kind {
    case space
    case punctuation
    case letter
  }

  private static func kind(of value: UInt32) -> Kind {
    switch value {
    case 0x20: return .space
    case 33...47, 58...64, 91...96, 123...126: return .punctuation
    case 0..<0x80: return .letter
    default: break
    }
    guard let properties = Unicode.Scalar(value)?.properties else { return .letter }
    if properties.isWhitespace { return .space }
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      return .punctuation
    default: return .letter
    }
  }
}
