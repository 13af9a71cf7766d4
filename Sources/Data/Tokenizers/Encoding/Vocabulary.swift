/// The tokens that a model sees, by id: their bytes, and which of them are special.
struct Vocabulary: Sendable {
  /// For each id its bytes; of a special token the UTF-8 of what it is written as.
  let tokens: [[UInt8]]
  /// The ids of the special tokens, ascending. They are looked for in text before all else.
  let specials: [Int32]
  /// For each id whether it is special.
  let isSpecial: [Bool]
  /// Special tokens that stand for text after all: foreign files have such.
  let kept: Set<Int32>
  /// Special tokens that swallow white space to their left and right: foreign files have such.
  let stripsLeft: Set<Int32>
  let stripsRight: Set<Int32>

  init(
    tokens: [[UInt8]], specials: [Int32], kept: [Int32] = [], stripsLeft: [Int32] = [], stripsRight: [Int32] = []
  ) {
    self.tokens = tokens
    self.specials = specials.sorted()
    self.kept = Set(kept)
    self.stripsLeft = Set(stripsLeft)
    self.stripsRight = Set(stripsRight)
    var isSpecial = [Bool](repeating: false, count: tokens.count)
    for id in specials { isSpecial[Int(id)] = true }
    self.isSpecial = isSpecial
  }

  /// What the special token `id` is written as.
  func name(of id: Int32) -> String { String(decoding: tokens[Int(id)], as: UTF8.self) }
}
