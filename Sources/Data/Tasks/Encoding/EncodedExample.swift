/// One example as the encoder reads it.
public struct EncodedExample: Sendable, Equatable {
  /// `[CLS]`, the pieces of the first text, `[SEP]`, and for two texts the pieces of the second and another `[SEP]`.
  public let ids: [Int32]
  /// As many as ids: 1 for the second text and its `[SEP]`, else 0.
  public let types: [Int32]
  /// For labelling the position of the first piece of each word that is within the cut; else empty.
  public let wordStarts: [Int32]
  /// What is asked for; tags are those of all words, the first of them of those in `wordStarts`.
  public let target: TaskExample.Target

  /// All fields.
  public init(ids: [Int32], types: [Int32], wordStarts: [Int32] = [], target: TaskExample.Target) {
    (self.ids, self.types, self.wordStarts, self.target) = (ids, types, wordStarts, target)
  }

  /// Encodes an example in at most `length` ids.
  ///
  /// What does not fit is cut off at the end: of two texts piece by piece from the longer one, from the second where
  /// both are equally long, as BERT does it. A word has a start if its first piece fits, even if it loses other pieces;
  /// a word of which the tokenizer leaves nothing counts as one unknown piece, so that each has a place. Words beyond
  /// the cut keep their tags, by which a model is judged.
  ///
  /// - Parameter length: special ids included; at least 5, so that two texts have a piece each.
  public init(_ example: TaskExample, tokenizer: WordPieceTokenizer, length: Int) {
    precondition(length >= 5, "no room for the special ids and a piece of each text")
    switch example.content {
    case .sentence(let text):
      let ids = tokenizer.encode(text, most: length)
      self.init(ids: ids, types: Array(repeating: 0, count: ids.count), target: example.target)
    case .pair(let first, let second):
      self.init(
        pair: tokenizer.pieces(of: first), tokenizer.pieces(of: second), tokenizer, length, target: example.target)
    case .words(let words):
      self.init(words: words, tokenizer, length, target: example.target)
    }
  }

  private init(
    pair first: [Int32], _ second: [Int32], _ tokenizer: WordPieceTokenizer, _ length: Int, target: TaskExample.Target
  ) {
    let room = length - 3
    // The longer text loses pieces until both are alike, then they lose them in turn, the second first.
    var (one, two) = (first.count, second.count)
    if one + two > room {
      if one > two {
        one = max(room - two, room - room / 2)
        two = room - one
      } else {
        two = max(room - one, room / 2)
        one = room - two
      }
    }
    let head = [tokenizer.start] + first.prefix(one) + [tokenizer.separator]
    let tail = second.prefix(two) + [tokenizer.separator]
    self.init(
      ids: head + tail, types: Array(repeating: 0, count: head.count) + Array(repeating: 1, count: tail.count),
      target: target)
  }

  private init(words: [String], _ tokenizer: WordPieceTokenizer, _ length: Int, target: TaskExample.Target) {
    var ids = [tokenizer.start]
    var starts: [Int32] = []
    for word in words {
      guard ids.count < length - 1 else { break }
      starts.append(Int32(ids.count))
      let pieces = tokenizer.pieces(of: word)
      ids += (pieces.isEmpty ? [tokenizer.unknown] : pieces).prefix(length - 1 - ids.count)
    }
    ids.append(tokenizer.separator)
    self.init(ids: ids, types: Array(repeating: 0, count: ids.count), wordStarts: starts, target: target)
  }
}
