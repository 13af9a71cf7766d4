/// The parts of a task's examples.
package enum TaskPart: String, CaseIterable, Sendable {
  case training
  case validation
  case test
}

/// On which side each synonym set is, in all tasks alike: 65 % training, 15 % validation, 20 % test, by a hash of its
/// part of speech and offset.
///
/// An adjective near a head one goes with its head, and a set with its antonyms, of which the first decides: otherwise
/// most pairs of these relations would fall between the sides.
struct WordNetSplit: Sendable {
  private let parts: [TaskPart]

  init(_ lexicon: WordNetLexicon) {
    func head(_ synset: Int) -> Int {
      let set = lexicon[synset]
      return set.isSatellite ? set.targets(.similar).first ?? synset : synset
    }
    parts = lexicon.synsets.indices.map { synset -> TaskPart in
      let base = head(synset)
      let family = lexicon[base].targets(.antonym).map(head).reduce(base) { min($0, $1) }
      let name = "\(lexicon[family].part.rawValue) \(lexicon[family].offset)"
      switch StableHash.hash(Array(name.utf8)) % 100 {
      case ..<65: return .training
      case ..<80: return .validation
      default: return .test
      }
    }
  }

  /// The side of a set.
  func part(of synset: Int) -> TaskPart { parts[synset] }
}
