import Data

/// Small texts that repeat themselves, the same ones in every run.
struct RandomTexts {
  private let random: CounterRandom
  private var position: UInt64 = 0

  init(seed: UInt64) {
    random = CounterRandom(seed: seed, stream: 77)
  }

  mutating func number(below bound: Int) -> Int {
    position += 1
    return Int(random.value(at: position) % UInt64(bound))
  }

  /// Words of a few made-up stems, with line feeds, out of `alphabet`.
  mutating func words(_ alphabet: [UInt8], length: Int) -> [UInt8] {
    let stems = (0..<5).map { _ in (0...number(below: 4)).map { _ in alphabet[number(below: alphabet.count)] } }
    var text: [UInt8] = []
    while text.count < length {
      for _ in 0...number(below: 3) { text += stems[number(below: stems.count)] }
      text.append([10, 32, 32, 32, 39, 49][number(below: 6)])
    }
    return text
  }

  /// Any bytes, with stretches of well-formed and of damaged UTF-8.
  mutating func bytes(length: Int) -> [UInt8] {
    let pieces = [
      "abc", " the", "é", "語", "👍🏽", "\u{2003}", "\u{85}", "٣", "'re", "  ", "\r\n", "\n", "7", "½", "e\u{301}", "'",
      " ",
    ].map { Array($0.utf8) }
    var text: [UInt8] = []
    while text.count < length {
      if number(below: 3) == 0 {
        text.append(UInt8(number(below: 256)))
      } else {
        text += pieces[number(below: pieces.count)]
      }
    }
    return text
  }
}
