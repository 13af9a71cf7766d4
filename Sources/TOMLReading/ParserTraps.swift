/// Finds the two mistakes on which the TOML parser (toml++ 3.4) aborts the process instead of reporting them.
///
/// They are a table header without a name (`[=`) and a `}` where an array's element should stand (`[1,}`).
/// The scan follows strings and comments just as the parser does, so it agrees with it up to the first mistake.
enum ParserTraps {
  /// A mistake with its line, counted from 1.
  struct Mistake: Equatable {
    var line: Int
    var message: String
  }

  static func find(in text: String) -> Mistake? {
    let bytes = Array(text.utf8)
    var index = 0
    var line = 1
    var depth = 0
    /// Last byte that is neither blank, comment nor string.
    var previous: UInt8 = 0

    func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }

    while index < bytes.count {
      let current = bytes[index]
      switch current {
      case UInt8(ascii: "\n"):
        line += 1
        index += 1
        // A value stands on the line of its equals sign.
        if previous == UInt8(ascii: "=") { previous = 0 }
        continue
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        index += 1
        continue
      case UInt8(ascii: "#"):
        while index < bytes.count && bytes[index] != UInt8(ascii: "\n") { index += 1 }
        continue
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let end = endOfString(bytes, from: index)
        line += bytes[index..<end].count { $0 == UInt8(ascii: "\n") }
        index = end
        previous = current
        continue
      case UInt8(ascii: "["):
        // Outside brackets an array follows an equals sign; all else is a header, or a mistake that is reported.
        if depth == 0 && previous != UInt8(ascii: "=") {
          index += byte(1) == UInt8(ascii: "[") ? 2 : 1
          while byte(0) == UInt8(ascii: " ") || byte(0) == UInt8(ascii: "\t") { index += 1 }
          if !mayBeginKey(byte(0)) { return Mistake(line: line, message: "a table header needs a name, such as [run]") }
          // The rest of the header holds nothing that matters here.
          while index < bytes.count && byte(0) != UInt8(ascii: "]") && byte(0) != UInt8(ascii: "\n") { index += 1 }
          previous = 0
          continue
        }
        depth += 1
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}") where previous == UInt8(ascii: "[") || previous == UInt8(ascii: ","):
        return Mistake(line: line, message: "a } stands where a value is expected")
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      default: break
      }
      previous = current
      index += 1
    }
    return nil
  }

  /// Index behind the string that begins at `start`: one line in quotes, or many in triple quotes.
  private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
    let quote = bytes[start]
    let isTriple = start + 2 < bytes.count && bytes[start + 1] == quote && bytes[start + 2] == quote
    var index = start + (isTriple ? 3 : 1)
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") {
        index += 2
      } else if bytes[index] == quote && !isTriple {
        return index + 1
      } else if bytes[index] == quote && index + 2 < bytes.count && bytes[index + 1] == quote
        && bytes[index + 2] == quote
      {
        // Up to two further quotes belong to the string.
        index += 3
        var extra = 0
        while extra < 2 && index < bytes.count && bytes[index] == quote {
          index += 1
          extra += 1
        }
        return index
      } else if bytes[index] == UInt8(ascii: "\n") && !isTriple {
        return index
      } else {
        index += 1
      }
    }
    return bytes.count
  }

  private static func mayBeginKey(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }
}
