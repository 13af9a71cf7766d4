/// WordNet's parts of speech, by the names of its data files.
package enum WordNetPart: String, CaseIterable, Sendable {
  case noun
  case verb
  case adjective = "adj"
  case adverb = "adv"

  /// The part that a letter of the files stands for; `s` is an adjective that stands near a head one.
  init?(letter: UInt8) {
    switch letter {
    case UInt8(ascii: "n"): self = .noun
    case UInt8(ascii: "v"): self = .verb
    case UInt8(ascii: "a"), UInt8(ascii: "s"): self = .adjective
    case UInt8(ascii: "r"): self = .adverb
    default: return nil
    }
  }

  /// As people write it.
  var word: String {
    switch self {
    case .noun: "noun"
    case .verb: "verb"
    case .adjective: "adjective"
    case .adverb: "adverb"
    }
  }
}

/// The relations between synonym sets that tasks are made of (wninput(5WN)).
enum WordNetRelation: Sendable {
  /// What it is a kind or an instance of.
  case hypernym
  case antonym
  /// Between a head adjective and those near it.
  case similar
  /// What it is a part of.
  case whole
  /// The field in which it is used.
  case field

  /// nil for relations that no task looks at.
  init?(symbol: String) {
    switch symbol {
    case "@", "@i": self = .hypernym
    case "!": self = .antonym
    case "&": self = .similar
    case "#p": self = .whole
    case ";c": self = .field
    default: return nil
    }
  }
}

/// A set of words with one meaning.
struct WordNetSynset: Sendable {
  /// How it points to another one.
  struct Pointer: Sendable {
    let relation: WordNetRelation
    let part: WordNetPart
    /// The other's offset while files are read, then its place in the lexicon.
    var target: Int
  }

  /// Its name within its part of speech.
  let offset: Int
  let part: WordNetPart
  /// Whether it is an adjective that stands near a head one.
  let isSatellite: Bool
  /// A number of the lexicographer files: `WordNetReader.topics`.
  let topic: Int
  /// With blanks, without the markers of where an adjective may stand.
  let words: [String]
  var pointers: [Pointer]
  /// For verbs the numbers of the sentence frames that any of its words takes.
  let frames: [Int]
  /// Where its gloss stands in its file.
  let gloss: Range<Int>

  /// The sets it points to in one way, in their order.
  func targets(_ relation: WordNetRelation) -> [Int] {
    pointers.lazy.filter { $0.relation == relation }.map { $0.target }
  }
}
