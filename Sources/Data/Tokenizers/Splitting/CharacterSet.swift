/// A set of characters as patterns name them. Bytes that belong to no well-formed sequence are in negated sets alone.
struct CharacterSet: Sendable {
  /// One thing that a set may hold.
  enum Member: Sendable {
    case range(ClosedRange<UInt32>)
    /// A general category or the first letter of several: `Lu`, `L`.
    case category(String)
    case space
    case digit
    /// Everything.
    case any
    indirect case not(Member)
  }

  private let members: [Member]
  private let isNegated: Bool
  /// For each ASCII character whether it is in the set.
  private var ascii: [Bool] = []

  init(_ members: [Member], isNegated: Bool = false) {
    self.members = members
    self.isNegated = isNegated
    ascii = (0..<128).map { look(up: $0) }
  }

  func contains(_ character: TextCharacter) -> Bool {
    character.value < 128 ? ascii[Int(character.value)] : look(up: character.value)
  }

  private func look(up value: UInt32) -> Bool {
    members.contains { Self.holds($0, value) } != isNegated
  }

  private static func holds(_ member: Member, _ value: UInt32) -> Bool {
    switch member {
    case .range(let range): range.contains(value)
    case .space: CharacterClasses.unicode(value) == CharacterClass.space
    case .any: true
    case .digit: category(of: value) == "Nd"
    case .category("L"): CharacterClasses.unicode(value) == CharacterClass.letter
    case .category("N"): CharacterClasses.unicode(value) == CharacterClass.number
    case .category(let name): category(of: value).hasPrefix(name)
    case .not(let member): !holds(member, value)
    }
  }

  /// The two letters of the general category; none for what is no character.
  private static func category(of value: UInt32) -> String {
    guard let scalar = Unicode.Scalar(value) else { return "" }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }
}
